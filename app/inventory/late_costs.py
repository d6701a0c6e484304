"""Where the units of lots are now, for costs that come late, and what was borne. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import Session, aliased

from app.accounting.models import JournalEntry
from app.inventory.late_cost_models import LateCost, LateCostBack
from app.inventory.late_cost_rules import MadeInto, Node, Units
from app.inventory.lineage import with_descendants
from app.inventory.models import Location, Lot, Movement, StockBalance
from app.inventory.repack_models import LotParent
from app.values.money import spread

Key = tuple[int, str, int, int | None]
"""A lot at a place: lot, place, site, location."""
PLACES = ("customer", "waste", "shrinkage", "conversion", "supplier")
"""Places where goods of a lot end up, beside stock and transit."""
_HELD_PLACES = ("quarantine", "returns")
_M, _FROM, _TO = Movement, aliased(Location), aliased(Location)


def key_of(units: Units) -> Key:
    """What names the units at a place."""
    return units.lot_id, units.place, units.site_id, units.location_id


def _in_stock(session: Session, lot_ids: Sequence[int], used: Mapping[Key, int]) -> list[Units]:
    rows = session.execute(
        select(StockBalance, Location.kind)
        .join(Location, Location.id == StockBalance.location_id)
        .where(StockBalance.lot_id.in_(lot_ids), StockBalance.on_hand > 0)
        .order_by(StockBalance.id)
    )
    found = []
    for balance, kind in rows:
        place = "transit" if kind == "transit" else "stock"
        held = balance.status != "released" or kind in _HELD_PLACES
        rank = "transit" if kind == "transit" else "held" if held else "stock"
        key = (balance.lot_id, place, balance.site_id, balance.location_id)
        worth = balance.value + used.get(key, 0)
        found.append(Units(*key, rank, balance.on_hand, worth))
    return found


def _one_way(place: Any, sign: int, lot_ids: Sequence[int], places: Sequence[str]) -> Any:
    site = func.coalesce(_FROM.site_id, _TO.site_id, JournalEntry.site_id)
    return (
        select(
            _M.lot_id,
            place.label("place"),
            site.label("site_id"),
            func.sum(sign * _M.quantity).label("quantity"),
            func.sum(sign * _M.value).label("value"),
        )
        .outerjoin(_FROM, _FROM.id == _M.from_location_id)
        .outerjoin(_TO, _TO.id == _M.to_location_id)
        .outerjoin(JournalEntry, JournalEntry.id == _M.entry_id)
        .where(_M.lot_id.in_(lot_ids), place.in_(places))
        .group_by(_M.lot_id, place, site)
    )


def _gone(session: Session, lot_ids: Sequence[int]) -> dict[tuple[int, str], list[Any]]:
    """What went to each place and came back from it, by lot and place: one row a site."""
    ways = union_all(
        _one_way(_M.to_place, 1, lot_ids, PLACES),
        _one_way(_M.from_place, -1, lot_ids, tuple(set(PLACES) - {"supplier"})),
    ).subquery()
    rows = session.execute(
        select(
            ways.c.lot_id,
            ways.c.place,
            ways.c.site_id,
            func.sum(ways.c.quantity).label("quantity"),
            func.sum(ways.c.value).label("value"),
        )
        .group_by(ways.c.lot_id, ways.c.place, ways.c.site_id)
        .order_by(ways.c.lot_id, ways.c.place, case((ways.c.site_id.is_(None), 1), else_=0))
    )
    found: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.lot_id, row.place), []).append(row)
    return found


def _home(lot_id: int, gone: Mapping[tuple[int, str], Sequence[Any]]) -> int | None:
    """A site of the lot, for units of no worth that came back to no location."""
    rows = [row for place in PLACES for row in gone.get((lot_id, place), ())]
    return next((row.site_id for row in rows if row.site_id), None)


def _outside(
    lot_id: int, place: str, rows: Sequence[Any], used: Mapping[Key, int], home: int | None
) -> list[Units]:
    """Units that left stock, by the site they left; the value of all is shared by quantity."""
    there = [row for row in rows if row.quantity > 0 and (row.site_id or home)]
    units = sum(int(row.quantity) for row in rows)
    if units <= 0 or not there:
        return []
    quantities = spread(units, [int(row.quantity) for row in there])
    worth = max(0, sum(int(row.value) for row in rows))
    found = []
    for row, quantity, value in zip(there, quantities, spread(worth, quantities), strict=True):
        key = (lot_id, place, int(row.site_id or home or 0), None)
        if quantity:
            found.append(Units(*key, place, quantity, max(0, value + used.get(key, 0))))
    return found


def _made(
    units: int, links: Sequence[Any], nodes: Mapping[int, tuple[Node, ...]]
) -> list[MadeInto]:
    """Units that became other lots, by how much went into each that is still somewhere."""
    alive = [link for link in links if nodes.get(link.child_id)]
    parts = spread(units, [link.quantity for link in alive])
    return [
        MadeInto(part, nodes[link.child_id])
        for link, part in zip(alive, parts, strict=True)
        if part
    ]


def whereabouts(
    session: Session, lot_ids: Iterable[int], used: Mapping[Key, int] | None = None
) -> dict[int, tuple[Node, ...]]:
    """For each lot where its units are now, those made into other lots too.

    `used` is what earlier lines of the same document have changed already.
    """
    asked, used = sorted(set(lot_ids)), used or {}
    everyone = with_descendants(session, asked)
    stock: dict[int, list[Units]] = {}
    for units in _in_stock(session, everyone, used):
        stock.setdefault(units.lot_id, []).append(units)
    gone = _gone(session, everyone)
    links: dict[int, list[Any]] = {}
    for link in session.scalars(
        select(LotParent).where(LotParent.parent_id.in_(everyone)).order_by(LotParent.child_id)
    ):
        links.setdefault(link.parent_id, []).append(link)
    found: dict[int, tuple[Node, ...]] = {}
    for lot_id in reversed(everyone):  # children are younger than their parents
        home = _home(lot_id, gone)
        nodes: list[Node] = list(stock.get(lot_id, ()))
        for place in PLACES:
            rows = gone.get((lot_id, place), ())
            if place == "conversion":
                units_in = sum(int(row.quantity) for row in rows)
                nodes += _made(units_in, links.get(lot_id, ()), found) if units_in > 0 else []
            else:
                nodes += _outside(lot_id, place, rows, used, home)
        found[lot_id] = tuple(nodes)
    return {lot_id: found[lot_id] for lot_id in asked}


def borne_by(session: Session, kind: str, number: str) -> Sequence[Any]:
    """What each place bore of a document's late cost, with its lot, in order."""
    return session.execute(
        select(LateCost, Lot.number.label("lot"), Location.code.label("location"))
        .join(Lot, Lot.id == LateCost.lot_id)
        .outerjoin(Location, Location.id == LateCost.location_id)
        .where(LateCost.document_kind == kind, LateCost.document_number == number)
        .order_by(LateCost.document_line, LateCost.id)
    ).all()


def late_costs_of(session: Session, lot_id: int) -> int:
    """All that a lot's units bore after they came in; below zero they became cheaper."""
    return int(
        session.scalar(select(func.sum(LateCost.amount)).where(LateCost.lot_id == lot_id)) or 0
    )


def sold_before(session: Session, lot_ids: Iterable[int]) -> Sequence[Any]:
    """Late costs of sold units of these lots with what came back since, oldest first, locked."""
    rows = session.scalars(
        select(LateCost)
        .where(LateCost.lot_id.in_(sorted(set(lot_ids))), LateCost.place == "customer")
        .order_by(LateCost.id)
        .with_for_update()
    ).all()
    back = {
        row.late_cost_id: (int(row.quantity), int(row.amount))
        for row in session.execute(
            select(
                LateCostBack.late_cost_id,
                func.sum(LateCostBack.quantity).label("quantity"),
                func.sum(LateCostBack.amount).label("amount"),
            )
            .where(LateCostBack.late_cost_id.in_([row.id for row in rows]))
            .group_by(LateCostBack.late_cost_id)
        )
    }
    return [(row, back.get(row.id, (0, 0))) for row in rows]
