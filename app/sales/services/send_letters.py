"""Letters of a recall are written into the outbox in one transaction; what waits there is sent
afterwards. Each names what its buyer has not been told yet, so that nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actors import Actor
from app.inventory.models import Recall
from app.mail.services.outbox import queue_mail
from app.sales.letter_models import RecallLetter
from app.sales.recall_letters import Addressee, addressees, letter_states, told, with_news
from app.values.document import DocumentRef

SUBJECT = "Recall {number}: please do not use what you bought"


def send_letters(
    session: Session, number: str, write: Callable[[Addressee], str], *, at: datetime, by: Actor
) -> list[int]:
    """Write to every buyer with an e-mail address who has something new to be told; the mails' ids.

    New is a lot, or that a lot is certain where it was possible; the letter names just that. Who
    presses twice at once takes turns at the recall's row.
    """
    found = select(Recall).where(Recall.number == number).with_for_update()
    recall = session.scalars(found).one_or_none()
    if recall is None:
        raise NotFound("There is no such recall.")
    buyers, _nobody = addressees(session, number, by)
    news, before = with_news(buyers, told(session, number)), letter_states(session, number)
    return [
        _write_one(session, recall, each, len(before.get(each.customer, ())), write, at=at, by=by)
        for each in news
    ]


def _write_one(
    session: Session,
    recall: Recall,
    to: Addressee,
    before: int,
    write: Callable[[Addressee], str],
    *,
    at: datetime,
    by: Actor,
) -> int:
    mail_id = queue_mail(
        session,
        to=to.email,
        subject=SUBJECT.format(number=recall.number),
        body=write(to),
        about=DocumentRef("recall", recall.number),
        key=f"{recall.number}.{before + 1}.{to.customer}",
        at=at,
        by=by,
    )
    same = {
        "recall_id": recall.id,
        "customer_id": to.lines[0].customer_id,
        "mail_id": mail_id,
    }
    lots = sorted({(line.lot_id, line.certain) for line in to.lines})
    session.execute(
        insert(RecallLetter), [{"lot_id": lot, "certain": sure} | same for lot, sure in lots]
    )
    return mail_id
