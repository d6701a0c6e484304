"""Reads of the ledger: balances as of a day, journal, entries, account ledgers, closed periods.

Writes nothing; what it reads is put together by `statements`. A page never grows with history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select, tuple_
from sqlalchemy.orm import Session

from app.accounting.models import Account, JournalEntry, PeriodClosing, Posting
from app.accounting.results import Turnover
from app.accounting.statements import (
    AccountBalance,
    JournalLine,
    LedgerLine,
    LedgerRow,
    running,
)
from app.errors import NotFound, bad_field
from app.identity.models import Site
from app.web.paging import Page, decode_cursor, page_of

MANUAL = "journal_entry"
"""The kind of document an entry made by hand is."""


@dataclass(frozen=True)
class JournalFilter:
    """Which entries: days inclusive, an account's code, a document's number, one site's."""

    first: date | None = None
    last: date | None = None
    account: str | None = None
    document: str | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """A journal entry with its lines."""

    id: int
    on: date
    recorded_at: datetime
    document_kind: str
    document: str
    memo: str
    lines: tuple[JournalLine, ...]

    @property
    def number(self) -> str:
        """An entry made by hand has a number of its own; the others go by their place."""
        return self.document if self.document_kind == MANUAL else str(self.id)

    @property
    def amount(self) -> int:
        """What the entry debits in all."""
        return sum(line.debit for line in self.lines)


def _up_to(as_of: date | None, site_id: int | None) -> list[Any]:
    conditions: list[Any] = []
    if as_of is not None:
        conditions.append(JournalEntry.posted_on <= as_of)
    if site_id is not None:
        conditions.append(Posting.site_id == site_id)
    return conditions


def balances(
    session: Session, *, as_of: date | None = None, site_id: int | None = None
) -> list[AccountBalance]:
    """Every account with its balance at the end of a day (now where none is named)."""
    sums = select(Posting.account_id, func.sum(Posting.amount).label("amount"))
    if as_of is not None:
        sums = sums.join(JournalEntry, JournalEntry.id == Posting.entry_id)
    found = sums.where(*_up_to(as_of, site_id)).group_by(Posting.account_id).subquery()
    rows = session.execute(
        select(Account.code, Account.name, Account.kind, Account.role, found.c.amount)
        .outerjoin(found, found.c.account_id == Account.id)
        .order_by(Account.code)
    )
    return [
        AccountBalance(row.code, row.name, row.kind, row.role, int(row.amount or 0)) for row in rows
    ]


def turnovers(
    session: Session, first: date, last: date, *, site_id: int | None = None
) -> list[Turnover]:
    """What was posted to each account of income and expense at each site in these days."""
    rows = session.execute(
        select(Account.code, Account.name, Account.kind, Site.code, func.sum(Posting.amount))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .join(Site, Site.id == Posting.site_id)
        .where(Account.kind.in_(("income", "expense")), JournalEntry.posted_on >= first)
        .where(*_up_to(last, site_id))
        .group_by(Account.code, Account.name, Account.kind, Site.code)
    )
    return [Turnover(*row[:4], int(row[4])) for row in rows]


def role_balance(
    session: Session, role: str, *, as_of: date | None = None, site_id: int | None = None
) -> int:
    """The balance of the account that plays a role, in minor units."""
    found = select(func.sum(Posting.amount)).join(Account, Account.id == Posting.account_id)
    if as_of is not None:
        found = found.join(JournalEntry, JournalEntry.id == Posting.entry_id)
    return int(session.scalar(found.where(Account.role == role, *_up_to(as_of, site_id))) or 0)


def account_by_code(session: Session, code: str) -> Account:
    """An account of the chart; NotFound where there is none."""
    account = session.scalar(select(Account).where(Account.code == code))
    if account is None:
        raise NotFound("There is no such account.")
    return account


def accounts(session: Session) -> Sequence[Account]:
    """The chart, by code."""
    return session.scalars(select(Account).order_by(Account.code)).all()


def closings(session: Session, limit: int = 50) -> Sequence[PeriodClosing]:
    """The latest closings of the books, newest first."""
    return session.scalars(
        select(PeriodClosing).order_by(PeriodClosing.through_on.desc()).limit(limit)
    ).all()


def _touches(code: str) -> Any:
    account = select(Account.id).where(Account.code == code).scalar_subquery()
    return exists().where(Posting.entry_id == JournalEntry.id, Posting.account_id == account)


def _matching(wanted: JournalFilter) -> list[Any]:
    possible: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (wanted.first, lambda day: JournalEntry.posted_on >= day),
        (wanted.last, lambda day: JournalEntry.posted_on <= day),
        (wanted.account, _touches),
        (wanted.document, lambda number: JournalEntry.document_number == number),
        (wanted.site_id, lambda site_id: JournalEntry.site_id == site_id),
    )
    return [condition(value) for value, condition in possible if value is not None]


def _key(cursor: str, length: int) -> tuple[Any, ...]:
    try:
        return decode_cursor(cursor, length)
    except ValueError:
        raise bad_field("cursor", "is not one of ours") from None


def _lines_of(session: Session, entry_ids: Sequence[int]) -> dict[int, list[JournalLine]]:
    lines: dict[int, list[JournalLine]] = {id_: [] for id_ in entry_ids}
    rows = session.execute(
        select(Posting, Account.code, Account.name, Site.code.label("site"))
        .join(Account, Account.id == Posting.account_id)
        .join(Site, Site.id == Posting.site_id)
        .where(Posting.entry_id.in_(entry_ids))
        .order_by(Posting.entry_id, Posting.line)
    )
    for posting, code, name, site in rows:
        lines[posting.entry_id].append(
            JournalLine(code, name, posting.amount, site, posting.lot, posting.sku)
        )
    return lines


def _entries(session: Session, rows: Iterable[JournalEntry]) -> list[Entry]:
    heads = list(rows)
    lines = _lines_of(session, [head.id for head in heads])
    return [
        Entry(
            head.id,
            head.posted_on,
            head.recorded_at,
            head.document_kind,
            head.document_number,
            head.memo,
            tuple(lines[head.id]),
        )
        for head in heads
    ]


def journal(
    session: Session,
    wanted: JournalFilter,
    *,
    limit: int,
    cursor: str | None = None,
    newest_first: bool = False,
) -> Page[Entry]:
    """A page of the journal by posting day; BadInput for a cursor that is not ours."""
    order = tuple_(JournalEntry.posted_on, JournalEntry.id)
    found = select(JournalEntry).where(*_matching(wanted))
    if cursor is not None:
        key = tuple_(*_key(cursor, 2))
        found = found.where(order < key if newest_first else order > key)
    by = (JournalEntry.posted_on, JournalEntry.id)
    ordered = [column.desc() for column in by] if newest_first else list(by)
    heads = session.scalars(found.order_by(*ordered).limit(limit + 1)).all()
    page = page_of(heads, limit, lambda e: (e.posted_on, e.id), first=cursor is None)
    return Page(_entries(session, page.items), page.next, page.is_first)


def entry(session: Session, entry_id: int, *, site_id: int | None = None) -> Entry:
    """One entry; NotFound where there is none or it is another site's."""
    head = session.get(JournalEntry, entry_id)
    if head is None or (site_id is not None and head.site_id != site_id):
        raise NotFound("There is no such journal entry.")
    return _entries(session, [head])[0]


@dataclass(frozen=True)
class AccountPage:
    """Postings of an account: the balance before them, after each, and after the last shown."""

    account: Account
    opening: int
    page: Page[LedgerLine]


def _ledger_rows(account_id: int, wanted: JournalFilter) -> Any:
    found = (
        select(
            JournalEntry.posted_on,
            JournalEntry.id,
            Posting.line,
            JournalEntry.document_kind,
            JournalEntry.document_number,
            JournalEntry.memo,
            Posting.amount,
            Posting.lot,
            Posting.sku,
            Site.code,
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Site, Site.id == Posting.site_id)
        .where(Posting.account_id == account_id)
    )
    if wanted.last is not None:
        found = found.where(JournalEntry.posted_on <= wanted.last)
    return found if wanted.site_id is None else found.where(Posting.site_id == wanted.site_id)


def _opening(session: Session, account_id: int, wanted: JournalFilter, start: Any) -> int:
    found = (
        select(func.sum(Posting.amount))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.account_id == account_id, start)
    )
    if wanted.site_id is not None:
        found = found.where(Posting.site_id == wanted.site_id)
    return int(session.scalar(found) or 0)


def account_ledger(
    session: Session,
    code: str,
    wanted: JournalFilter,
    *,
    limit: int,
    cursor: str | None = None,
) -> AccountPage:
    """A page of an account's postings, oldest first, with the running balance."""
    account = account_by_code(session, code)
    order = tuple_(JournalEntry.posted_on, JournalEntry.id, Posting.line)
    found, opening = _ledger_rows(account.id, wanted), 0
    if cursor is not None:
        key = tuple_(*_key(cursor, 3))
        opening = _opening(session, account.id, wanted, order <= key)
        found = found.where(order > key)
    elif wanted.first is not None:
        before = JournalEntry.posted_on < wanted.first
        opening = _opening(session, account.id, wanted, before)
        found = found.where(JournalEntry.posted_on >= wanted.first)
    rows = session.execute(
        found.order_by(JournalEntry.posted_on, JournalEntry.id, Posting.line).limit(limit + 1)
    )
    lines = running(opening, [LedgerRow(*row) for row in rows])
    page = page_of(
        lines, limit, lambda x: (x.row.on, x.row.entry_id, x.row.line), first=cursor is None
    )
    return AccountPage(account, opening, page)


def entries_of(session: Session, kind: str, number: str) -> list[Entry]:
    """The entries a document posted."""
    heads = session.scalars(
        select(JournalEntry)
        .where(and_(JournalEntry.document_kind == kind, JournalEntry.document_number == number))
        .order_by(JournalEntry.id)
    )
    return _entries(session, heads)
