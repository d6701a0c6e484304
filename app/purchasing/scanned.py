"""What one scan at the dock means: an order, a supplier, a pack to count, or nothing we know.

Reads only. The answer is plain data for the receiving page; costs are in it only for those who
may see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import PackRow, ProductRow, packs_of
from app.catalog.scanning import ResolvedScan, resolve
from app.gs1.codes import is_lot_number
from app.gs1.parse import read
from app.gs1.rcn import DEFAULT, RcnRules
from app.gs1.reading import Reading
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.permissions import Permission
from app.purchasing import dock
from app.purchasing.judging import ERROR, OK, Note, Pack, judge, worst
from app.purchasing.models import Supplier
from app.purchasing.queries import order_head, order_lines
from app.values.money import Currency, price_text
from app.values.quantity import MICRO, quantity_text


@dataclass(frozen=True)
class Dock:
    """Where and for whom a delivery is being received."""

    actor: Actor
    site: Site
    today: date
    currency: Currency
    rcn: RcnRules = DEFAULT
    supplier: Supplier | None = None
    order: Any | None = None

    @property
    def sees_cost(self) -> bool:
        """Whether this person may see what goods cost."""
        return self.actor.may(Permission.SEE_COST) or self.actor.may(Permission.PURCHASE)


def _degrees(micro: int | None) -> str | None:
    return None if micro is None else quantity_text(micro)


def order_json(session: Session, here: Dock, row: Any) -> dict[str, Any]:
    """A purchase order as the receiving page needs it, with its open lines."""
    lines = []
    for line, product in order_lines(session, row.PurchaseOrder.id):
        item = {
            "line": line.line,
            "sku": product.sku,
            "name": product.name,
            "base_unit": product.base_unit,
            "ordered": quantity_text(line.quantity),
            "received": quantity_text(line.received),
            "unit": line.unit,
            "factor": quantity_text(line.factor),
            "min_temperature_c": _degrees(line.min_temperature),
            "max_temperature_c": _degrees(line.max_temperature),
        }
        if here.sees_cost:
            item["unit_cost"] = price_text(line.unit_cost, here.currency)
        lines.append(item)
    return {
        "number": row.PurchaseOrder.number,
        "supplier": row.Supplier.code,
        "supplier_name": row.Supplier.name,
        "site": row.Site.code,
        "status": row.PurchaseOrder.status,
        "lines": lines,
    }


def _refusal(title: str, text: str, **more: Any) -> dict[str, Any]:
    note = Note(ERROR, title, text)
    return {"kind": "refused", "tone": ERROR, "notes": [asdict(note)], **more}


def _order_answer(session: Session, here: Dock, text: str) -> dict[str, Any] | None:
    row = order_head(session, text.upper(), here.actor)
    if row is None:
        return None
    if row.PurchaseOrder.status == "cancelled":
        return _refusal("Cancelled order", f"{text.upper()} was cancelled. Do not receive it.")
    return {"kind": "order", "tone": OK, "notes": [], "order": order_json(session, here, row)}


def _supplier_answer(session: Session, text: str) -> dict[str, Any] | None:
    found = session.scalar(select(Supplier).where(Supplier.code.in_((text, text.upper()))))
    if found is None:
        return None
    supplier = {"code": found.code, "name": found.name}
    return {"kind": "supplier", "tone": OK, "notes": [], "supplier": supplier}


def own_number(reading: Reading) -> str | None:
    """Our own lot number, if the scan is a label of ours; None otherwise."""
    said = (reading.text, reading.lot or "", *(value for _ai, value in reading.internal))
    return next((text.upper() for text in said if is_lot_number(text)), None)


def _own_label(session: Session, reading: Reading) -> dict[str, Any] | None:
    number = own_number(reading)
    found = dock.our_lot(session, number) if number else None
    if found is None:
        return None
    text = f"{found.name}, lot {found.Lot.number} came in on {found.Lot.received_on}."
    return _refusal("Already received", text, lot=found.Lot.number)


def _terms(here: Dock, session: Session, product: ProductRow) -> Any | None:
    """The first line of the order for this product, if it is on the order."""
    if here.order is None:
        return None
    lines = order_lines(session, here.order.PurchaseOrder.id)
    return next((line for line, item in lines if item.id == product.id), None)


def _missing(scan: ResolvedScan, expires_on: date | None) -> list[str]:
    """What a person still has to say before the pack can be counted."""
    product = scan.product
    assert product is not None
    wants = []
    if scan.quantity is None:
        wants.append("quantity")
    if product.tracking == "lot" and scan.lot_code is None:
        wants.append("lot")
    if product.expiry_kind != "none" and expires_on is None:
        wants.append("expires_on")
    return wants


def _cost_json(session: Session, here: Dock, scan: ResolvedScan, terms: Any) -> dict[str, Any]:
    """Whether a cost is known, and what it is for those who may see it."""
    product = scan.product
    assert product is not None
    if terms is not None:
        known = {"cost_known": True, "cost_from": "order"}
        cost, factor = terms.unit_cost, terms.factor
        per = cost if factor == scan.factor else cost * scan.factor // factor
    else:
        supplier_id = here.supplier.id if here.supplier else None
        last = dock.last_costs(session, [product.id], supplier_id=supplier_id).get(product.id)
        if last is None:
            return {"cost_known": False, "cost_from": "nobody"}
        known = {"cost_known": True, "cost_from": "last"}
        per = last.per(scan.factor, here.currency)
    return known | ({"unit_cost": price_text(per, here.currency)} if here.sees_cost else {})


def _last_lot(session: Session, here: Dock, product: ProductRow) -> dict[str, Any] | None:
    if here.supplier is None:
        return None
    lots = dock.recent_lots(session, product.id, here.supplier.code)
    last = next((lot for lot in lots if lot.supplier_lot), None)
    if last is None:
        return None
    day = last.expires_on.isoformat() if last.expires_on else None
    return {"supplier_lot": last.supplier_lot, "expires_on": day}


def product_json(product: ProductRow, packs: Sequence[PackRow]) -> dict[str, Any]:
    """A product as the receiving page shows it."""
    return {
        "sku": product.sku,
        "name": product.name,
        "base_unit": product.base_unit,
        "tracked": product.tracking == "lot",
        "expiry_kind": product.expiry_kind,
        "date_needed": product.expiry_kind == "use_by" and product.shelf_life_days is None,
        "shelf_life_days": product.shelf_life_days,
        "packs": [{"unit": pack.unit, "factor": quantity_text(pack.factor)} for pack in packs],
    }


def _pack_answer(session: Session, here: Dock, scan: ResolvedScan) -> dict[str, Any]:
    product = scan.product
    assert product is not None
    expires_on = scan.expires_on or scan.best_before
    terms = _terms(here, session, product)
    lot = scan.lot_code or ""
    pack = Pack(
        product,
        here.supplier.code if here.supplier else "",
        lot,
        expires_on,
        scan.made_on,
        terms.min_days_left if terms else None,
    )
    notes = judge(session, pack, today=here.today)
    if here.order is not None and terms is None:
        notes = [Note("warn", "Not ordered", "It is not on this purchase order."), *notes]
    return {
        "kind": "pack",
        "tone": worst(notes),
        "notes": [asdict(note) for note in notes],
        "product": product_json(product, packs_of(session, [product.id])[product.id]),
        "unit": scan.pack_unit or product.base_unit,
        "factor": quantity_text(scan.factor),
        "quantity": None if scan.quantity is None else quantity_text(scan.quantity),
        "supplier_lot": lot,
        "lots": list(scan.lot_codes) if len(scan.lot_codes) > 1 else [],
        "expires_on": expires_on.isoformat() if expires_on else None,
        "made_on": scan.made_on.isoformat() if scan.made_on else None,
        "missing": _missing(scan, expires_on),
        "last_lot": _last_lot(session, here, product),
        **_cost_json(session, here, scan, terms),
    }


def _no_product(scan: ResolvedScan) -> dict[str, Any]:
    """No product: still perhaps the lot code or date a person is being asked for."""
    reading = scan.reading
    if reading.error and not scan.ambiguous and reading.gtin14:
        return _refusal("Cannot be trusted", reading.error)
    if scan.ambiguous:
        return _refusal("Which product?", scan.problem, skus=list(scan.ambiguous))
    answer = _refusal("Unknown code", "No product here has this code. Nothing was counted.")
    day = reading.expires_on or reading.best_before
    answer["part"] = {
        "lot": reading.lot or (reading.text if reading.guessed or not reading.ais else ""),
        "expires_on": day.isoformat() if day else None,
    }
    return answer


def dock_scan(session: Session, here: Dock, data: str) -> dict[str, Any]:
    """What a scan means while this delivery is received. Never raises for any code."""
    text = data.strip()
    heads = (_order_answer(session, here, text),) if len(text) <= 40 else ()
    if here.supplier is None and len(text) <= 64:
        heads = (*heads, _supplier_answer(session, text))
    reading = read(data, today=here.today, rcn=here.rcn)
    answers = (*heads, _own_label(session, reading))
    known: dict[str, Any] | None = next((each for each in answers if each), None)
    if known is not None:
        return known
    scan = resolve(session, reading)
    if scan.problem and scan.product is not None and not reading.guessed and reading.error:
        return _refusal("Cannot be trusted", scan.problem)
    if scan.product is None:
        if not reading.readable and not reading.text:
            return _refusal("Unreadable", reading.error)
        return _no_product(scan)
    return _pack_answer(session, here, scan)


def counted_product(
    session: Session, here: Dock, product: ProductRow, unit: str | None
) -> dict[str, Any]:
    """The same answer for a product that was chosen by hand instead of scanned."""
    packs = packs_of(session, [product.id])[product.id]
    factor = next((pack.factor for pack in packs if pack.unit == unit), MICRO)
    reading = read(product.sku, today=here.today, rcn=here.rcn)
    quantity = factor if product.base_unit == "each" or factor != MICRO else None
    blank = ResolvedScan(reading, product=product, factor=factor, quantity=quantity)
    return _pack_answer(session, here, replace(blank, pack_unit=unit if factor != MICRO else None))
