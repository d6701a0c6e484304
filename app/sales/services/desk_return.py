"""A return at the till: on a receipt, or without one on the word of somebody who may say so.

The goods, cost and money go back as in every return (take_return); here is only whose word counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.errors import ApprovalMissing
from app.identity import audit
from app.identity.approvals import find_approval, mark_used
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.sales.models import Sale
from app.sales.services.take_return import ReturnWish, TakenReturn, take_return
from app.sales.tills import TillPlace
from app.values.document import DocumentRef

PROOFS = ("receipt", "none", "other_lot")
"""What the customer brought: the receipt, none, or one that says another lot than the goods."""


@dataclass(frozen=True)
class Proof:
    """What a return stands on: a word of PROOFS, and the code of a second person's yes."""

    kind: str = "receipt"
    approval: str | None = None


@dataclass(frozen=True)
class _Word:
    approver: str
    reason: str
    approval_id: int | None = None


def _word(session: Session, proof: Proof, till: TillPlace, shop: ShopContext) -> _Word | None:
    """Whose word a return without its receipt stands on; None where the receipt is enough."""
    if proof.approval is not None:
        found = find_approval(session, proof.approval, "return", shop=shop, site_id=till.site_id)
        return _Word(found.approved.approver, found.approved.reason, found.id)
    if proof.kind == "receipt":
        return None
    if not shop.actor.may(Permission.APPROVE):
        raise ApprovalMissing("Without the receipt of this very lot a second person has to agree.")
    return _Word(shop.actor.name, "")


def take_desk_return(
    session: Session,
    sale: Sale,
    wishes: Sequence[ReturnWish],
    *,
    proof: Proof,
    till: TillPlace,
    tender: str,
    on: date,
    shop: ShopContext,
) -> TakenReturn:
    """Take goods back at the till and give the money back, `original` as it was paid.

    Raises ApprovalMissing or ApprovalUsed where a yes is needed and does not count, and as
    `take_return`; then nothing is written.
    """
    word = _word(session, proof, till, shop)
    done = take_return(session, sale, wishes, till=till, tender=tender, on=on, shop=shop)
    document = DocumentRef("sale_return", done.number)
    if word is None:
        return done
    if word.approval_id is not None:
        mark_used(session, word.approval_id, document, shop.now)
    detail = {"approver": word.approver, "proof": proof.kind, "sale": sale.number}
    audit.record(
        session,
        shop.actor,
        "sale.return_agreed",
        document,
        at=shop.now,
        reason=word.reason,
        detail=detail,
    )
    return done
