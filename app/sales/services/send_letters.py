"""Letters of a recall go out by mail: one per buyer, ever, into the outbox in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.mail.rules import is_address
from app.mail.services.outbox import queue_mail
from app.sales.recall_letters import Addressee, addressees
from app.values.document import DocumentRef

SUBJECT = "Recall {number}: please do not use what you bought"


def send_letters(
    session: Session, number: str, write: Callable[[Addressee], str], *, at: datetime, by: Actor
) -> list[int]:
    """Put a letter to every buyer with an e-mail address into the outbox; the mails' ids.

    Whoever has had one gets no second one; who bought since, on a till that was silent, does.
    """
    found, _nobody = addressees(session, number, by)
    return [
        queue_mail(
            session,
            to=each.email,
            subject=SUBJECT.format(number=number),
            body=write(each),
            about=DocumentRef("recall", number),
            key=f"{number}.{each.customer}",
            at=at,
            by=by,
        )
        for each in found
        if is_address(each.email)
    ]
