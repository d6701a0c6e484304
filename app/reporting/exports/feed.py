"""The journal as a stream: sealed entries by day in slices, each slice a short read of its own.

So a slow receiver holds no snapshot and no lock, and memory does not grow with history. Entries
posted after the first slice was read are left out, whatever their day. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounting.models import Account, JournalEntry, Posting
from app.db import reading
from app.identity.models import Site
from app.reporting.exports.asked import AskedExport

SLICE = 2000
_H, _P = JournalEntry.__table__.c, Posting.__table__.c
_HEAD = (
    _H.id,
    _H.posted_on,
    _H.recorded_at,
    _H.document_kind,
    _H.document_number,
    _H.memo,
    _H.site_id,
)
_LINE = (_P.entry_id, _P.account_id, _P.amount, _P.site_id, _P.lot, _P.sku)


class FedLine(NamedTuple):
    """A posting: account and site by id, minor units (positive debits), lot and product."""

    entry_id: int
    account_id: int
    amount: int
    site_id: int
    lot: str | None
    sku: str | None


@dataclass(frozen=True, slots=True)
class FedEntry:
    """An entry's head with its lines."""

    id: int
    on: date
    recorded_at: datetime
    document_kind: str
    document: str
    memo: str
    site_id: int
    lines: list[FedLine] = field(default_factory=list)


@dataclass(frozen=True)
class Names:
    """Codes and names that postings refer to by id."""

    accounts: dict[int, Account]
    sites: dict[int, str]


def read_names(session: Session) -> Names:
    """Every account and site."""
    accounts = {each.id: each for each in session.scalars(select(Account))}
    sites = {row.id: row.code for row in session.execute(select(Site.id, Site.code))}
    return Names(accounts, sites)


def last_entry(session: Session) -> int:
    """The newest entry there is; a stream ends with it."""
    return int(session.scalar(select(func.max(JournalEntry.id))) or 0)


def _range(asked: AskedExport, newest: int) -> list[Any]:
    conditions: list[Any] = [_H.id <= newest]
    if asked.last is not None:
        conditions.append(_H.posted_on <= asked.last)
    if asked.first is not None:
        conditions.append(_H.posted_on >= asked.first)
    if asked.site_id is not None:
        conditions.append(_H.site_id == asked.site_id)
    return conditions


def _slice(
    session: Session, wanted: Sequence[Any], after: tuple[date, int] | None
) -> list[FedEntry]:
    found = select(*_HEAD).where(*wanted).order_by(_H.posted_on, _H.id).limit(SLICE)
    if after is not None:
        day, entry_id = after
        later = or_(_H.posted_on > day, (_H.posted_on == day) & (_H.id > entry_id))
        found = found.where(_H.posted_on >= day, later)
    entries = {row.id: FedEntry(*row) for row in session.execute(found)}
    lines = select(*_LINE).where(_P.entry_id.in_(list(entries))).order_by(_P.entry_id, _P.line)
    for row in session.execute(lines) if entries else ():
        entries[row[0]].lines.append(FedLine._make(row))
    return list(entries.values())


def slices(asked: AskedExport, newest: int) -> Iterator[tuple[Session, list[FedEntry]]]:
    """The entries asked for, by day and number, some thousand at a time.

    With each slice comes the session that read it, for what else is to be read beside.
    """
    wanted, after = _range(asked, newest), None
    while True:
        with reading() as session:
            entries = _slice(session, wanted, after)
            if not entries:
                return
            yield session, entries
        after = (entries[-1].on, entries[-1].id)


def entries(asked: AskedExport, newest: int) -> Iterator[FedEntry]:
    """The entries asked for, one by one."""
    for _session, some in slices(asked, newest):
        yield from some
