"""The ledger for Beancount: accepted by bean-check, and worth what our own books say, per lot."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader as beancount_loader
from beanquery import query

from app.reporting.exports import feed
from app.reporting.exports.beancount_names import commodity
from app.reporting.exports.lot_positions import FINER, LotState, change, holding
from app.values.money import Currency, money_text
from app.values.quantity import quantity_text, to_micro
from tests.reporting.history import YOGURT, bring_back, deliver, done, furnish, line, live, sell
from tests.support.api import ApiClient
from tests.support.clock import Clock

NAME = "/accounting/exports/ledger.beancount"
PAGE = Path(__file__).resolve().parents[2] / "docs/algorithms/beancount-lots.md"
PER_LOT = (
    "SELECT cost_label, account, sum(cost(position)) AS worth, sum(number) AS units"
    " WHERE account ~ 'Inventory:' GROUP BY cost_label, account"
)


def _checked(api: ApiClient, tmp_path: Path, **days: str) -> tuple[Path, Any]:
    answer = api.get(NAME, **days)
    assert answer.status_code == 200, answer.text
    path = tmp_path / "ledger.beancount"
    path.write_text(answer.text, encoding="utf-8")
    entries, errors, options = beancount_loader.load_file(str(path))
    assert not errors, [error.message for error in errors[:3]]
    return path, (entries, errors, options)


def _worth(loaded: Any) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Value and quantity per lot and site, as beanquery says."""
    entries, _errors, options = loaded
    _columns, rows = query.run_query(entries, options, PER_LOT)
    found = {}
    for label, account, worth, units in rows:
        value = worth.get_currency_units("USD").number
        if units or value:
            found[label, account.rpartition(":")[2]] = (value, units)
    return found


def _ours(api: ApiClient, **days: str) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    return {
        (each["lot"], each["site"]): (Decimal(each["value"]), Decimal(each["on_hand"]))
        for each in api.get("/accounting/valuation", **days).json["lines"]
    }


def test_bean_check_accepts_a_lived_shop_and_beanquery_values_each_lot_as_we_do(
    api: ApiClient, api_as: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(api)
    monkeypatch.setattr(feed, "SLICE", 5)
    _path, loaded = _checked(api, tmp_path)
    assert _worth(loaded) == _ours(api)


@pytest.mark.databases("sqlite")
def test_one_code_at_two_costs_odd_names_and_totals_that_do_not_divide(
    api: ApiClient, clock: Clock, tmp_path: Path
) -> None:
    clock.at("2026-11-20T09:00:00+00:00")
    furnish(api)
    for sku in ("USD", "käse 1/2", "TRUE", "LW.1"):
        done(api.post("/products", YOGURT | {"sku": sku, "name": 'A "quoted" \\ name'}))
        deliver(api, line(sku, "3", "10.00", expires_on="2099-12-24", supplier_lot="L1"))
        deliver(api, line(sku, "7", "10.01", expires_on="2099-12-24", supplier_lot="L1"))
        deliver(api, line(sku, "2", "0.00", expires_on="2099-12-24"))
        sale = sell(api, {"sku": sku, "quantity": "5"}, paid="50.00")
        bring_back(api, sale, 1, "1", "restock")
    (lot,) = deliver(api, line("GOUDA", "12.5", "154.32", expires_on="2099-12-24"))
    clock.forward(days=1)
    for weight in ("0.236", "0.333333", "1"):
        sell(api, {"sku": "GOUDA", "quantity": weight}, paid="50.00")
    done(api.post(f"/lots/{lot}/write-off", {"reason": "dropped", "quantity": "0.5"}))
    _path, loaded = _checked(api, tmp_path)
    assert _worth(loaded) == _ours(api)
    _path, loaded = _checked(api, tmp_path, as_of="2026-11-20")
    assert _worth(loaded) == _ours(api, as_of="2026-11-20")


@pytest.mark.databases("sqlite")
def test_bean_check_sees_a_cost_of_goods_that_was_tampered_with(
    api: ApiClient, tmp_path: Path
) -> None:
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2099-12-24"))
    sell(api, {"sku": "YOG-500", "quantity": "3"}, paid="20.00")
    path, _loaded = _checked(api, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert re.search(r"Cost-of-goods-sold  3\.30 USD", text)
    path.write_text(text.replace("sold  3.30 USD", "sold  3.20 USD"), encoding="utf-8")
    assert beancount_loader.load_file(str(path))[1]


@pytest.mark.databases("sqlite")
def test_a_part_of_the_books_is_refused(api: ApiClient) -> None:
    assert api.get(NAME, site="MAIN").status_code == 403
    answer = api.get(NAME, **{"from": "2026-11-20"})
    assert answer.json["errors"][0]["field"] == "from"


def _examples() -> list[tuple[str, ...]]:
    rows = [row.strip("| ").split(" | ") for row in PAGE.read_text().splitlines()]
    return [tuple(row) for row in rows if len(row) == 4 and row[0][0].isdigit()]


@pytest.mark.parametrize(("quantity", "unit", "value", "words"), _examples())
def test_a_lot_is_held_at_two_costs_at_most_that_are_worth_exactly_its_value(
    quantity: str, unit: str, value: str, words: str
) -> None:
    finer = FINER.get(unit, 0)
    held = holding(to_micro(Decimal(quantity)), int(Decimal(value) * 100), finer)
    fine = Currency("USD", 2 + finer)
    said = (f"{quantity_text(units)} at {money_text(cost, fine)}" for cost, units in held.items())
    assert ", ".join(said) == words
    assert sum(cost * units for cost, units in held.items()) == int(
        Decimal(value) * 100 * 10 ** (6 + finer)
    )


def test_a_piece_that_leaves_takes_a_piece_and_nothing_else_changes() -> None:
    assert change(holding(3_000_000, 1000), holding(2_000_000, 667)) == [(333, -1_000_000)]


def test_goods_that_leave_before_they_came_are_carried_apart_until_they_came() -> None:
    state = LotState()
    assert state.pass_by(-1_000_000, -300, 0) == ([], -300)
    assert state.pass_by(3_000_000, 900, 0) == ([(300, 2_000_000)], 300)
    assert state.pass_by(-2_000_000, -600, 0) == ([(300, -2_000_000)], 0)
    assert state.settled


def test_commodities_are_names_that_beancount_takes_and_never_two_the_same() -> None:
    odd = ("USD", "TRUE", "LW.1", "käse", "a" * 40, "x", "", "A-")
    made = [commodity(sku, number, "USD") for number, sku in enumerate(odd, 10)]
    assert len(set(made)) == len(odd)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", name) for name in made)
    assert commodity("YOG-500", 7, "USD") == "YOG-500"
