"""A claim against a supplier: opened with its lines, sent, refused, withdrawn, credited.

A credit makes the goods cheaper where their units are now (app/inventory/services/late_cost.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.catalog.models import Product
from app.catalog.queries import products_by_sku
from app.errors import NotFound, WrongState, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.inventory.services.late_cost import LateLine, Placed, put_late_costs
from app.purchasing.claim_models import (
    Claim,
    ClaimLine,
    ClaimStep,
    SupplierCredit,
    SupplierCreditLine,
)
from app.purchasing.claim_rules import NEVER_CAME, NEXT, WHOLE_LOT, Owed, state_after
from app.purchasing.models import Supplier
from app.values.document import DocumentRef
from app.values.quantity import MICRO


@dataclass(frozen=True)
class ClaimWish:
    """What is claimed: a lot, how much of it (millionths), how much money (minor units), why.

    Goods that never came are named by SKU instead.
    """

    kind: str
    quantity: int
    amount: int
    lot: str | None = None
    sku: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class CreditWish:
    """What the supplier credits of a claim line, in minor units."""

    line: int
    amount: int


@dataclass(frozen=True)
class Credited:
    """A credit as it stands in the books: who bore what, and what no goods could bear."""

    number: str
    placed: tuple[Placed, ...]
    difference: int


def _of_lot(number: int, lot: Lot, supplier: Supplier) -> int:
    if lot.supplier_code != supplier.code:
        whose = f"came from {lot.supplier_code}" if lot.supplier_code else "has no supplier"
        raise bad_field(f"lines.{number}.lot", f"{whose}, not from {supplier.code}")
    return lot.id


def _goods(
    session: Session, wishes: Sequence[ClaimWish], supplier: Supplier
) -> list[tuple[int | None, int]]:
    """The lot (None: it never came) and product of each line; what does not fit is refused."""
    named = [wish.lot.upper() for wish in wishes if wish.lot]
    rows = select(Lot, Product).join(Product, Product.id == Lot.product_id)
    lots = {row.Lot.number: row for row in session.execute(rows.where(Lot.number.in_(named)))}
    skus = products_by_sku(session, {wish.sku for wish in wishes if wish.sku})
    found: list[tuple[int | None, int]] = []
    for number, wish in enumerate(wishes):
        row = lots.get(wish.lot.upper()) if wish.lot else None
        if wish.lot and row is None:
            raise bad_field(f"lines.{number}.lot", f"there is no lot {wish.lot[:40]}")
        if row is None and wish.kind not in NEVER_CAME:
            raise bad_field(f"lines.{number}.lot", "is needed: only what never came has none")
        product = row.Product if row else skus.get(wish.sku or "")
        if product is None:
            raise bad_field(f"lines.{number}.sku", "say which product never came")
        if product.base_unit == "each" and wish.quantity % MICRO:
            raise bad_field(f"lines.{number}.quantity", "is counted in whole pieces")
        found.append((_of_lot(number, row.Lot, supplier) if row else None, product.id))
    return found


def _step(
    session: Session, claim_id: int, state: str, *, at: datetime, by: Actor, note: str = ""
) -> None:
    last = session.scalar(select(func.max(ClaimStep.seq)).where(ClaimStep.claim_id == claim_id))
    row = {"claim_id": claim_id, "seq": (last or 0) + 1, "state": state}
    session.execute(insert(ClaimStep), row | {"at": at, "by": by.name, "note": note})


def open_claim(
    session: Session,
    supplier: Supplier,
    site: Site,
    wishes: Sequence[ClaimWish],
    *,
    reason: str,
    about: DocumentRef | None = None,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Write a claim with its lines; nothing is posted yet. Returns its number.

    A wrong field where a lot did not come from that supplier; then nothing is written.
    """
    goods = _goods(session, wishes, supplier)
    number = document_number(session, "CL")
    head = {
        "number": number,
        "supplier_id": supplier.id,
        "site_id": site.id,
        "state": "open",
        "reason": reason,
        "about_kind": about.kind if about else "",
        "about_number": about.number if about else "",
        "claimed_on": on,
        "claimed_at": at,
        "claimed_by": by.name,
    }
    claim_id: int = session.execute(insert(Claim).returning(Claim.id), head).scalar_one()
    rows = [
        {
            "claim_id": claim_id,
            "line": line,
            "kind": wish.kind,
            "lot_id": lot_id,
            "product_id": product_id,
            "quantity": wish.quantity,
            "amount": wish.amount,
            "detail": wish.detail,
        }
        for line, (wish, (lot_id, product_id)) in enumerate(zip(wishes, goods, strict=True), 1)
    ]
    session.execute(insert(ClaimLine), rows)
    _step(session, claim_id, "open", at=at, by=by, note=reason)
    audit.record(session, by, "claim.opened", DocumentRef("claim", number), at=at, reason=reason)
    return number


def lock_claim(session: Session, number: str, by: Actor) -> Claim:
    """A claim under lock; NotFound also where it is another site's."""
    claim = session.scalar(select(Claim).where(Claim.number == number.upper()).with_for_update())
    if claim is None or (by.site_id is not None and by.site_id != claim.site_id):
        raise NotFound("There is no such claim.")
    return claim


def _refuse_wrong_state(claim: Claim, act: str) -> None:
    if claim.state not in NEXT[act][0]:
        raise WrongState(f"Claim {claim.number} is {claim.state.replace('_', ' ')}.")


def _go(
    session: Session, claim: Claim, state: str, act: str, *, note: str, at: datetime, by: Actor
) -> None:
    session.execute(update(Claim).where(Claim.id == claim.id).values(state=state))
    _step(session, claim.id, state, at=at, by=by, note=note)
    document = DocumentRef("claim", claim.number)
    audit.record(session, by, f"claim.{act}", document, at=at, reason=note)


def step_claim(
    session: Session, number: str, act: str, *, note: str, at: datetime, by: Actor
) -> None:
    """Send, refuse or withdraw a claim; WrongState where its way does not lead there."""
    claim = lock_claim(session, number, by)
    _refuse_wrong_state(claim, act)
    _go(session, claim, state_after(claim.state, act), act, note=note, at=at, by=by)


def owed_of(session: Session, claim_id: int) -> list[Owed]:
    """A claim's lines with what was credited of each so far."""
    credited = func.coalesce(func.sum(SupplierCreditLine.amount), 0)
    rows = session.execute(
        select(ClaimLine.line, ClaimLine.amount, credited.label("credited"))
        .outerjoin(
            SupplierCreditLine,
            (SupplierCreditLine.claim_id == ClaimLine.claim_id)
            & (SupplierCreditLine.line == ClaimLine.line),
        )
        .where(ClaimLine.claim_id == claim_id)
        .group_by(ClaimLine.line, ClaimLine.amount)
        .order_by(ClaimLine.line)
    )
    return [Owed(row.line, row.amount, int(row.credited)) for row in rows]


def _check_credit(wishes: Sequence[CreditWish], owed: Sequence[Owed]) -> None:
    lines = {each.line for each in owed}
    seen: set[int] = set()
    for number, wish in enumerate(wishes):
        if wish.line not in lines:
            raise bad_field(f"lines.{number}.line", f"the claim has no line {wish.line}")
        if wish.line in seen:
            raise bad_field(f"lines.{number}.line", "is named twice")
        seen.add(wish.line)


def late_lines(session: Session, claim_id: int, wishes: Sequence[CreditWish]) -> list[LateLine]:
    """What of a credit makes goods cheaper: all but what is about goods that never came."""
    rows = session.scalars(select(ClaimLine).where(ClaimLine.claim_id == claim_id))
    known = {row.line: row for row in rows}
    return [
        LateLine(wish.line, line.lot_id, -wish.amount, whole)
        for wish in wishes
        for line in (known[wish.line],)
        for whole in (None if line.kind in WHOLE_LOT else line.quantity,)
        if line.kind not in NEVER_CAME and line.lot_id is not None
    ]


def credit_claim(
    session: Session,
    number: str,
    wishes: Sequence[CreditWish],
    *,
    reference: str,
    final: bool,
    on: date,
    at: datetime,
    by: Actor,
) -> Credited:
    """Book what the supplier credits: Dr GRNI, Cr stock, COGS or waste by where the units are.

    `final`: nothing more is expected, what is left of the claim is given up. Raises WrongState
    where the claim is over, PeriodClosed where the day is closed; then nothing is written.
    """
    claim = lock_claim(session, number, by)
    _refuse_wrong_state(claim, "credit")
    _check_credit(wishes, owed_of(session, claim.id))
    credit = document_number(session, "SC")
    posted = Posted(on, at, claim.site_id, DocumentRef("supplier_credit", credit), claim.number)
    placed, difference = put_late_costs(
        session, late_lines(session, claim.id, wishes), posted=posted
    )
    row = {
        "number": credit,
        "claim_id": claim.id,
        "reference": reference,
        "difference": difference,
        "credited_on": on,
        "credited_at": at,
        "credited_by": by.name,
    }
    made = insert(SupplierCredit).returning(SupplierCredit.id)
    credit_id: int = session.execute(made, row).scalar_one()
    session.execute(
        insert(SupplierCreditLine),
        [
            {
                "supplier_credit_id": credit_id,
                "line": w.line,
                "claim_id": claim.id,
                "amount": w.amount,
            }
            for w in wishes
        ],
    )
    state = state_after(claim.state, "credit", owed_of(session, claim.id), final=final)
    _go(session, claim, state, "credited", note=reference, at=at, by=by)
    return Credited(credit, tuple(placed), difference)
