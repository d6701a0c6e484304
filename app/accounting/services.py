"""Posting, closing and the chart: the only writers of the ledger.

`post()` posts or raises; nothing that moved value can forget to post. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounting.chart import ChartRow
from app.accounting.models import (
    Account,
    JournalEntry,
    JournalSeal,
    PeriodClosing,
    Posting,
)
from app.accounting.posting_rules import EntryLine, lines_of
from app.db import is_sqlite
from app.errors import BadInput, Forbidden, PeriodClosed, Unbalanced, WrongState, bad_field
from app.facts import Fact, ManualEntry
from app.identity import audit
from app.identity.actors import Actor
from app.once import once
from app.rows import RowBatch, run, take_ids
from app.values.document import DocumentRef

PERIOD_LOCK = 7101
_ENTRY = JournalEntry.__table__
_POSTING = Posting.__table__
_SEAL = JournalSeal.__table__
_ACCOUNT = Account.__table__
_ROLES = select(_ACCOUNT.c.role, _ACCOUNT.c.id).where(_ACCOUNT.c.role.is_not(None))
_BY_CODE = select(_ACCOUNT.c.code, _ACCOUNT.c.id).where(
    _ACCOUNT.c.code.in_(bindparam("codes", expanding=True)), _ACCOUNT.c.active == 1
)


def create_accounts(session: Session, rows: Iterable[ChartRow]) -> None:
    """Add accounts to the chart."""
    session.execute(insert(Account), [row._asdict() for row in rows])


def _header(fact: Fact) -> dict[str, Any]:
    posted = fact.posted
    return {
        "posted_on": posted.on,
        "recorded_at": posted.at,
        "site_id": posted.site_id,
        "document_kind": posted.document.kind,
        "document_number": posted.document.number,
        "memo": posted.memo,
    }


def _accounts_by_role(session: Session) -> dict[str, int]:
    return {row.role: row.id for row in run(session, _ROLES)}


def _account_ids(session: Session, lines: Iterable[EntryLine]) -> dict[str, int]:
    codes = {line.account for line in lines if line.account}
    if not codes:
        return once(session, _ROLES, lambda: _accounts_by_role(session))
    found = {row.code: row.id for row in session.execute(_BY_CODE, {"codes": sorted(codes)})}
    missing = sorted(codes - set(found))
    if missing:
        raise bad_field("postings", f"there is no account {missing[0]}")
    return found


@dataclass(frozen=True)
class PreparedEntry:
    """An entry with its id and lines, not yet written; None as id: worth nothing."""

    fact: Fact
    lines: Sequence[EntryLine]
    entry_id: int | None


def entries_worth(facts: Sequence[Fact]) -> list[Sequence[EntryLine]]:
    """The lines of each fact; Unbalanced where one does not balance."""
    prepared = [lines_of(fact) for fact in facts]
    for lines in prepared:
        if sum(line.amount for line in lines):
            raise Unbalanced("Debits and credits differ.")
    return prepared


def prepare_entries(
    session: Session, facts: Sequence[Fact], ids: Sequence[int], batch: RowBatch
) -> list[PreparedEntry]:
    """Put the journal entries of facts into a batch, under ids taken for them.

    A fact worth nothing uses no id. The caller writes the batch and then seals (`seal`).
    """
    waiting = iter(ids)
    prepared = [
        PreparedEntry(fact, lines, next(waiting) if lines else None)
        for fact, lines in zip(facts, entries_worth(facts), strict=True)
    ]
    worth = [entry for entry in prepared if entry.entry_id is not None]
    if not worth:
        _refuse_closed(session, [fact.posted.on for fact in facts])
    if worth:
        accounts = _account_ids(session, [line for entry in worth for line in entry.lines])
        batch.add(_ENTRY, [{"id": entry.entry_id, **_header(entry.fact)} for entry in worth])
        batch.add(_POSTING, [row for entry in worth for row in _posting_rows(entry, accounts)])
    return prepared


def _refuse_closed(session: Session, days: Sequence[date]) -> None:
    """Goods worth nothing post nothing, so no trigger sees their day: a closed one stays as it is.

    Whoever closes waits for us, as for every entry.
    """
    if not is_sqlite(session):
        session.execute(text(f"SELECT pg_advisory_xact_lock_shared({PERIOD_LOCK})"))
    closed = closed_through(session)
    if closed is not None and days and min(days) <= closed:
        raise PeriodClosed(f"The books of {min(days).isoformat()} are closed.")


def _posting_rows(entry: PreparedEntry, accounts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "entry_id": entry.entry_id,
            "line": number,
            "account_id": accounts[line.account or line.role],
            "amount": line.amount,
            "site_id": line.site_id,
            "lot": line.lot,
            "sku": line.sku,
        }
        for number, line in enumerate(entry.lines, 1)
    ]


def write_and_seal(session: Session, batch: RowBatch, entries: Sequence[PreparedEntry]) -> None:
    """Write a batch and seal its journal entries; PeriodClosed where their day is closed."""
    try:
        batch.write(session)
    except DBAPIError as error:
        if "period_closed" not in str(error.orig):
            raise
        day = min(entry.fact.posted.on for entry in entries)
        raise PeriodClosed(f"The books of {day.isoformat()} are closed.") from None
    seals = RowBatch()
    sealed = [entry.entry_id for entry in entries if entry.entry_id is not None]
    seals.add(_SEAL, [{"entry_id": entry_id} for entry_id in sealed])
    seals.write(session)


def post(session: Session, facts: Sequence[Fact]) -> list[int | None]:
    """Post facts as sealed journal entries; None for a fact worth nothing.

    Raises PeriodClosed where the day is closed and Unbalanced where a fact does not balance; the
    database checks both again by itself.
    """
    batch = RowBatch()
    ids = take_ids(session, {_ENTRY: len(facts)})[_ENTRY]
    entries = prepare_entries(session, facts, ids, batch)
    write_and_seal(session, batch, entries)
    return [entry.entry_id for entry in entries]


def closed_through(session: Session) -> date | None:
    """The last closed day, or None where no period was closed yet."""
    return session.scalar(
        select(PeriodClosing.through_on).order_by(PeriodClosing.through_on.desc()).limit(1)
    )


def close_period(session: Session, *, through: date, today: date, at: datetime, by: Actor) -> None:
    """Close the books of all sites through a day: nothing is posted on or before it any more.

    Raises Forbidden for somebody who works at one site.
    """
    if by.site_id is not None:
        raise Forbidden("The books close for all sites; you work at one of them.")
    if not is_sqlite(session):
        session.execute(text(f"SELECT pg_advisory_xact_lock({PERIOD_LOCK})"))
    if through >= today:
        raise bad_field("through", "only days that are over can be closed")
    closed = closed_through(session)
    if closed is not None and through <= closed:
        raise WrongState(f"The books are already closed through {closed.isoformat()}.")
    row = {"through_on": through, "closed_at": at, "closed_by": by.name}
    session.execute(insert(PeriodClosing), row)
    subject = DocumentRef("period", through.isoformat())
    audit.record(session, by, "period.closed", subject, at=at)


def enter_manually(session: Session, entry: ManualEntry, *, by: Actor) -> int:
    """Post an entry made by hand; at least two lines, balanced, none of it on control accounts."""
    if len(entry.lines) < 2:
        raise BadInput("An entry needs two lines.", [("postings", "at least two lines")])
    _refuse_control_accounts(session, {line.account for line in entry.lines})
    posted = post(session, [entry])[0]
    if posted is None:
        raise Unbalanced("An entry needs amounts.")
    posted_at = entry.posted.at
    audit.record(session, by, "entry.posted", entry.posted.document, at=posted_at)
    return posted


def _refuse_control_accounts(session: Session, codes: set[str]) -> None:
    held = session.scalars(
        select(Account.code).where(Account.code.in_(codes), Account.role == "inventory")
    ).first()
    if held is not None:
        raise bad_field("postings", f"account {held} is moved by stock alone; use a stock document")
