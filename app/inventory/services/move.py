"""The one writer of movements: quantity and value go from place to place, and are posted at once.

Balances change by relative conditional updates only; the same transaction posts the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounting.models import JournalEntry
from app.accounting.services import prepare_entries, write_and_seal
from app.db import is_sqlite
from app.errors import NotEnoughStock, bad_field
from app.facts import Fact, Posted, StockMoved, ValueMoved
from app.inventory.locking import LockedStock
from app.inventory.models import Movement, StockBalance
from app.rows import RowBatch, json_rows, run, take_ids
from app.values.quantity import MICRO

_B = StockBalance.__table__
_OUT = (
    update(_B)
    .where(
        _B.c.id == bindparam("balance_id"),
        _B.c.on_hand >= bindparam("quantity"),
        _B.c.value >= bindparam("worth"),
    )
    .values(on_hand=_B.c.on_hand - bindparam("quantity"), value=_B.c.value - bindparam("worth"))
)
_OUT_TOGETHER = text(
    "UPDATE stock_balance SET on_hand = on_hand - quantity, value = value - worth"
    " FROM json_to_recordset(CAST(:rows AS json))"
    " AS given(balance_id bigint, quantity bigint, worth bigint)"
    " WHERE id = balance_id AND on_hand >= quantity AND value >= worth"
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(_B)
    return statement.on_conflict_do_update(
        index_elements=["lot_id", "location_id"],
        set_={
            "on_hand": _B.c.on_hand + statement.excluded.on_hand,
            "value": _B.c.value + statement.excluded.value,
        },
    )


_IN = {True: _upsert(sqlite), False: _upsert(postgresql)}
_WORTH_MORE = (
    update(_B)
    .where(
        _B.c.lot_id == bindparam("of_lot"),
        _B.c.location_id == bindparam("at"),
        _B.c.on_hand > 0,
    )
    .values(value=_B.c.value + bindparam("worth"))
)
"""Value that comes without goods: only to goods that are there."""
_MOVEMENT = Movement.__table__
_ENTRY = JournalEntry.__table__


@dataclass(frozen=True)
class LotRef:
    """A lot as movements name it."""

    id: int
    number: str
    product_id: int
    sku: str
    status: str = "released"
    expires_on: date = date.max
    received_on: date = date.max
    whole: bool = False

    def check_whole(self, quantity: int, where: str) -> None:
        """Raise BadInput for a part of a piece, where the product is counted in pieces."""
        if self.whole and quantity % MICRO:
            raise bad_field(where, f"{self.sku} is counted in whole pieces")


@dataclass(frozen=True)
class Spot:
    """Where goods come from or go to: a place of the ledger, and a location where it is ours."""

    place: str
    site_id: int
    location_id: int | None = None
    sellable: bool = False


@dataclass(frozen=True)
class Move:
    """A quantity (millionths) of a lot from spot to spot.

    What leaves stock takes its share of the balance's value; otherwise `value` (minor units) is
    what comes in.
    """

    kind: str
    lot: LotRef
    source: Spot
    target: Spot
    quantity: int
    value: int = 0
    line: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Moved:
    """A move with the value it carried."""

    move: Move
    value: int


def _carried(move: Move, locked: LockedStock) -> Moved:
    if move.source.location_id is None:
        return Moved(move, move.value)
    balance = locked.balance(move.lot.id, move.source.location_id)
    if balance is None or balance.on_hand < move.quantity:
        raise NotEnoughStock(f"Lot {move.lot.number} has less on hand there.", lot=move.lot.number)
    return Moved(move, balance.take(move.quantity))


def _leave(session: Session, moved: Iterable[Moved], locked: LockedStock) -> None:
    totals: dict[int, list[int]] = {}
    for item in moved:
        location_id = item.move.source.location_id
        if location_id is None:
            continue
        balance = locked.balance(item.move.lot.id, location_id)
        assert balance is not None
        total = totals.setdefault(balance.id, [0, 0])
        total[0] += item.move.quantity
        total[1] += item.value
    if not totals:
        return
    rows = [
        {"balance_id": id_, "quantity": quantity, "worth": value}
        for id_, (quantity, value) in sorted(totals.items())
    ]
    if is_sqlite(session):
        changed = run(session, _OUT, rows)
    else:
        changed = run(session, _OUT_TOGETHER, {"rows": json_rows(rows)})
    if changed.rowcount != len(rows):
        raise NotEnoughStock("Somebody else was faster; look at the stock again.")


def _arrive(session: Session, moved: Iterable[Moved]) -> None:
    rows = [
        {
            "lot_id": item.move.lot.id,
            "location_id": item.move.target.location_id,
            "on_hand": item.move.quantity,
            "value": item.value,
            "site_id": item.move.target.site_id,
            "product_id": item.move.lot.product_id,
            "status": item.move.lot.status,
            "expires_on": item.move.lot.expires_on,
            "received_on": item.move.lot.received_on,
            "sellable_place": item.move.target.sellable,
        }
        for item in moved
        if item.move.target.location_id is not None and item.move.quantity
    ]
    if rows:
        rows.sort(key=lambda row: (row["lot_id"], row["location_id"]))
        session.execute(_IN[is_sqlite(session)], rows)


def _rise(session: Session, moved: Iterable[Moved]) -> None:
    """Value alone comes to a balance, which must not be empty."""
    for item in moved:
        target = item.move.target.location_id
        if target is None or item.move.quantity:
            continue
        given = {"of_lot": item.move.lot.id, "at": target, "worth": item.value}
        if run(session, _WORTH_MORE, given).rowcount != 1:
            raise NotEnoughStock("Somebody else was faster; look at the stock again.")


def _fact(moved: Sequence[Moved], posted: Posted) -> StockMoved:
    moves = tuple(
        ValueMoved(
            item.move.source.place,
            item.move.target.place,
            item.value,
            item.move.lot.number,
            item.move.lot.sku,
            item.move.source.site_id,
            item.move.target.site_id,
        )
        for item in moved
    )
    return StockMoved(posted, moves)


def _row(item: Moved, posted: Posted, entry_id: int | None) -> dict[str, Any]:
    move = item.move
    return {
        "moved_on": posted.on,
        "recorded_at": posted.at,
        "kind": move.kind,
        "lot_id": move.lot.id,
        "product_id": move.lot.product_id,
        "from_place": move.source.place,
        "from_location_id": move.source.location_id,
        "to_place": move.target.place,
        "to_location_id": move.target.location_id,
        "quantity": move.quantity,
        "value": item.value,
        "document_kind": posted.document.kind,
        "document_number": posted.document.number,
        "document_line": move.line,
        "entry_id": entry_id,
        "reason": move.reason,
    }


def carry(moves: Iterable[Move], locked: LockedStock) -> list[Moved]:
    """Work out the value each move takes along, in order, from the locked balances."""
    return [_carried(move, locked) for move in moves]


def move(
    session: Session,
    moved: Sequence[Moved],
    *,
    posted: Posted,
    locked: LockedStock,
    also: Sequence[Fact] = (),
    entry_ids: Sequence[int] | None = None,
    batch: RowBatch | None = None,
) -> None:
    """Write movements, balances and their journal entry; post `also` in the same breath.

    The caller's own rows (`batch`) are written along. Raises NotEnoughStock where a balance has
    less, PeriodClosed where the day is closed.
    """
    facts = [_fact(moved, posted), *also]
    batch = batch or RowBatch()
    if entry_ids is None:
        entry_ids = take_ids(session, {_ENTRY: len(facts)})[_ENTRY]
    _leave(session, moved, locked)
    _arrive(session, moved)
    _rise(session, moved)
    entries = prepare_entries(session, facts, entry_ids, batch)
    batch.add(_MOVEMENT, [_row(item, posted, entries[0].entry_id) for item in moved])
    write_and_seal(session, batch, entries)
