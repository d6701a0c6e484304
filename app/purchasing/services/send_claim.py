"""A claim is sent to its supplier by mail, the debit note with it: into the outbox, and marked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.queries import shop
from app.mail.services.outbox import Attachment, queue_mail
from app.purchasing.claims import claim_head
from app.purchasing.services.claim import step_claim
from app.values.document import DocumentRef

TEXT = """Dear {supplier},

please find attached our debit note {number}, with what was agreed, what came and why we claim.
Please send your credit note with our number on it.

{by}
{shop}
"""


def send_claim(
    session: Session, number: str, paper: Attachment, *, key: str, at: datetime, by: Actor
) -> int:
    """Put the debit note into the outbox and mark the claim as sent; the mail's id. Once per key.

    WrongState for a claim that is over, BadInput where the supplier has no e-mail address.
    """
    head = claim_head(session, number, by)
    opened = shop(session)
    name = opened.name if opened else ""
    step_claim(session, number, "send", note=f"by mail to {head.Supplier.email}", at=at, by=by)
    return queue_mail(
        session,
        to=head.Supplier.email,
        subject=f"Debit note {head.Claim.number} of {name}".strip()[:200],
        body=TEXT.format(
            supplier=head.Supplier.name, number=head.Claim.number, by=by.name, shop=name
        ),
        about=DocumentRef("claim", head.Claim.number),
        key=f"{head.Claim.number}.{key or format(at, '%Y%m%d%H%M%S%f')}",
        attachment=paper,
        at=at,
        by=by,
    )
