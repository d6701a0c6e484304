"""Recall drills: begin one with a lot, end it with what was found. Nothing is blocked or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import BadInput, NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory import queries
from app.inventory.models import Location, Lot
from app.sales.drill_models import RecallDrill, RecallDrillFind
from app.sales.drill_rules import DrillFigures, minutes_between
from app.sales.drills import must_see_all, reach_of
from app.values.document import DocumentRef


def begin_drill(session: Session, lot: str, *, reason: str, at: datetime, by: Actor) -> str:
    """Begin to look for every unit of a lot; its number. WrongState while one looks for it."""
    must_see_all(by)
    lot_id = session.scalar(select(Lot.id).where(Lot.number == lot.upper()).with_for_update())
    if lot_id is None:
        raise BadInput(f"There is no lot {lot}.", [("lot", f"no lot {lot}")])
    running = exists().where(RecallDrill.lot_id == lot_id, RecallDrill.finished_at.is_(None))
    if session.scalar(select(running)):
        raise WrongState("A drill for this lot is running already.")
    number = document_number(session, "RD")
    row = {"number": number, "lot_id": lot_id, "reason": reason}
    session.execute(insert(RecallDrill), row | {"started_at": at, "started_by": by.name})
    audit.record(session, by, "drill.begun", DocumentRef("drill", number), at=at, reason=reason)
    return number


def finish_drill(
    session: Session,
    number: str,
    found: Mapping[str, int],
    *,
    note: str = "",
    at: datetime,
    by: Actor,
) -> None:
    """End a drill with what was found at which location (millionths); its figures stay for ever.

    A place that is not named held nothing of it. WrongState where the drill is over.
    """
    must_see_all(by)
    row = session.scalar(select(RecallDrill).where(RecallDrill.number == number).with_for_update())
    if row is None:
        raise NotFound("There is no such recall drill.")
    if row.finished_at is not None:
        raise WrongState("The drill is over; its figures are kept as they are.")
    spots = _spots(session, row.lot_id, found)
    _write(session, row, spots, note=note, at=at, by=by)
    audit.record(session, by, "drill.finished", DocumentRef("drill", number), at=at)


def _spots(session: Session, lot_id: int, found: Mapping[str, int]) -> dict[int, tuple[int, int]]:
    """Location -> what was found and what is booked there; every place that holds or held some."""
    booked = {each.location: each.on_hand for each in queries.balances(session, [lot_id])[lot_id]}
    codes = sorted({*booked, *found})
    rows = session.execute(select(Location.code, Location.id).where(Location.code.in_(codes)))
    ids: dict[str, int] = {row.code: row.id for row in rows}
    missing = [code for code in codes if code not in ids]
    if missing:
        raise bad_field("found", f"there is no location {missing[0]}")
    return {ids[code]: (found.get(code, 0), booked.get(code, 0)) for code in codes}


def _write(
    session: Session,
    row: Any,
    spots: Mapping[int, tuple[int, int]],
    *,
    note: str,
    at: datetime,
    by: Actor,
) -> None:
    became, reach = (
        queries.outcomes(session, [row.lot_id])[row.lot_id],
        reach_of(session, row.lot_id),
    )
    figures = DrillFigures(
        received=became.received,
        unaccounted=became.unaccounted,
        booked=sum(booked for _, booked in spots.values()),
        found=sum(found for found, _ in spots.values()),
        buyers=reach.buyers,
        reachable=reach.reachable,
        minutes=minutes_between(int((at - row.started_at).total_seconds())),
    )
    row.received, row.unaccounted = figures.received, figures.unaccounted
    row.with_customers, row.destroyed = became.with_customers, became.destroyed
    row.to_supplier, row.booked, row.found = became.to_supplier, figures.booked, figures.found
    row.buyers, row.reachable = reach.buyers, reach.reachable
    row.certain, row.possible = reach.certain, reach.possible
    row.minutes, row.score, row.note = figures.minutes, figures.score, note
    row.finished_at, row.finished_by = at, by.name
    session.flush()
    kept = _rows(row.id, spots)
    if kept:
        session.execute(insert(RecallDrillFind), kept)


def _rows(drill_id: int, spots: Mapping[int, tuple[int, int]]) -> Sequence[dict[str, int]]:
    return [
        {"drill_id": drill_id, "location_id": location_id, "found": found, "booked": booked}
        for location_id, (found, booked) in spots.items()
    ]
