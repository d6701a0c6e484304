"""Reading the audit trail: newest first, by key, filtered by who, what and when. Reads only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.identity.models import AuditEvent
from app.web.paging import Page, decode_cursor, page_of

_ACTIONS = select(func.min(AuditEvent.action).label("action")).cte("actions", recursive=True)
_ACTIONS = _ACTIONS.union_all(
    select(
        select(func.min(AuditEvent.action))
        .where(AuditEvent.action > _ACTIONS.c.action)
        .scalar_subquery()
    ).where(_ACTIONS.c.action.is_not(None))
)


@dataclass(frozen=True)
class Wanted:
    """Which rows to show; None leaves a side open. `before` is the first moment left out."""

    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class TrailRow:
    """One thing somebody did."""

    id: int
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject: str
    reason: str
    detail: tuple[tuple[str, str], ...]


def known_actions(session: Session) -> Sequence[str]:
    """Every action that occurs, by a skip scan of the index: as cheap in a long trail."""
    found = session.scalars(select(_ACTIONS.c.action)).all()
    return [action for action in found if action is not None]


def _readable(detail: str) -> tuple[tuple[str, str], ...]:
    """The plain facts of a row's detail; lists (such as a demo's log-ins) stay inside."""
    return tuple(
        (name.replace("_", " "), str(value))
        for name, value in json.loads(detail).items()
        if value is not None and not isinstance(value, dict | list)
    )


def _place(cursor: str) -> tuple[datetime, int]:
    at, row_id = decode_cursor(cursor, 2)
    if not isinstance(at, datetime) or not isinstance(row_id, int) or not 0 < row_id < 2**63:
        raise ValueError("cursor: not one of ours")
    return at, row_id


def _rows(wanted: Wanted, cursor: str | None) -> Select[tuple[AuditEvent]]:
    query = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    if wanted.actor:
        query = query.where(AuditEvent.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.since:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.before:
        query = query.where(AuditEvent.at < wanted.before)
    if cursor:
        at, row_id = _place(cursor)
        after = or_(AuditEvent.at < at, and_(AuditEvent.at == at, AuditEvent.id < row_id))
        query = query.where(AuditEvent.at <= at, after)
    return query


def trail(session: Session, wanted: Wanted, *, cursor: str | None, limit: int) -> Page[TrailRow]:
    """A page of the trail; ValueError for a cursor that is not ours."""
    found = session.scalars(_rows(wanted, cursor).limit(limit + 1)).all()
    rows = [
        TrailRow(
            event.id,
            event.at,
            event.actor,
            event.action,
            event.subject_kind,
            event.subject,
            event.reason,
            _readable(event.detail),
        )
        for event in found
    ]
    return page_of(rows, limit, lambda row: (row.at, row.id), first=not cursor)
