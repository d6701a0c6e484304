"""Goods come in: every line becomes a lot with our own number, and its whole cost with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import take_numbers
from app.errors import bad_field
from app.facts import Posted
from app.gs1.codes import lot_number, normalise_lot_code
from app.identity.actors import Actor
from app.inventory.locking import LockedStock
from app.inventory.models import NEVER, Location, Lot, LotStatusChange
from app.inventory.places import SELLABLE_KINDS
from app.inventory.recall_scope import Goods
from app.inventory.services.catch_recalled import Caught, catch, join_recalls
from app.inventory.services.move import LotRef, Move, Spot, carry, move

ARRIVING = frozenset({"supplier", "opening"})
"""Places from which goods come that nobody has sold yet."""


@dataclass(frozen=True)
class IncomingLot:
    """One line of goods coming in; quantity in millionths, value in minor units."""

    product_id: int
    sku: str
    tracked: bool
    expiry_kind: str
    shelf_life_days: int | None
    quantity: int
    value: int
    line: int
    supplier_code: str | None = None
    supplier_lot: str | None = None
    made_on: date | None = None
    expires_on: date | None = None
    status: str = "released"
    reason: str = "received"
    received_on: date | None = None
    price: int | None = None


def expiry_of(line: IncomingLot, received_on: date) -> date | None:
    """The day printed on the goods, else made-on (or receipt) plus the product's shelf life.

    A product with a use-by date is not taken in without one: nobody could say when to stop
    selling it.
    """
    if line.expires_on is not None or line.expiry_kind == "none":
        return line.expires_on
    if line.shelf_life_days is not None:
        return (line.made_on or received_on) + timedelta(days=line.shelf_life_days)
    if line.expiry_kind == "use_by":
        raise bad_field(
            f"lines.{line.line - 1}.expires_on", f"{line.sku} has a use-by date; say which"
        )
    return None


def _lot_row(line: IncomingLot, number: str, posted: Posted) -> dict[str, Any]:
    return {
        "number": number,
        "product_id": line.product_id,
        "tracked": line.tracked,
        "supplier_code": line.supplier_code,
        "supplier_lot": line.supplier_lot,
        "supplier_lot_key": normalise_lot_code(line.supplier_lot) if line.supplier_lot else None,
        "made_on": line.made_on,
        "expires_on": expiry_of(line, posted.on),
        "expiry_kind": line.expiry_kind,
        "received_on": line.received_on or posted.on,
        "status": line.status,
        "origin_kind": posted.document.kind,
        "origin_number": posted.document.number,
        "created_at": posted.at,
        "price": line.price,
    }


def write_lots(
    session: Session, lines: Sequence[IncomingLot], *, posted: Posted, by: Actor
) -> list[LotRef]:
    """New lots with our numbers and the first line of their history; they hold nothing yet."""
    numbers = take_numbers(session, "lot", len(lines))
    rows = [
        _lot_row(line, lot_number(number), posted)
        for line, number in zip(lines, numbers, strict=True)
    ]
    statement = insert(Lot).returning(Lot.id, sort_by_parameter_order=True)
    ids = session.execute(statement, rows).scalars().all()
    history = [
        {
            "lot_id": id_,
            "at": posted.at,
            "from_status": None,
            "to_status": row["status"],
            "reason": line.reason,
            "actor": by.name,
        }
        for id_, row, line in zip(ids, rows, lines, strict=True)
    ]
    session.execute(insert(LotStatusChange), history)
    return [
        LotRef(
            id_,
            row["number"],
            line.product_id,
            line.sku,
            row["status"],
            row["expires_on"] or NEVER,
            row["received_on"],
        )
        for id_, row, line in zip(ids, rows, lines, strict=True)
    ]


def _caught(
    session: Session, lines: Sequence[IncomingLot], source: str
) -> Sequence[tuple[Caught, ...]]:
    """The recalls each line falls into; goods made up for a sale that happened are in none."""
    if source not in ARRIVING:
        return [()] * len(lines)
    goods = [Goods(x.sku, x.supplier_code, x.supplier_lot, x.made_on) for x in lines]
    return catch(session, goods)


def blocked(line: IncomingLot, recalls: tuple[Caught, ...]) -> IncomingLot:
    """A line as it comes in: recalled where it fell into an open recall."""
    if not recalls:
        return line
    numbers = ", ".join(recall.number for recall in recalls)
    return replace(line, status="recalled", reason=f"received under recall {numbers}")


def take_in(
    session: Session,
    placed: Sequence[tuple[IncomingLot, Location]],
    *,
    posted: Posted,
    by: Actor,
    source: str,
) -> list[LotRef]:
    """Take goods in, each line at its own location of one site: lots, movements, one entry.

    `source` is the place they come from: `supplier`, `opening` for opening stock, `shrinkage`.
    What falls into the scope of an open recall comes in blocked and joins it.
    """
    caught = _caught(session, [line for line, _ in placed], source)
    lines = [blocked(line, mine) for (line, _), mine in zip(placed, caught, strict=True)]
    lots = write_lots(session, lines, posted=posted, by=by)
    join_recalls(session, lots, caught, at=posted.at, by=by)
    moves = []
    for lot, (line, location) in zip(lots, placed, strict=True):
        outside = Spot(source, location.site_id)
        inside = Spot("stock", location.site_id, location.id, location.kind in SELLABLE_KINDS)
        moves.append(Move("receipt", lot, outside, inside, line.quantity, line.value, line.line))
    locked = LockedStock()
    move(session, carry(moves, locked), posted=posted, locked=locked)
    return lots


def receive(
    session: Session,
    lines: Sequence[IncomingLot],
    *,
    location: Location,
    posted: Posted,
    by: Actor,
    source: str = "supplier",
) -> list[LotRef]:
    """Take goods in at one location: one lot per line, moved in and posted with their cost."""
    placed = [(line, location) for line in lines]
    return take_in(session, placed, posted=posted, by=by, source=source)
