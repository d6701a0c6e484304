"""Receipts of terminals that cannot be right: booked to the cent that was taken, and flagged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import products_by_sku
from app.db import transaction
from app.identity.actors import SYSTEM
from app.identity.shop_context import ShopContext
from app.sales.cart import SaleItem
from app.sales.models import Sale, SaleException
from app.sales.pricing import PricedCart, PricedLine, Tender
from app.sales.services.record_fact import FactLine, RecordedFact, SaleFact, record_fact
from app.sales.tills import till_by_code
from app.values.money import currency
from app.values.quantity import MICRO
from app.values.tax import TaxRow
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

NOW = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
TOTALS = "total_differs"
CLOCK = "clock_skew"


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at(NOW)
    return open_shop(app, api)


@pytest.fixture
def coins(make_app: Callable[..., Flask], clock: Clock) -> InboxShop:
    """A shop whose smallest coin is five cents."""
    clock.at(NOW)
    app = make_app(cash_rounding="0.05")
    return open_shop(app, ApiClient(app.test_client(), people.token(app, "owner")))


def _sold(shop: InboxShop, *lines: Any, **changes: Any) -> list[tuple[str, int | None]]:
    """The flags of a sale that a terminal hands in; it is booked and the books hold."""
    who = shop.seller()
    terminal: Terminal = shop.terminal()
    seller = {"person": who.name, "person_id": who.id}
    answer = terminal.ops(terminal.sale(*lines, **{**seller, **changes}))
    (found,) = answer.json["results"]
    assert found["state"] == "applied", found
    assert shop.broken() == []
    return [(each["code"], each["line"]) for each in found["exceptions"]]


def _milk(shop: InboxShop, quantity: int = 1, **more: Any) -> Any:
    return line("MILK", quantity, shop.lot("MILK", 5, expires_on="2027-12-01"), **more)


def _paid(amount: str, tender: str = "cash") -> dict[str, Any]:
    return {"payments": [{"tender": tender, "amount": amount}]}


def test_a_line_of_a_cent_under_a_foot_of_a_whole_price_is_flagged(shop: InboxShop) -> None:
    cheap = _milk(shop, total="0.01", net="0.01")
    assert _sold(shop, cheap, total="1.00", net="1.00") == [(TOTALS, 1), (TOTALS, None)]
    assert shop.all(select(Sale.total, Sale.rounding)) == [(1, 0)]
    said = shop.all(select(SaleException.detail).order_by(SaleException.id))
    assert [row.detail for row in said] == [
        "printed 0.01, computed 1.00",
        "printed 1.00, the lines make 0.01; paid less change 0.01, due 1.00",
    ]


def test_a_foot_that_is_not_the_sum_of_right_lines_is_flagged(shop: InboxShop) -> None:
    assert _sold(shop, _milk(shop, 2), total="1.99") == [(TOTALS, None)]
    assert shop.all(select(Sale.total)) == [(200,)]


def test_a_line_dearer_than_its_price_is_flagged_on_that_line(shop: InboxShop) -> None:
    dear = _milk(shop, total="1.50", net="1.50")
    assert _sold(shop, _milk(shop), dear) == [(TOTALS, 2)]


def test_a_discount_beyond_the_price_is_booked_and_flagged(shop: InboxShop) -> None:
    less = _milk(shop, discount="2.00", total="0.00", net="0.00")
    flags = _sold(shop, less, payments=[])
    assert flags == [("discount_over_limit", 1), (TOTALS, 1)]


@pytest.mark.parametrize(
    ("rounding", "paid"), [("-0.99", "0.01"), ("0.50", "1.50"), ("-0.01", "0.99")]
)
def test_without_a_smallest_coin_any_rounding_is_flagged(
    shop: InboxShop, rounding: str, paid: str
) -> None:
    assert _sold(shop, _milk(shop), rounding=rounding, **_paid(paid)) == [(TOTALS, None)]


@pytest.mark.parametrize(
    ("tender", "rounding", "paid", "flags"),
    [
        ("cash", "-0.02", "1.00", []),
        ("cash", "0.00", "1.02", [(TOTALS, None)]),
        ("cash", "-0.07", "0.95", [(TOTALS, None)]),
        ("card", "0.00", "1.02", []),
        ("card", "-0.02", "1.00", [(TOTALS, None)]),
    ],
)
def test_cash_is_rounded_to_the_smallest_coin_and_by_nothing_else(
    coins: InboxShop, tender: str, rounding: str, paid: str, flags: list[Any]
) -> None:
    coins.product("TEA", price="1.02")
    tea = line("TEA", 1, coins.lot("TEA", 5), price="1.02")
    assert _sold(coins, tea, rounding=rounding, **_paid(paid, tender)) == flags


def test_only_what_is_left_for_cash_is_rounded(coins: InboxShop) -> None:
    coins.product("TEA", price="1.02")
    tea = line("TEA", 1, coins.lot("TEA", 5), price="1.02")
    both = [{"tender": "card", "amount": "0.50"}, {"tender": "cash", "amount": "0.50"}]
    assert _sold(coins, tea, rounding="-0.02", payments=both) == []


def test_a_sale_on_account_of_nobody_is_flagged(shop: InboxShop) -> None:
    assert _sold(shop, _milk(shop), **_paid("1.00", "account")) == [("customer_unknown", None)]


def test_an_unknown_customer_on_account_is_said_once(shop: InboxShop) -> None:
    flags = _sold(shop, _milk(shop), customer="GONE", **_paid("1.00", "account"))
    assert flags == [("customer_unknown", None)]


def test_a_sale_on_account_of_a_customer_is_in_order(shop: InboxShop) -> None:
    shop.ok("/customers", {"code": "C1", "name": "Guest"})
    assert _sold(shop, _milk(shop), customer="C1", **_paid("1.00", "account")) == []


@pytest.mark.parametrize(
    ("sold_at", "flags"),
    [
        ("1970-01-01T00:00:00.000Z", [(CLOCK, None)]),
        ("2001-01-01T10:00:00.000Z", [(CLOCK, None)]),
        ("2026-11-20T10:00:00.000Z", [(CLOCK, None)]),
        ("2026-11-21T10:01:00.000Z", []),
    ],
    ids=["epoch", "long ago", "before it was enrolled", "a little slow"],
)
def test_a_sale_from_before_the_terminal_was_there_is_flagged(
    shop: InboxShop, sold_at: str, flags: list[Any]
) -> None:
    assert _sold(shop, _milk(shop), sold_at=sold_at) == flags


def test_a_sale_that_came_after_more_than_a_month_is_flagged(shop: InboxShop, clock: Clock) -> None:
    who, milk, terminal = shop.seller(), _milk(shop), shop.terminal()
    op = terminal.sale(milk, person=who.name, person_id=who.id)
    clock.at("2026-12-23T10:05:00Z")
    (found,) = terminal.ops(op).json["results"]
    assert [each["code"] for each in found["exceptions"]] == [CLOCK]
    assert shop.broken() == []


def test_an_old_sale_of_a_program_is_flagged_too(shop: InboxShop) -> None:
    shop.ok("/tills", {"code": "T2", "site": "MAIN"})
    body = {
        "till": "T2",
        "offline": True,
        "lines": [{"sku": "MILK", "quantity": "1", "lot": _milk(shop)["lots"][0]["lot"]}],
        "payments": [{"tender": "cash", "amount": "1.00"}],
    }
    old = shop.ok("/sales", body | {"sold_at": "2001-01-01T10:00:00Z"})
    early = shop.ok("/sales", body | {"sold_at": "2026-11-20T10:00:00Z"})
    fresh = shop.ok("/sales", body | {"sold_at": "2026-11-21T10:04:00Z"})
    assert [each["code"] for each in old["exceptions"]] == [CLOCK]
    assert [each["code"] for each in early["exceptions"]] == [CLOCK], "before there was a till"
    assert fresh["exceptions"] == []
    assert shop.broken() == []


@pytest.mark.parametrize(
    ("split", "flags"),
    [
        ({"net": "0.83", "tax": "0.17"}, []),
        ({"net": "0.84", "tax": "0.16"}, []),
        ({"net": "0.85", "tax": "0.15"}, [(TOTALS, None)]),
        ({"net": "1.00", "tax": "0.00"}, [(TOTALS, None)]),
        ({"net": "0.83", "tax": "0.00"}, [(TOTALS, 1), (TOTALS, None)]),
        ({"net": "1.00", "tax": "1.00"}, [(TOTALS, 1), (TOTALS, None)]),
    ],
    ids=["right", "a cent off", "two cents off", "no tax", "less than it", "more than it"],
)
def test_a_tax_that_the_rate_does_not_give_is_flagged_and_the_books_hold(
    shop: InboxShop, split: dict[str, Any], flags: list[Any]
) -> None:
    cents = sum(int(part.replace(".", "")) for part in split.values())
    paid = f"{cents // 100}.{cents % 100:02d}"
    milk = _milk(shop, tax_rate="0.2", **split)
    found = _sold(shop, milk, tax_included=True, total="1.00", **split, **_paid(paid))
    assert found == flags
    assert shop.all(select(Sale.total)) == [(cents,)]


def test_tax_on_top_is_what_the_rate_gives_to_the_cent(shop: InboxShop) -> None:
    milk = _milk(shop, tax_rate="0.2", tax="0.19")
    assert _sold(shop, milk, tax="0.19", total="1.19", **_paid("1.19")) == [(TOTALS, None)]


def _fact(session: Session, money: ShopContext, **changes: Any) -> SaleFact:
    """A bottle of milk at 1.00, paid in cash to the cent, unless `changes` say otherwise."""
    product = products_by_sku(session, {"MILK"})["MILK"]
    lines = (FactLine(SaleItem(product, MICRO), product),)
    priced = PricedCart((PricedLine(1, 0, 100, 100, 0),), (TaxRow(0, 100, 0),), 100, 0)
    till = till_by_code(session, "T2", money.actor)
    fact = SaleFact(till, lines, priced, 100, (Tender("cash", 100),), 0, 0, money.now)
    return replace(fact, **changes)


@pytest.mark.parametrize(
    ("changes", "booked"),
    [
        ({"tenders": (Tender("cash", 1),)}, (0, -99)),
        ({"tenders": ()}, (0, -100)),
        ({"change": 30}, (30, -30)),
        ({"tenders": (Tender("card", 130),), "change": 30}, (0, 30)),
        ({"rounding": -1}, (0, 0)),
    ],
    ids=["short", "unpaid", "change of nothing", "change on a card", "rounded on paper"],
)
def test_money_that_does_not_cover_the_lines_is_booked_as_it_was_taken(
    shop: InboxShop, changes: dict[str, Any], booked: tuple[int, int]
) -> None:
    shop.lot("MILK", 5, expires_on="2027-12-01")
    shop.ok("/tills", {"code": "T2", "site": "MAIN"})
    money = ShopContext(SYSTEM, NOW, currency("USD"), False)

    def work(session: Session) -> RecordedFact:
        return record_fact(session, _fact(session, money, **changes), shop=money)

    with shop.app.app_context():
        found = transaction(work)
    assert [flag.code for flag in found.flags] == [TOTALS]
    assert shop.all(select(Sale.total, Sale.change, Sale.rounding)) == [(100, *booked)]
    assert shop.broken() == []
