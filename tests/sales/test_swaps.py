"""Swap settlements: what a count says was sold under the wrong lot, and the cost that follows."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import JournalEntry
from app.db import reading
from app.identity.actors import SYSTEM
from app.identity.models import Site
from app.inventory.models import Movement
from app.pos.receipts import sales_receipt
from app.reporting.integrity import run_checks
from app.sales.models import SaleAllocation
from app.sales.swap_models import LotSwap
from app.values.money import currency
from printing.documents import SalesReceipt
from tests.reporting.history import YOGURT, bring_back, deliver, done, furnish, line, sell
from tests.support import people
from tests.support.api import ApiClient

DOCK = "MAIN/DOCK"
Clients = Callable[[str], ApiClient]


def _sold(api: ApiClient, sku: str, quantity: str, **more: Any) -> str:
    return sell(api, {"sku": sku, "quantity": quantity, **more}, paid="200.00")


def _count(api: ApiClient, *counted: tuple[str, str]) -> str:
    lines = [{"lot": lot, "counted": figure} for lot, figure in counted]
    body = {"location": DOCK, "lines": lines, "reason": "cycle"}
    made = done(api.post("/stock/counts", body))
    assert made["status"] == "posted", made
    return str(made["number"])


def _settle(api: ApiClient, count: str, over: str, short: str, **more: Any) -> Any:
    body = {"from_lot": over, "to_lot": short, **more}
    return api.post(f"/stock/counts/{count}/swaps", body)


def _stock(api: ApiClient, lot: str) -> tuple[str, str]:
    found = api.get(f"/lots/{lot}").json
    return found["on_hand"], found["value"]


def _taken(api: ApiClient, sale: str) -> list[tuple[str, str, str, str]]:
    (only,) = api.get(f"/sales/{sale}").json["lines"]
    return [(a["lot"], a["quantity"], a["moved"], a["certainty"]) for a in only["allocations"]]


def _balance(api: ApiClient, role: str) -> float:
    accounts = {each["role"]: each for each in api.get("/accounting/trial-balance").json["lines"]}
    found = accounts.get(role, {"debit": "0", "credit": "0"})
    return float(found["debit"]) - float(found["credit"])


def _written(app: Flask) -> tuple[int, ...]:
    tables = (LotSwap, Movement, JournalEntry, SaleAllocation)
    with app.app_context(), reading() as session:
        moved = session.scalar(select(func.sum(SaleAllocation.moved))) or 0
        counts = [session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]
        return (*counts, int(moved))


def _receipt(app: Flask, sale: str) -> SalesReceipt:
    with app.app_context(), reading() as session:
        return sales_receipt(session, sale, by=SYSTEM, currency=currency("USD"))


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [f"{each.name}: {each.detail}" for each in run_checks(session) if not each.ok]


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """10 yogurts for 10.00 that the date rule sells, then 10 for 22.00; Gouda beside them."""
    furnish(api)
    return deliver(
        api,
        line("YOG-500", "10", "10.00", expires_on="2030-12-24"),
        line("YOG-500", "10", "22.00", expires_on="2031-01-24"),
        line("GOUDA", "5", "5.00", expires_on="2031-02-01"),
    )


@pytest.fixture
def counted(api: ApiClient, api_as: Clients, lots: list[str]) -> tuple[str, list[str]]:
    """Three sales of one yogurt each; the count says that all came out of the later lot."""
    sales = [_sold(api, "YOG-500", "1") for _ in range(3)]
    return _count(api_as("receiver"), (lots[0], "10"), (lots[1], "7")), sales


def test_the_count_proposes_the_sales_and_settling_makes_the_books_right(
    app: Flask, api: ApiClient, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, sales = counted
    (pair,) = api.get(f"/stock/counts/{count}/swaps").json["proposals"]
    assert (pair["from_lot"], pair["to_lot"], pair["quantity"]) == (lots[0], lots[1], "3")
    assert [each["sale"] for each in pair["sales"]] == sales[::-1]
    assert _balance(api, "shrinkage") == pytest.approx(3.60)

    made = done(_settle(api, count, lots[0], lots[1], note="labels look alike"))
    assert made["number"] == "SW-000001"
    assert sorted((e["value_out"], e["value_in"]) for e in made["sales"]) == [("1.00", "2.20")] * 3
    assert (_balance(api, "shrinkage"), _balance(api, "cogs")) == (0, pytest.approx(6.60))
    assert [_stock(api, lot) for lot in lots[:2]] == [("10", "10.00"), ("7", "15.40")]
    listed = api.get(f"/stock/counts/{count}/swaps").json
    assert (listed["proposals"], len(listed["settled"])) == ([], 1)
    assert _broken(app) == []


def test_stock_and_cost_are_what_they_would_be_had_the_right_lots_been_sold(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    """Two products with the same odd costs: one sold right at once, one swapped and settled."""
    done(api.post("/products", YOGURT | {"sku": "TWIN"}))
    right, wrong = (
        deliver(
            api,
            line(sku, "7", "10.00", expires_on="2029-12-24"),
            line(sku, "3", "5.00", expires_on="2030-01-24"),
        )
        for sku in ("TWIN", "YOG-500")
    )
    for quantity in ("1", "1"):
        _sold(api, "TWIN", quantity, lot=right[1])
        _sold(api, "YOG-500", quantity)
    wanted = _balance(api, "cogs")
    count = _count(api_as("receiver"), (wrong[0], "7"), (wrong[1], "1"))
    done(_settle(api, count, wrong[0], wrong[1]))
    assert [_stock(api, lot) for lot in wrong] == [_stock(api, lot) for lot in right]
    assert _stock(api, wrong[0]) == ("7", "10.00")
    assert _balance(api, "shrinkage") == 0
    cogs = _balance(api, "cogs") - wanted
    assert cogs == pytest.approx(3.33 - 2.86)  # 5.00 x 2 / 3 instead of 10.00 x 2 / 7
    assert _broken(app) == []


def test_both_views_are_kept(
    app: Flask, api: ApiClient, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, sales = counted
    before = api.get(f"/sales/{sales[0]}").json
    paper = _receipt(app, sales[2])
    done(_settle(api, count, lots[0], lots[1], quantity="2"))
    assert [_taken(api, sale) for sale in sales] == [
        [(lots[0], "1", "0", "auto")],
        [(lots[0], "1", "1", "auto"), (lots[1], "1", "0", "corrected")],
        [(lots[0], "1", "1", "auto"), (lots[1], "1", "0", "corrected")],
    ]
    assert api.get(f"/sales/{sales[0]}").json == before
    assert _receipt(app, sales[2]) == paper
    assert [lot.number for lot in paper.lines[0].lots] == [lots[0]]
    totals = [api.get(f"/lots/{lot}/trace").json["totals"] for lot in lots[:2]]
    figures = [(t["sold"], t["adjusted"], t["returned"], t["on_hand"]) for t in totals]
    assert figures == [("1", "1", "0", "10"), ("2", "-1", "0", "7")]
    (left,) = api.get(f"/stock/counts/{count}/swaps").json["proposals"]
    assert (left["quantity"], [each["sale"] for each in left["sales"]]) == ("1", [sales[0]])
    done(_settle(api, count, lots[0], lots[1]))
    assert _balance(api, "shrinkage") == 0
    assert _broken(app) == []


def test_what_somebody_saw_is_never_re_attributed(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    _sold(api, "YOG-500", "2", lot=lots[0])
    guessed = _sold(api, "YOG-500", "1")
    count = _count(api_as("receiver"), (lots[0], "10"), (lots[1], "7"))
    (pair,) = api.get(f"/stock/counts/{count}/swaps").json["proposals"]
    assert (pair["quantity"], pair["covered"]) == ("3", "1")
    assert [each["sale"] for each in pair["sales"]] == [guessed]
    before = _written(app)
    refused = _settle(api, count, lots[0], lots[1], quantity="2")
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert _written(app) == before
    assert done(_settle(api, count, lots[0], lots[1]))["quantity"] == "1"
    assert _settle(api, count, lots[0], lots[1]).status_code == 409
    assert _balance(api, "shrinkage") == pytest.approx(2.40)  # two of each stay differences
    assert _broken(app) == []


def test_sales_after_the_count_are_not_its_matter(
    api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    count = _count(api_as("receiver"), (lots[0], "11"), (lots[1], "9"))
    _sold(api, "YOG-500", "1")
    (pair,) = api.get(f"/stock/counts/{count}/swaps").json["proposals"]
    assert (pair["covered"], pair["sales"]) == ("0", [])


def test_a_later_count_that_finds_the_opposite_ends_the_matter(
    api: ApiClient, api_as: Clients, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, _sales = counted
    _count(api_as("receiver"), (lots[0], "7"), (lots[1], "10"))
    assert api.get(f"/stock/counts/{count}/swaps").json["proposals"] == []


def test_what_comes_back_afterwards_is_of_the_lot_it_is_now_held_to_be(
    app: Flask, api: ApiClient, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, sales = counted
    done(_settle(api, count, lots[0], lots[1]))
    bring_back(api, sales[0], 1, "1", "restock")
    done(api.post(f"/sales/{sales[1]}/void", {"till": "T1", "reason": "wrong customer"}))
    assert [_stock(api, lot) for lot in lots[:2]] == [("10", "10.00"), ("9", "19.80")]
    line_again = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "not liked"}
    body = {"till": "T1", "lines": [line_again], "refund": {"tender": "cash"}}
    again = api.post(f"/sales/{sales[0]}/returns", body)
    assert (again.status_code, again.json["code"]) == (409, "return_refused")
    assert api.get("/sales", number=sales[0]).json["items"][0]["number"] == sales[0]
    assert _broken(app) == []


def test_a_recall_of_either_lot_lists_the_buyer_as_possible(
    app: Flask, api: ApiClient, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, sales = counted
    done(_settle(api, count, lots[0], lots[1], quantity="1"))
    for lot, numbers, sold in ((lots[1], sales[2:], "1"), (lots[0], sales, "2")):
        made = done(api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}}))
        buyers = [(each["sale"], each["certainty"]) for each in made["buyers"]]
        assert buyers == [(number, "possible") for number in numbers]
        (became,) = made["became"]
        assert (made["sold"], became["sold"], became["recovered"]) == (sold, sold, "0")
    assert _broken(app) == []


def test_nobody_settles_what_they_counted_or_may_not(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    _sold(api, "YOG-500", "3")
    manager, receiver = api_as("manager"), api_as("receiver")
    count = _count(manager, (lots[0], "10"), (lots[1], "7"))
    before = _written(app)
    for who in (manager, receiver, api_as("cashier")):
        assert _settle(who, count, lots[0], lots[1]).status_code == 403
    assert receiver.get(f"/stock/counts/{count}/swaps").status_code == 403
    assert _written(app) == before
    done(_settle(api, count, lots[0], lots[1]))


def test_a_count_of_another_site_is_not_found(
    app: Flask, api: ApiClient, lots: list[str], counted: tuple[str, list[str]]
) -> None:
    count, _sales = counted
    site = done(api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"}))
    assert site["code"] == "NORTH"
    with app.app_context(), reading() as session:
        north = session.scalar(select(Site.id).where(Site.code == "NORTH"))
    there = ApiClient(app.test_client(), people.token(app, "manager", site_id=north))
    before = _written(app)
    assert there.get(f"/stock/counts/{count}/swaps").status_code == 404
    assert _settle(there, count, lots[0], lots[1]).status_code == 404
    assert _written(app) == before


@pytest.mark.parametrize(
    ("over", "short", "more", "status", "field"),
    [
        (1, 0, {}, 400, "from_lot"),
        (0, 2, {}, 400, "to_lot"),
        (0, 0, {}, 400, "to_lot"),
        (0, 1, {"quantity": "4"}, 400, "quantity"),
        (0, 1, {"quantity": "0.5"}, 400, "quantity"),
        (0, 1, {"quantity": "0"}, 400, "quantity"),
    ],
)
def test_what_is_no_pair_of_the_count_is_refused(
    app: Flask,
    api: ApiClient,
    lots: list[str],
    counted: tuple[str, list[str]],
    over: int,
    short: int,
    more: dict[str, str],
    status: int,
    field: str,
) -> None:
    count, _sales = counted
    before = _written(app)
    refused = _settle(api, count, lots[over], lots[short], **more)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (status, field)
    assert _written(app) == before


def test_a_count_that_is_not_posted_has_nothing_to_settle(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    _sold(api, "YOG-500", "3")
    lines = [{"lot": lots[0], "counted": "10"}, {"lot": lots[1], "counted": "0"}]
    lines.append({"lot": lots[2], "counted": "500"})
    body = {"location": DOCK, "lines": lines, "reason": "cycle"}
    made = done(api_as("receiver").post("/stock/counts", body))
    assert made["status"] == "needs_approval"
    before = _written(app)
    assert api.get(f"/stock/counts/{made['number']}/swaps").json["proposals"] == []
    assert _settle(api, made["number"], lots[0], lots[1]).status_code == 409
    assert _written(app) == before
