"""Stock counts: begun, figures entered with their cut-off, finished; selling goes on meanwhile.

A figure is held against the balance at the moment it was entered, never against the balance at the
end. Finishing posts small differences at once and leaves large ones for a second person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, union_all, update
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory import counts
from app.inventory.count_models import StockCount, StockCountLine, StockCountTarget
from app.inventory.counting import ALLOWED_ALONE, Known, difference_value, gross, needs_second
from app.inventory.locking import lock_balances_of
from app.inventory.models import Location, Movement
from app.inventory.services.post_count import post_count
from app.inventory.services.relocate import lot_refs
from app.values.document import DocumentRef
from app.values.money import MAX_MONEY

_C = StockCount.__table__
_M = Movement.__table__
Spot = tuple[int, int]
"""A balance by lot id and location id."""
MOST_TARGETS = 2000


@dataclass(frozen=True)
class Figure:
    """So much (millionths) of a lot was counted at a location; `where` names it in a refusal.

    `goes_on`: more of the same was found, so the cut-off of the figure before it stays.
    """

    lot_id: int
    location_id: int
    counted: int
    where: str = "counted"
    goes_on: bool = False


@dataclass(frozen=True)
class Begun:
    """What a count is of: its scope in a word, what it names, and where."""

    scope: str
    subject: str
    site_id: int
    location: Location | None = None


def hold_count(session: Session, number: str, by: Actor) -> Any:
    """Lock a count of a site the actor works at; NotFound where there is none."""
    found = counts.count(session, number, by)
    return session.execute(select(_C).where(_C.c.id == found.id).with_for_update()).one()


def start_count(
    session: Session, begun: Begun, targets: Sequence[Spot], *, at: datetime, by: Actor
) -> str:
    """Begin a count of these balances; its number. BadInput where a place is no shelf of ours."""
    if begun.location is not None and begun.location.kind == "transit":
        raise bad_field("location", "goods in transit are counted where they arrive")
    if len(targets) > MOST_TARGETS:
        raise bad_field("subject", f"more than {MOST_TARGETS} lots; count a smaller part")
    number = document_number(session, "CT")
    row = {
        "number": number,
        "site_id": begun.site_id,
        "location_id": begun.location.id if begun.location else None,
        "scope": begun.scope,
        "subject": begun.subject,
        "status": "counting",
        "started_at": at,
        "started_by": by.name,
        "started_key": by.key,
    }
    made: int = session.execute(insert(_C).returning(_C.c.id), row).scalar_one()
    aims = [
        {"count_id": made, "seq": seq, "lot_id": lot, "location_id": place}
        for seq, (lot, place) in enumerate(targets, 1)
    ]
    if aims:
        session.execute(insert(StockCountTarget.__table__), aims)
    audit.record(session, by, "count.started", DocumentRef("count", number), at=at)
    return number


def _cut_offs(session: Session, lot_ids: Iterable[int]) -> dict[Spot, int]:
    """The last movement of each balance of some lots, which are locked."""
    named = _M.c.lot_id.in_(bindparam("lots", expanding=True))
    ends = [
        select(_M.c.lot_id, end.label("place"), func.max(_M.c.id).label("last"))
        .where(named, end.is_not(None))
        .group_by(_M.c.lot_id, end)
        for end in (_M.c.from_location_id, _M.c.to_location_id)
    ]
    found: dict[Spot, int] = {}
    for row in session.execute(union_all(*ends), {"lots": sorted(set(lot_ids))}):
        spot = (row.lot_id, row.place)
        found[spot] = max(found.get(spot, 0), row.last)
    return found


def _known(rows: Sequence[Any], spot: Spot, last: dict[int, tuple[int, int]]) -> Known:
    here = next((row for row in rows if (row.lot_id, row.location_id) == spot), None)
    own = [row for row in rows if row.lot_id == spot[0]]
    quantity, value = last.get(spot[0], (0, 0))
    return Known(
        here.on_hand if here else 0,
        here.value if here else 0,
        sum(row.on_hand for row in own),
        sum(row.value for row in own),
        quantity,
        value,
    )


def _check_whole(session: Session, figures: Sequence[Figure]) -> None:
    refs = lot_refs(session, [figure.lot_id for figure in figures])
    for figure in figures:
        refs[figure.lot_id].check_whole(figure.counted, figure.where)


def _kept_cut_off(session: Session, line: Any, figure: Figure, known: Known) -> Known | None:
    """What the books said when an earlier figure was entered; None where there is none to keep."""
    if line is None or not figure.goes_on:
        return None
    came = select(_M.c.id).where(
        _M.c.lot_id == line.lot_id,
        _M.c.to_location_id == line.location_id,
        _M.c.id > line.cut_off,
        _M.c.quantity > 0,
    )
    if session.scalar(came.limit(1)) is not None:
        raise WrongState("Goods of this lot came there since it was counted. Count it again.")
    return replace(known, on_hand=line.expected, value=line.worth)


def enter_figures(
    session: Session, count: Any, figures: Sequence[Figure], *, at: datetime, by: Actor
) -> None:
    """Write down what was counted, each with the balance and the last movement of that moment.

    `count` is held. Raises WrongState once it is finished, or where more was found of a lot to
    which goods came meanwhile; BadInput for a part of a piece.
    """
    if count.status != "counting":
        raise WrongState(f"Count {count.number} is finished; begin another.")
    if not figures:
        return
    _check_whole(session, figures)
    lots = {figure.lot_id for figure in figures}
    rows = lock_balances_of(session, lots)
    last, cuts = counts.last_costs(session, lots), _cut_offs(session, lots)
    before = {(li.lot_id, li.location_id): li for li in counts.last_lines(session, count.id)}
    lines = []
    for line, figure in enumerate(figures, counts.next_line(session, count.id)):
        spot = (figure.lot_id, figure.location_id)
        known, cut_off = _known(rows, spot, last), cuts.get(spot, 0)
        kept = _kept_cut_off(session, before.get(spot), figure, known)
        if kept is not None:
            known, cut_off = kept, before[spot].cut_off
        lines.append(_line(count.id, line, figure, known) | {"cut_off": cut_off})
    who = {"entered_at": at, "entered_by": by.name, "entered_key": by.key}
    session.execute(insert(StockCountLine.__table__), [line | who for line in lines])


def _line(count_id: int, line: int, figure: Figure, known: Known) -> dict[str, Any]:
    value = difference_value(figure.counted, known)
    if value > MAX_MONEY:
        raise bad_field(figure.where, "would be worth more than can be booked; count it again")
    return {
        "count_id": count_id,
        "line": line,
        "lot_id": figure.lot_id,
        "location_id": figure.location_id,
        "counted": figure.counted,
        "expected": known.on_hand,
        "worth": known.value,
        "value": value,
    }


def _count_the_rest(session: Session, count: Any, *, at: datetime, by: Actor) -> None:
    """What lies at a location by the books and was not counted is counted as none."""
    if count.location_id is None:
        raise bad_field("complete", "only the count of one location can be complete")
    seen = {(line.lot_id, line.location_id) for line in counts.last_lines(session, count.id)}
    spots = counts.spots_at(session, count.location_id)
    rest = [Figure(lot, place, 0) for lot, place in spots if (lot, place) not in seen]
    enter_figures(session, count, rest, at=at, by=by)


def finish_count(
    session: Session,
    count: Any,
    *,
    reason: str,
    complete: bool,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """End a held count: its differences are posted, or wait for a second person; its status.

    `on` is the site's day; `complete` counts what is missing at the location as none. Raises
    WrongState where it is finished already or was overtaken by another count, BadInput where
    nothing was counted.
    """
    if count.status != "counting":
        raise WrongState(f"Count {count.number} is finished already.")
    if complete:
        _count_the_rest(session, count, at=at, by=by)
    lines = counts.last_lines(session, count.id)
    if not lines and not complete:
        raise bad_field("lines", "nothing was counted")
    value = gross(line.value for line in lines)
    status = "needs_approval" if needs_second(value, by.role) else "posted"
    if status == "posted":
        post_count(session, count, lines, reason=reason, on=on, at=at)
    done = {
        "status": status,
        "reason": reason,
        "complete": complete,
        "value": value,
        "allowed": ALLOWED_ALONE[by.role],
        "finished_at": at,
        "finished_by": by.name,
        "finished_key": by.key,
    }
    session.execute(update(_C).where(_C.c.id == count.id).values(done))
    document = DocumentRef("count", count.number)
    audit.record(session, by, f"count.{status}", document, at=at, reason=reason)
    return status


def cancel_count(session: Session, count: Any, *, at: datetime, by: Actor) -> None:
    """Give up a held count that is not finished; its figures stay as a record."""
    if count.status != "counting":
        raise WrongState(f"Count {count.number} is finished already.")
    done = {"status": "cancelled", "decided_at": at, "decided_by": by.name, "decided_key": by.key}
    session.execute(update(_C).where(_C.c.id == count.id).values(done))
    audit.record(session, by, "count.cancelled", DocumentRef("count", count.number), at=at)
