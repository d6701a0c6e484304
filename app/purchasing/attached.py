"""Which documents take files, who may see and add them: a table. Reads only.

Here, because this room knows all of them; a file itself knows only kind and number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.accounting.queries import entry
from app.errors import NotFound, bad_field
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import counts
from app.inventory import queries as stock
from app.purchasing import claims, queries, returns
from app.values.document import DocumentRef

P = Permission
Find = Callable[[Session, str, Actor], Any]


def _receipt(session: Session, number: str, actor: Actor) -> str:
    head = queries.receipt_head(session, number, actor)
    if head is None:
        raise NotFound("There is no such goods receipt.")
    return str(head.GoodsReceipt.number)


def _order(session: Session, number: str, actor: Actor) -> str:
    head = queries.order_head(session, number, actor)
    if head is None:
        raise NotFound("There is no such purchase order.")
    return str(head.PurchaseOrder.number)


def _entry(session: Session, number: str, actor: Actor) -> str:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound("There is no such journal entry.")
    entry(session, int(number), site_id=actor.site_id)
    return str(int(number))


@dataclass(frozen=True)
class Kind:
    """A kind of document: who sees its files, who adds and strikes them, how it is found."""

    see: Permission
    add: Permission
    find: Find
    page: str


KINDS = MappingProxyType(
    {
        "lot": Kind(
            P.SEE_STOCK, P.HOLD_LOT, lambda s, n, a: stock.lot(s, n, a).Lot.number, "/lots/{}"
        ),
        "goods_receipt": Kind(P.SEE_STOCK, P.RECEIVE, _receipt, "/deliveries/{}"),
        "purchase_order": Kind(P.SEE_STOCK, P.PURCHASE, _order, "/purchase-orders/{}"),
        "supplier_return": Kind(
            P.SEE_STOCK,
            P.PURCHASE,
            lambda s, n, a: returns.return_head(s, n, a).SupplierReturn.number,
            "/supplier-returns/{}",
        ),
        "claim": Kind(
            P.SEE_COST,
            P.PURCHASE,
            lambda s, n, a: claims.claim_head(s, n, a).Claim.number,
            "/claims/{}",
        ),
        "recall": Kind(P.TRACE, P.RECALL, lambda s, n, a: stock.recall(s, n).number, "/recalls/{}"),
        "stock_count": Kind(
            P.TRACE, P.COUNT, lambda s, n, a: counts.count(s, n, a).number, "/counts/{}"
        ),
        "journal_entry": Kind(P.SEE_BOOKS, P.POST_ENTRIES, _entry, "/books/journal/{}"),
    }
)
"""Whoever may see a document sees its files; whoever works on it adds some."""


def document(session: Session, kind: str, number: str, actor: Actor, *, add: bool) -> DocumentRef:
    """The document a file is on, where the actor may see it (or add to it).

    A wrong kind is a wrong field; Forbidden without the right; NotFound also for another site's.
    """
    if kind not in KINDS:
        raise bad_field("document.kind", f"must be one of {', '.join(KINDS)}")
    found = KINDS[kind]
    actor.require(found.see)
    if add:
        actor.require(found.add)
    return DocumentRef(kind, found.find(session, number, actor))
