"""Posting, closing and the chart: the only writers of the ledger.

`post()` posts or raises; nothing that moved value can forget to post. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from app.errors import BadInput, PeriodClosed, Unbalanced, WrongState, bad_field
from app.facts import Fact, ManualEntry
from app.identity import audit
from app.identity.actors import Actor
from app.values.document import DocumentRef

PERIOD_LOCK = 7101
_ENTRIES = insert(JournalEntry.__table__).returning(
    JournalEntry.__table__.c.id, sort_by_parameter_order=True
)
_POSTINGS = insert(Posting.__table__)
_SEALS = insert(JournalSeal.__table__)
_ROLES = select(Account.role, Account.id).where(Account.role.is_not(None))
_BY_CODE = select(Account.code, Account.id).where(
    Account.code.in_(bindparam("codes", expanding=True)),
    Account.active == True,  # noqa: E712
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


def _account_ids(session: Session, lines: Iterable[EntryLine]) -> dict[str, int]:
    codes = {line.account for line in lines if line.account}
    if not codes:
        return {role: id_ for role, id_ in session.execute(_ROLES) if role}
    found = {code: id_ for code, id_ in session.execute(_BY_CODE, {"codes": sorted(codes)})}
    missing = sorted(codes - set(found))
    if missing:
        raise bad_field("postings", f"there is no account {missing[0]}")
    return found


def post(session: Session, facts: Sequence[Fact]) -> list[int | None]:
    """Post facts as sealed journal entries; None for a fact worth nothing.

    Raises PeriodClosed where the day is closed and Unbalanced where a fact does not balance; the
    database checks both again by itself.
    """
    prepared = [(fact, lines_of(fact)) for fact in facts]
    worth = [(fact, lines) for fact, lines in prepared if lines]
    for _fact, lines in worth:
        if sum(line.amount for line in lines):
            raise Unbalanced("Debits and credits differ.")
    if not worth:
        return [None] * len(facts)
    ids = _write_entries(session, worth)
    waiting = iter(ids)
    return [next(waiting) if lines else None for _fact, lines in prepared]


def _write_headers(session: Session, facts: Sequence[Fact]) -> list[int]:
    try:
        return list(session.execute(_ENTRIES, [_header(fact) for fact in facts]).scalars())
    except DBAPIError as error:
        if "period_closed" not in str(error.orig):
            raise
        day = min(fact.posted.on for fact in facts)
        raise PeriodClosed(f"The books of {day.isoformat()} are closed.") from None


def _write_entries(
    session: Session, worth: Sequence[tuple[Fact, Sequence[EntryLine]]]
) -> list[int]:
    accounts = _account_ids(session, [line for _fact, lines in worth for line in lines])
    ids = _write_headers(session, [fact for fact, _ in worth])
    rows = [
        {
            "entry_id": entry_id,
            "line": number,
            "account_id": accounts[line.account or line.role],
            "amount": line.amount,
            "site_id": line.site_id,
            "lot": line.lot,
            "sku": line.sku,
        }
        for entry_id, (_fact, lines) in zip(ids, worth, strict=True)
        for number, line in enumerate(lines, 1)
    ]
    session.execute(_POSTINGS, rows)
    session.execute(_SEALS, [{"entry_id": entry_id} for entry_id in ids])
    return ids


def closed_through(session: Session) -> date | None:
    """The last closed day, or None where no period was closed yet."""
    return session.scalar(
        select(PeriodClosing.through_on).order_by(PeriodClosing.through_on.desc()).limit(1)
    )


def close_period(session: Session, *, through: date, today: date, at: datetime, by: Actor) -> None:
    """Close the books through a day: nothing can be posted on or before it any more."""
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
