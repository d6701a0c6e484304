"""A purchase order is sent to its supplier by mail: into the outbox, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound, WrongState
from app.identity.actors import Actor
from app.identity.queries import shop
from app.mail.services.outbox import Attachment, queue_mail
from app.purchasing.queries import order_head
from app.values.document import DocumentRef

TEXT = """Dear {supplier},

please find attached our purchase order {number}, to be delivered to {site}.

{by}
{shop}
"""


def send_order(
    session: Session, number: str, paper: Attachment, *, key: str, at: datetime, by: Actor
) -> int:
    """Put the order with its paper into the outbox; the mail's id. Once per key.

    WrongState for an order that is over, BadInput where the supplier has no e-mail address.
    """
    head = order_head(session, number, by)
    if head is None:
        raise NotFound("There is no such purchase order.")
    if head.PurchaseOrder.status not in {"open", "partly_received"}:
        raise WrongState("The order is over; nothing is sent.")
    opened = shop(session)
    name = opened.name if opened else ""
    words = {"supplier": head.Supplier.name, "number": number, "site": head.Site.name}
    return queue_mail(
        session,
        to=head.Supplier.email,
        subject=f"Purchase order {number} of {name}".strip()[:200],
        body=TEXT.format(**words, by=by.name, shop=name),
        about=DocumentRef("purchase_order", number),
        key=f"{number}.{key or format(at, '%Y%m%d%H%M%S%f')}",
        attachment=paper,
        at=at,
        by=by,
    )
