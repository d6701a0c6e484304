"""Reading the shifts of tills: which is open, which were closed, and under which lock.

A till's row names its running shift (`till.open_shift`), so a sale reads it with its number. Here
are the reads for everybody else. Writes nothing.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.sales.models import Till
from app.sales.till_models import Shift
from app.web.paging import Page, id_of, page_of


def _open(till_id: int, kind: str) -> Select[tuple[Shift]]:
    return select(Shift).where(
        Shift.till_id == till_id, Shift.closed_at.is_(None), Shift.kind == kind
    )


def open_shift(session: Session, till_id: int, kind: str = "ordinary") -> Shift | None:
    """The till's open shift, or None. Not held: it may be closed a moment later."""
    return session.scalars(_open(till_id, kind)).one_or_none()


def held_shift(session: Session, till_id: int) -> Shift | None:
    """The till's open shift, held open until the transaction ends; None where none is open.

    Whoever closes the shift waits for us, and a close that came first leaves none. Take it
    before the till's row lock. A sale needs it not: its number comes with its shift.
    """
    held = _open(till_id, "ordinary").with_for_update(read=True)
    return session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def hold_to_close(session: Session, till_id: int, kind: str = "ordinary") -> Shift | None:
    """The till's open shift, held so that nobody else closes it or adds to it; None where none.

    Documents point at the row without waiting for us: they are kept out by the till's own lock.
    """
    held = _open(till_id, kind).with_for_update(key_share=True)
    return session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def last_closed(session: Session, till_id: int) -> Shift | None:
    """The ordinary shift that was closed last at a till, or None."""
    found = select(Shift).where(
        Shift.till_id == till_id, Shift.closed_at.is_not(None), Shift.kind == "ordinary"
    )
    return session.scalars(found.order_by(Shift.number.desc()).limit(1)).one_or_none()


def shift_name(till: str, number: int) -> str:
    """How a shift is called in the books and the audit trail: `T1-12`."""
    return f"{till}-{number}"


def frozen_report(shift: Shift) -> dict[str, Any]:
    """A closed shift's Z, word for word as it was frozen."""
    report: dict[str, Any] = json.loads(shift.report or "{}")
    return report


def shift_by_number(session: Session, till: str, number: int, actor: Actor) -> Any:
    """A shift with its till and site; NotFound where the actor may not see it."""
    found = _heads().where(Till.code == till, Shift.number == number)
    row = session.execute(found).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.site_id):
        raise NotFound(f"There is no shift {till[:40]}-{number}.")
    return row


def _heads() -> Select[Any]:
    return (
        select(
            Shift,
            Till.code.label("till"),
            Till.site_id.label("site_id"),
            Site.code.label("site"),
            Site.name.label("site_name"),
            Site.time_zone,
        )
        .join(Till, Till.id == Shift.till_id)
        .join(Site, Site.id == Till.site_id)
    )


def shifts_page(
    session: Session, actor: Actor, *, limit: int, cursor: str | None = None
) -> Page[Any]:
    """Shifts of the sites the actor works at, newest first."""
    found = _heads().order_by(Shift.id.desc()).limit(limit + 1)
    if actor.site_id is not None:
        found = found.where(Till.site_id == actor.site_id)
    if cursor:
        found = found.where(Shift.id < id_of(cursor))
    rows = session.execute(found).all()
    return page_of(rows, limit, lambda row: (row.Shift.id,), first=not cursor)
