"""What a scan means while counting: which of the lots that are counted here, and how much of it.

Reads only, and never says what the books hold: the count is blind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.scanning import ResolvedScan, resolve
from app.gs1.parse import read
from app.gs1.rcn import DEFAULT, RcnRules
from app.gs1.reading import Kind
from app.identity.actors import Actor
from app.inventory import counts
from app.inventory.scanned_lots import lots_of_scan
from app.values.quantity import MICRO, quantity_text


@dataclass(frozen=True)
class Floor:
    """A count that is going on: its row, the day there, and how in-store codes are read."""

    it: Any
    today: date
    actor: Actor
    rcn: RcnRules = DEFAULT


def item_json(row: Any, counted: int | None) -> dict[str, Any]:
    """A balance to count as the counting page shows it: what was counted, never what is there."""
    return {
        "lot": row.lot,
        "location": row.location,
        "sku": row.sku,
        "name": row.name,
        "base_unit": row.base_unit,
        "expiry_kind": row.expiry_kind,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        "supplier_lot": row.supplier_lot or "",
        "counted": None if counted is None else quantity_text(counted),
    }


def sheet(session: Session, it: Any) -> list[dict[str, Any]]:
    """Everything on the list of a count, and what was found beside it, with what was entered."""
    entered = {(row.lot, row.location): row for row in counts.figures(session, it)}
    listed = {(row.lot, row.location): row for row in counts.targets(session, it.id)}
    rows = listed | {spot: row for spot, row in entered.items() if spot not in listed}
    return [
        item_json(row, entered[spot].counted if spot in entered else None)
        for spot, row in rows.items()
    ]


def _refused(title: str, text: str) -> dict[str, Any]:
    return {"items": [], "quantity": None, "title": title, "text": text}


def _found_beside(session: Session, floor: Floor, numbers: Iterable[str]) -> list[dict[str, Any]]:
    """Lots that are not on the list but were found at the place that is counted."""
    if floor.it.location_id is None:
        return []
    ids = counts.lots_by_number(session, numbers, floor.actor)
    rows = counts.lots_at(session, ids.values(), floor.it.location_id)
    return [item_json(row, None) for row in rows]


def _quantity(scan: ResolvedScan, items: Sequence[dict[str, Any]]) -> str | None:
    if scan.quantity is not None:
        return quantity_text(scan.quantity)
    pieces = bool(items) and all(item["base_unit"] == "each" for item in items)
    return quantity_text(MICRO) if pieces else None


def count_scan(session: Session, floor: Floor, data: str) -> dict[str, Any]:
    """The lots a scan may mean here (`items`) and what the code stands for (`quantity`).

    No item: `title` and `text` say why. Never raises for any code.
    """
    reading = read(data, today=floor.today, rcn=floor.rcn)
    scan = resolve(session, reading)
    numbers = lots_of_scan(session, reading, scan, floor.actor)
    if reading.kind is Kind.UNREADABLE or not (numbers or scan.product):
        return _refused("Unknown code", "No lot or product here has this code.")
    items = sheet(session, floor.it)
    if numbers:
        found = [item for item in items if item["lot"] in numbers]
        found = found or _found_beside(session, floor, numbers)
    else:
        sku = scan.product.sku if scan.product else ""
        found = [item for item in items if item["sku"] == sku]
    if not found:
        return _refused("Not on this list", "Count it where it lies, or scan its lot label.")
    return {"items": found, "quantity": _quantity(scan, found), "title": "", "text": ""}
