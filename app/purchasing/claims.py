"""Reads of claims: their file, what is proposed for one, where the units are. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.attachments.models import Attachment
from app.attachments.queries import files_of
from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory import late_costs
from app.inventory.late_cost_rules import CLAIM_ORDER, Node
from app.inventory.models import Lot, Recall, RecallLot
from app.purchasing import queries
from app.purchasing.claim_models import (
    Claim,
    ClaimLine,
    ClaimStep,
    SupplierCredit,
    SupplierCreditLine,
)
from app.purchasing.claim_rules import LINE_KINDS
from app.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrderLine,
    Supplier,
)
from app.values.document import DocumentRef
from app.values.money import Currency, half_up
from app.values.quantity import MICRO

PARTS = ("in_stock", "sold", "wasted", "returned", "other")
_PART_OF = {
    "stock": "in_stock",
    "transit": "in_stock",
    "customer": "sold",
    "waste": "wasted",
    "supplier": "returned",
}
_HEAD = (
    select(Claim, Supplier, Site)
    .join(Supplier, Supplier.id == Claim.supplier_id)
    .join(Site, Site.id == Claim.site_id)
)


def part_of(place: str) -> str:
    """What a place is called in a split: in stock, sold, wasted, returned, other."""
    return _PART_OF.get(place, "other")


def claim_head(session: Session, number: str, actor: Actor) -> Any:
    """A claim with supplier and site; NotFound also where it is another site's."""
    row = session.execute(_HEAD.where(Claim.number == number.upper())).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Site.id):
        raise NotFound("There is no such claim.")
    return row


def claim_lines(session: Session, claim_id: int) -> Sequence[Any]:
    """The lines with product, lot (None: it never came) and what was credited of each."""
    credited = (
        select(SupplierCreditLine.line, func.sum(SupplierCreditLine.amount).label("credited"))
        .where(SupplierCreditLine.claim_id == claim_id)
        .group_by(SupplierCreditLine.line)
        .subquery()
    )
    return session.execute(
        select(
            ClaimLine,
            Product,
            Lot,
            GoodsReceiptLine,
            GoodsReceipt.number.label("receipt"),
            func.coalesce(credited.c.credited, 0).label("credited"),
        )
        .join(Product, Product.id == ClaimLine.product_id)
        .outerjoin(Lot, Lot.id == ClaimLine.lot_id)
        .outerjoin(GoodsReceiptLine, GoodsReceiptLine.lot_id == ClaimLine.lot_id)
        .outerjoin(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.goods_receipt_id)
        .outerjoin(credited, credited.c.line == ClaimLine.line)
        .where(ClaimLine.claim_id == claim_id)
        .order_by(ClaimLine.line)
    ).all()


def ordered_of(session: Session, claim_id: int) -> dict[int, Any]:
    """By claim line, the line of the purchase order that its lot came for: the agreed terms."""
    rows = session.execute(
        select(ClaimLine.line, PurchaseOrderLine)
        .join(GoodsReceiptLine, GoodsReceiptLine.lot_id == ClaimLine.lot_id)
        .join(
            PurchaseOrderLine,
            (PurchaseOrderLine.purchase_order_id == GoodsReceiptLine.purchase_order_id)
            & (PurchaseOrderLine.line == GoodsReceiptLine.purchase_order_line),
        )
        .where(ClaimLine.claim_id == claim_id)
    )
    return {row.line: row.PurchaseOrderLine for row in rows}


def claim_steps(session: Session, claim_id: int) -> Sequence[ClaimStep]:
    """The claim's way so far, in order."""
    return session.scalars(
        select(ClaimStep).where(ClaimStep.claim_id == claim_id).order_by(ClaimStep.seq)
    ).all()


def claim_credits(session: Session, claim_id: int) -> Sequence[SupplierCredit]:
    """What the supplier credited, in order."""
    return session.scalars(
        select(SupplierCredit)
        .where(SupplierCredit.claim_id == claim_id)
        .order_by(SupplierCredit.id)
    ).all()


def credit_lines(session: Session, credit_id: int) -> Sequence[SupplierCreditLine]:
    """What one credit says of each claim line."""
    return session.scalars(
        select(SupplierCreditLine)
        .where(SupplierCreditLine.supplier_credit_id == credit_id)
        .order_by(SupplierCreditLine.line)
    ).all()


def claims(
    session: Session,
    actor: Actor,
    *,
    state: str | None = None,
    supplier_id: int | None = None,
    about: DocumentRef | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Any]:
    """Claims of the actor's sites, newest first, with what is claimed and credited in all."""
    claimed = select(func.sum(ClaimLine.amount)).where(ClaimLine.claim_id == Claim.id)
    credited = select(func.coalesce(func.sum(SupplierCreditLine.amount), 0)).where(
        SupplierCreditLine.claim_id == Claim.id
    )
    found = _HEAD.add_columns(
        claimed.scalar_subquery().label("claimed"), credited.scalar_subquery().label("credited")
    )
    wanted = {
        Claim.state: state,
        Claim.supplier_id: supplier_id,
        Claim.about_kind: about.kind if about else None,
        Claim.about_number: about.number if about else None,
        Claim.site_id: actor.site_id,
    }
    for column, value in wanted.items():
        if value is not None:
            found = found.where(column == value)
    if before is not None:
        found = found.where(Claim.id < before)
    return session.execute(found.order_by(Claim.id.desc()).limit(limit)).all()


def files_behind(session: Session, head: Any, lines: Sequence[Any]) -> Sequence[Attachment]:
    """The files that prove a claim: its own, and those of its lots and their deliveries."""
    mine = DocumentRef("claim", head.Claim.number)
    lots = {DocumentRef("lot", row.Lot.number) for row in lines if row.Lot}
    came = {DocumentRef("goods_receipt", row.receipt) for row in lines if row.receipt}
    others = sorted(lots | came, key=lambda each: (each.kind, each.number))
    return files_of(session, mine, *others)


@dataclass(frozen=True)
class Proposal:
    """A line somebody may claim: quantity in millionths, amount in minor units."""

    kind: str
    sku: str
    name: str
    unit: str
    lot: str | None
    quantity: int
    amount: int
    detail: str


def _ordered_lines(session: Session, receipt_id: int) -> dict[int, Any]:
    """By line of a goods receipt, the line of the purchase order it fills."""
    rows = session.execute(
        select(GoodsReceiptLine.line, PurchaseOrderLine)
        .join(
            PurchaseOrderLine,
            (PurchaseOrderLine.purchase_order_id == GoodsReceiptLine.purchase_order_id)
            & (PurchaseOrderLine.line == GoodsReceiptLine.purchase_order_line),
        )
        .where(GoodsReceiptLine.goods_receipt_id == receipt_id)
    )
    return {row.line: row.PurchaseOrderLine for row in rows}


def _agreed(ordered: Any, quantity: int, currency: Currency) -> int:
    return half_up(ordered.unit_cost * quantity * currency.unit, ordered.factor * MICRO)


def _from_difference(each: Any, row: Any, ordered: Any, currency: Currency) -> Proposal | None:
    line, lot = row.GoodsReceiptLine, row.Lot.number
    quantity, amount = line.quantity, line.value
    if each.kind == "quantity":
        quantity, lot = (ordered.quantity - ordered.received if ordered else 0), None
        amount = _agreed(ordered, quantity, currency) if quantity > 0 else 0
    elif each.kind == "price":
        amount -= _agreed(ordered, quantity, currency) if ordered else amount
    if each.kind not in LINE_KINDS or quantity <= 0 or amount <= 0:
        return None
    product = row.Product
    words = (product.sku, product.name, product.base_unit)
    return Proposal(each.kind, *words, lot, quantity, amount, each.detail)


def from_receipt(session: Session, number: str, actor: Actor, currency: Currency) -> Any:
    """A delivery's head and what its differences let us claim."""
    head = queries.receipt_head(session, number.upper(), actor)
    if head is None:
        raise NotFound("There is no such goods receipt.")
    receipt_id = head.GoodsReceipt.id
    rows = {row.GoodsReceiptLine.line: row for row in queries.receipt_lines(session, receipt_id)}
    ordered = _ordered_lines(session, receipt_id)
    found = [
        _from_difference(each, rows[each.line], ordered.get(each.line), currency)
        for each in queries.discrepancies(session, receipt_id)
        if each.line in rows
    ]
    return head, [each for each in found if each is not None]


def _worth(session: Session, lots: Sequence[Any], kind: str, detail: str) -> list[Proposal]:
    """All that came of some lots at what it cost."""
    rows = session.execute(
        select(Lot, Product, GoodsReceiptLine)
        .join(Product, Product.id == Lot.product_id)
        .join(GoodsReceiptLine, GoodsReceiptLine.lot_id == Lot.id)
        .where(Lot.id.in_([lot.id for lot in lots]))
        .order_by(Lot.id)
    ).all()
    return [
        Proposal(
            kind,
            row.Product.sku,
            row.Product.name,
            row.Product.base_unit,
            row.Lot.number,
            row.GoodsReceiptLine.quantity,
            row.GoodsReceiptLine.value,
            detail,
        )
        for row in rows
        if row.GoodsReceiptLine.value > 0
    ]


def from_recall(session: Session, number: str, supplier: str) -> list[Proposal]:
    """What of a supplier a recall took out of trade, at what it cost."""
    recall = session.scalar(select(Recall).where(Recall.number == number.upper()))
    if recall is None:
        raise NotFound("There is no such recall.")
    lots = session.scalars(
        select(Lot)
        .join(RecallLot, RecallLot.lot_id == Lot.id)
        .where(RecallLot.recall_id == recall.id, Lot.supplier_code == supplier)
    ).all()
    return _worth(session, lots, "recall", recall.reason[:200])


def recalled_suppliers(session: Session, number: str) -> list[str]:
    """Codes of the suppliers whose lots a recall is about."""
    return list(
        session.scalars(
            select(Lot.supplier_code)
            .join(RecallLot, RecallLot.lot_id == Lot.id)
            .join(Recall, Recall.id == RecallLot.recall_id)
            .where(Recall.number == number.upper(), Lot.supplier_code.is_not(None))
            .distinct()
            .order_by(Lot.supplier_code)
        )
    )


def from_lot(session: Session, lot: Lot) -> list[Proposal]:
    """All of one lot at what it cost, as a failure of quality."""
    return _worth(session, [lot], "quality", "")


@dataclass(frozen=True)
class Whereabouts:
    """How many units of a lot are where now: rank of CLAIM_ORDER, quantity in millionths."""

    rank: str
    quantity: int


def _add(found: dict[str, int], nodes: Iterable[Node]) -> None:
    for node in nodes:
        found[node.rank] = found.get(node.rank, 0) + node.quantity


def units_now(session: Session, lot_ids: Iterable[int]) -> dict[int, list[Whereabouts]]:
    """For each lot where its units are now, in the order in which a claim looks for them."""
    told = {}
    for lot_id, nodes in late_costs.whereabouts(session, lot_ids).items():
        found: dict[str, int] = {}
        _add(found, nodes)
        told[lot_id] = [Whereabouts(r, found[r]) for r in CLAIM_ORDER if r in found]
    return told


def split_of(session: Session, credit: SupplierCredit) -> list[dict[str, Any]]:
    """What a credit took off each lot, by what had become of its units."""
    return split_by_lot(session, "supplier_credit", credit.number)


def split_by_lot(session: Session, kind: str, number: str) -> list[dict[str, Any]]:
    """What a document took off each lot, by what had become of its units; below zero added."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for row in late_costs.borne_by(session, kind, number):
        late = row.LateCost
        key = (late.document_line, row.lot)
        parts = found.setdefault(
            key, {"line": late.document_line, "lot": row.lot, **dict.fromkeys(PARTS, 0)}
        )
        parts[part_of(late.place)] -= late.amount
    return list(found.values())
