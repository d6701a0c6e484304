"""Calls for the books: trial balance, journal, valuation, manual entries, closing a period."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from app import clock
from app.accounting import queries
from app.accounting.numbers import document_number
from app.accounting.queries import MANUAL, Entry, JournalFilter
from app.accounting.services import close_period, enter_manually
from app.accounting.statements import JournalLine, trial_balance
from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Code, Day, Decimals, Money, Note, Reason
from app.api.v1.texts import day, moment, money, quantity
from app.errors import bad_field
from app.facts import ManualEntry, ManualLine, Posted
from app.identity.permissions import Permission
from app.identity.queries import home_site, site_by_code
from app.identity.shop_context import ShopContext
from app.reporting.valuation import Asked, LotValue, reconciliation, valuation
from app.values.document import DocumentRef
from app.web.paging import DEFAULT_LIMIT, MAX_CURSOR

MAX_POSTINGS = 1000


class AsOfQuery(Body):
    """At the end of which day; now where none is named."""

    as_of: Day | None = None
    site: Code | None = None


class TrialBalanceAnswer(Answer):
    """Every account with its balance."""

    lines: list[dict[str, Any]]
    total_debit: Decimals
    total_credit: Decimals


class JournalQuery(Body):
    """Which entries."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    account: Code | None = None
    document: Annotated[Note, Field(max_length=100)] | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Annotated[str, Field(max_length=MAX_CURSOR)] | None = None


class JournalAnswer(Answer):
    """A page of the journal."""

    items: list[dict[str, Any]]
    next: str | None


class ValuationAnswer(Answer):
    """The stock's worth, lot by lot."""

    total: Decimals
    lines: list[dict[str, Any]]


class PostingBody(Body):
    """One line by hand: either a debit or a credit."""

    account: Code
    debit: Money = 0
    credit: Money = 0

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if bool(self.debit) == bool(self.credit):
            raise ValueError("name either debit or credit, above zero")
        return self


class EntryBody(Body):
    """An entry made by hand."""

    on: Day
    memo: Reason
    postings: Annotated[list[PostingBody], Field(min_length=1, max_length=MAX_POSTINGS)]


class EntryAnswer(Answer):
    """A journal entry with its lines."""

    number: str
    on: str
    document: str
    memo: str
    postings: list[dict[str, Any]]


class CloseBody(Body):
    """The last day to close."""

    through: Day


class CloseAnswer(Answer):
    """The last closed day."""

    through: str


def _site_id(asked: Call, code: str | None) -> int | None:
    """The site asked for; else the caller's own, or all of them."""
    if code is None:
        return asked.shop.actor.site_id
    return site_by_code(asked.session, code, asked.shop.actor).id


@call(
    "GET",
    "/accounting/trial-balance",
    needs=Permission.SEE_BOOKS,
    query=AsOfQuery,
    answer=TrialBalanceAnswer,
)
def get_trial_balance(asked: Call) -> dict[str, Any]:
    """Every account's balance at the end of a day; the totals are equal."""
    query, shop = asked.query, asked.shop
    site_id = _site_id(asked, query.site)
    found = trial_balance(queries.balances(asked.session, as_of=query.as_of, site_id=site_id))
    return {
        "as_of": day(query.as_of),
        "lines": [
            {
                "account": line.code,
                "name": line.name,
                "role": line.role,
                "kind": line.kind,
                "debit": money(line.debit, shop),
                "credit": money(line.credit, shop),
            }
            for line in found.lines
        ],
        "total_debit": money(found.total_debit, shop),
        "total_credit": money(found.total_credit, shop),
    }


def _posting_json(line: JournalLine, shop: ShopContext) -> dict[str, Any]:
    return {
        "account": line.account,
        "name": line.name,
        "debit": money(line.debit, shop),
        "credit": money(line.credit, shop),
        "lot": line.lot,
        "sku": line.sku,
        "site": line.site,
    }


def entry_json(entry: Entry, shop: ShopContext) -> dict[str, Any]:
    """An entry as the interface writes it."""
    return {
        "number": entry.number,
        "on": day(entry.on),
        "recorded_at": moment(entry.recorded_at),
        "document": entry.document,
        "document_kind": entry.document_kind,
        "memo": entry.memo,
        "postings": [_posting_json(line, shop) for line in entry.lines],
    }


@call(
    "GET",
    "/accounting/journal",
    needs=Permission.SEE_BOOKS,
    query=JournalQuery,
    answer=JournalAnswer,
)
def get_journal(asked: Call) -> dict[str, Any]:
    """Journal entries by day, oldest first, with their postings."""
    query, shop = asked.query, asked.shop
    wanted = JournalFilter(query.from_, query.to, query.account, query.document, shop.actor.site_id)
    page = queries.journal(asked.session, wanted, limit=query.limit, cursor=query.cursor)
    return {"items": [entry_json(item, shop) for item in page.items], "next": page.next}


def _lot_json(line: LotValue, shop: ShopContext) -> dict[str, Any]:
    return {
        "lot": line.lot,
        "sku": line.sku,
        "site": line.site,
        "expires_on": day(line.expires_on),
        "received_on": day(line.received_on),
        "on_hand": quantity(line.on_hand),
        "value": money(line.value, shop),
    }


@call(
    "GET",
    "/accounting/valuation",
    needs=Permission.SEE_BOOKS,
    query=AsOfQuery,
    answer=ValuationAnswer,
)
def get_valuation(asked: Call) -> dict[str, Any]:
    """The stock by lot on a day, with the inventory account beside it: both are equal."""
    query, shop = asked.query, asked.shop
    wanted = Asked(query.as_of, _site_id(asked, query.site))
    lines = valuation(asked.session, wanted)
    agreement = reconciliation(asked.session, wanted)
    return {
        "as_of": day(query.as_of),
        "total": money(sum(line.value for line in lines), shop),
        "ledger": money(agreement.ledger, shop),
        "difference": money(agreement.difference, shop),
        "lines": [_lot_json(line, shop) for line in lines],
    }


def _refuse_future(field: str, wanted: date, today: date) -> None:
    if wanted > today:
        raise bad_field(field, "is in the future")


@call(
    "POST",
    "/accounting/entries",
    needs=Permission.POST_ENTRIES,
    body=EntryBody,
    answer=EntryAnswer,
    status=201,
    document=True,
)
def create_entry(asked: Call) -> dict[str, Any]:
    """Post an entry made by hand; it must balance, and stock accounts are not for hands."""
    session, shop, body = asked.session, asked.shop, asked.body
    site = home_site(session, shop.actor)
    _refuse_future("on", body.on, clock.local_day(shop.now, site.time_zone))
    document = DocumentRef(MANUAL, document_number(session, "JE"))
    lines = tuple(ManualLine(line.account, line.debit - line.credit) for line in body.postings)
    fact = ManualEntry(Posted(body.on, shop.now, site.id, document, body.memo), lines)
    entry_id = enter_manually(session, fact, by=shop.actor)
    return entry_json(queries.entry(session, entry_id), shop)


@call(
    "POST",
    "/accounting/periods/close",
    needs=Permission.CLOSE_PERIOD,
    body=CloseBody,
    answer=CloseAnswer,
)
def close(asked: Call) -> dict[str, Any]:
    """Close the books through a day that is over; nothing is posted into it any more."""
    session, shop = asked.session, asked.shop
    today = clock.local_day(shop.now, home_site(session, shop.actor).time_zone)
    close_period(session, through=asked.body.through, today=today, at=shop.now, by=shop.actor)
    return {"through": day(asked.body.through), "closed_at": moment(shop.now)}
