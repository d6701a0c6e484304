"""The posting table: every row of it balances, and every way of goods and money has one."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounting.chart import DEFAULT_CHART
from app.accounting.posting_rules import (
    CASH_ROLE,
    PLACE_ROLE,
    RULES,
    TENDER_ROLE,
    EntryLine,
    lines_of,
)
from app.facts import (
    PLACES,
    CashCounted,
    CashMoved,
    Fact,
    ManualEntry,
    ManualLine,
    Posted,
    SaleCompleted,
    SaleReturned,
    StockMoved,
    TenderAmount,
    ValueMoved,
    VoucherSold,
)
from app.inventory.models import PLACES as PLACES_OF_STOCK
from app.sales.cash_reasons import CASH_REASONS, REASON_WORDS
from app.sales.models import TENDERS
from app.values.document import DocumentRef

POSTED = Posted(date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=UTC), 1, DocumentRef("any", "1"))
MOVES = (
    # from, to, debit, credit: the table of docs/algorithms/ledger.md
    ("supplier", "stock", "inventory", "grni"),
    ("stock", "customer", "cogs", "inventory"),
    ("customer", "stock", "inventory", "cogs"),
    ("customer", "waste", "waste", "cogs"),
    ("stock", "supplier", "grni", "inventory"),
    ("stock", "shrinkage", "shrinkage", "inventory"),
    ("shrinkage", "stock", "inventory", "shrinkage"),
    ("stock", "waste", "waste", "inventory"),
    ("opening", "stock", "inventory", "opening_equity"),
)


def _moved(source: str, target: str, value: int, *, to_site: int = 1) -> StockMoved:
    return StockMoved(POSTED, (ValueMoved(source, target, value, "L1", "MILK", 1, to_site),))


def _sides(fact: Fact) -> tuple[dict[str, int], dict[str, int]]:
    debits: dict[str, int] = {}
    owed: dict[str, int] = {}
    for line in lines_of(fact):
        side = debits if line.amount > 0 else owed
        side[line.role] = side.get(line.role, 0) + abs(line.amount)
    return debits, owed


@pytest.mark.parametrize(("source", "target", "debit", "credit"), MOVES)
def test_goods_from_place_to_place_debit_one_role_and_credit_the_other(
    source: str, target: str, debit: str, credit: str
) -> None:
    assert _sides(_moved(source, target, 997)) == ({debit: 997}, {credit: 997})


@pytest.mark.parametrize(("source", "target"), list(product(PLACES, PLACES)))
def test_every_way_of_goods_balances_per_site(source: str, target: str) -> None:
    for to_site in (1, 2):
        lines = lines_of(_moved(source, target, 5, to_site=to_site))
        assert sum(line.amount for line in lines) == 0
        assert all(line.lot == "L1" and line.sku == "MILK" for line in lines)


def test_a_move_on_one_site_posts_nothing_and_between_sites_moves_inventory() -> None:
    assert lines_of(_moved("stock", "stock", 5)) == []
    lines = lines_of(_moved("stock", "transit", 5, to_site=2))
    assert [(line.role, line.amount, line.site_id) for line in lines] == [
        ("inventory", 5, 2),
        ("inventory", -5, 1),
    ]


def test_what_is_worth_nothing_posts_nothing() -> None:
    assert lines_of(_moved("supplier", "stock", 0)) == []
    assert lines_of(SaleCompleted(POSTED, 0, 0, ())) == []


def test_a_sale_credits_revenue_and_tax_and_a_return_takes_them_back() -> None:
    tenders = (TenderAmount("cash", 700), TenderAmount("card", 500))
    sold, back = (kind(POSTED, 1000, 200, tenders) for kind in (SaleCompleted, SaleReturned))
    assert _sides(sold) == ({"cash": 700, "card": 500}, {"revenue": 1000, "tax": 200})
    assert _sides(back) == _sides(sold)[::-1]


@given(net=st.integers(0, 10**9), tax=st.integers(0, 10**9), cash=st.integers(0, 10**9))
def test_every_sale_and_return_balances(net: int, tax: int, cash: int) -> None:
    by_card = net + tax - min(cash, net + tax)
    tenders = (TenderAmount("cash", net + tax - by_card), TenderAmount("card", by_card))
    for kind in (SaleCompleted, SaleReturned):
        lines = lines_of(kind(POSTED, net, tax, tenders))
        assert sum(line.amount for line in lines) == 0
        assert all(line.amount for line in lines)


def test_the_smallest_coin_posts_what_it_rounds() -> None:
    tenders = (TenderAmount("cash", 1205),)
    up, down = (SaleCompleted(POSTED, 1000, 205 - off, tenders, off) for off in (2, -3))
    assert _sides(up) == ({"cash": 1205}, {"revenue": 1000, "tax": 203, "rounding": 2})
    assert _sides(down) == ({"cash": 1205, "rounding": 3}, {"revenue": 1000, "tax": 208})
    back = SaleReturned(POSTED, 1000, 203, tenders, 2)
    assert _sides(back) == _sides(up)[::-1]


@pytest.mark.parametrize(("direction", "reason"), sorted(REASON_WORDS))
def test_cash_moves_between_the_drawer_and_its_reason(direction: str, reason: str) -> None:
    sides = _sides(CashMoved(POSTED, direction, reason, 500))
    there, back = ({"cash": 500}, {CASH_ROLE[reason]: 500})
    assert sides == ((there, back) if direction == "in" else (back, there))


def test_a_count_posts_what_is_over_or_short() -> None:
    over, short = CashCounted(POSTED, 5), CashCounted(POSTED, -5)
    assert _sides(over) == ({"cash": 5}, {"cash_difference": 5})
    assert _sides(short) == _sides(over)[::-1]
    assert lines_of(CashCounted(POSTED, 0)) == []


def test_an_entry_by_hand_is_posted_as_it_was_written() -> None:
    fact = ManualEntry(POSTED, (ManualLine("1300", 5), ManualLine("1000", -5)))
    assert lines_of(fact) == [
        EntryLine("", 5, 1, account="1300"),
        EntryLine("", -5, 1, account="1000"),
    ]


def test_the_tables_know_every_fact_place_tender_and_role() -> None:
    roles = {row.role for row in DEFAULT_CHART if row.role}
    assert set(RULES) == set(Fact.__args__)
    assert set(PLACE_ROLE) == set(PLACES) == set(PLACES_OF_STOCK)
    assert set(TENDER_ROLE) == set(TENDERS)
    assert {*PLACE_ROLE.values(), *TENDER_ROLE.values(), *CASH_ROLE.values()} <= roles
    assert {"revenue", "tax", "rounding", "cash_difference"} <= roles
    assert {reason.code for reason in CASH_REASONS} | {"opening"} == set(CASH_ROLE)
    assert len({row.code for row in DEFAULT_CHART}) == len(DEFAULT_CHART)
    assert len([row.role for row in DEFAULT_CHART if row.role]) == len(roles)


def test_a_voucher_sold_is_owed_and_earns_nothing() -> None:
    tenders = (TenderAmount("cash", 2000), TenderAmount("card", 501))
    sides = _sides(VoucherSold(POSTED, 2500, tenders, 1))
    assert sides == ({"cash": 2000, "card": 501}, {"voucher": 2500, "rounding": 1})
