"""What the receiving page's calls answer: scans, costs, refusals, one posting per key."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import Lot, Movement
from app.purchasing.models import GoodsReceipt
from tests.purchasing.dairy import RYE, YOGURT, YOGURT_CASE, Desk, deliver, furnish
from tests.support.api import ApiClient
from tests.support.clock import Clock

CASE = f"(01){YOGURT_CASE}(17)261224(10)Y1200"
LINE: dict[str, Any] = {"sku": "YOG", "quantity": "12", "supplier_lot": "Y1200"}


@pytest.fixture(autouse=True)
def _today(clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")


@pytest.fixture
def order(api: ApiClient) -> str:
    return furnish(api)


@pytest.fixture
def dock(app: Flask, order: str) -> Desk:
    return Desk(app, "receiver")


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        tables = (GoodsReceipt, Lot, Movement)
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _at(order: str) -> dict[str, str]:
    return {"site": "MAIN", "supplier": "DAIRY", "purchase_order": order}


def test_a_purchase_order_number_opens_the_order(dock: Desk, order: str) -> None:
    answer = dock.scan(order.lower())
    assert answer["kind"] == "order"
    assert [line["sku"] for line in answer["order"]["lines"]] == ["YOG", "RYE"]
    assert answer["order"]["lines"][0]["ordered"] == "60"


def test_a_gs1_code_fills_product_lot_date_and_quantity(dock: Desk, order: str) -> None:
    answer = dock.scan(CASE, **_at(order))
    assert answer["kind"] == "pack"
    assert answer["missing"] == []
    said = {name: answer[name] for name in ("unit", "quantity", "supplier_lot", "expires_on")}
    assert said == {
        "unit": "case",
        "quantity": "12",
        "supplier_lot": "Y1200",
        "expires_on": "2026-12-24",
    }
    assert answer["tone"] == "ok"


def test_a_plain_code_asks_only_for_what_it_does_not_say(dock: Desk, order: str) -> None:
    assert dock.scan(RYE, **_at(order))["missing"] == ["lot", "expires_on"]
    assert dock.scan("YARN", supplier="WOOL")["missing"] == ["lot"]


def test_the_last_lot_of_the_supplier_is_offered(dock: Desk, order: str, api: ApiClient) -> None:
    deliver(api, sku="RYE", supplier_lot="R1", expires_on="2026-11-30")
    offered = dock.scan(RYE, **_at(order))["last_lot"]
    assert offered == {"supplier_lot": "R1", "expires_on": "2026-11-30"}


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (f"(01){YOGURT_CASE}(17)261120(10)Y1", "Expired"),
        (f"(01){YOGURT_CASE}(17)261129(10)Y1", "Short dated"),
        (f"(01){YOGURT_CASE}(17)391129(10)Y1", "Look at the date"),
    ],
)
def test_a_date_that_needs_a_look_is_named(dock: Desk, order: str, code: str, title: str) -> None:
    answer = dock.scan(code, **_at(order))
    assert title in [note["title"] for note in answer["notes"]]
    assert answer["tone"] == ("error" if title == "Expired" else "warn")


def test_another_date_on_a_known_lot_holds_it(dock: Desk, order: str, api: ApiClient) -> None:
    deliver(api, sku="YOG", supplier_lot="y 1200", expires_on="2026-12-31")
    answer = dock.scan(CASE, **_at(order))
    assert answer["tone"] == "held"
    assert answer["notes"][-1]["title"] == "Held: dates differ"


def test_a_misread_lot_code_warns_but_a_running_number_does_not(
    dock: Desk, order: str, api: ApiClient
) -> None:
    deliver(api, sku="YOG", supplier_lot="Y12O0", expires_on="2026-12-31")
    assert "Look at the lot code" in [n["title"] for n in dock.scan(CASE, **_at(order))["notes"]]
    deliver(api, sku="YOG", supplier_lot="Z1201", expires_on="2026-12-31")
    running = dock.scan(f"(01){YOGURT_CASE}(17)261224(10)Z1202", **_at(order))
    assert running["tone"] == "ok"


def test_a_recalled_lot_is_refused_at_the_dock(dock: Desk, order: str, api: ApiClient) -> None:
    deliver(api, sku="YOG", supplier_lot="Y1200", expires_on="2026-12-24")
    scope = {"sku": "YOG", "supplier_lot": "Y1200"}
    assert api.post("/recalls", {"reason": "glass", "scope": scope}).status_code == 201
    answer = dock.scan(CASE, **_at(order))
    assert answer["tone"] == "error"
    assert answer["notes"][-1]["title"] == "Recalled lot"


def test_our_own_label_is_not_received_a_second_time(
    dock: Desk, order: str, api: ApiClient
) -> None:
    lot = deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2026-12-24")
    for code in (lot, f"(01)0{YOGURT}(17)261224(10){lot}", f"(91){lot}"):
        answer = dock.scan(code, **_at(order))
        assert answer["kind"] == "refused", code
        assert answer["notes"][0]["title"] == "Already received"


def test_an_unknown_code_counts_nothing_and_may_still_be_a_lot_code(dock: Desk, order: str) -> None:
    answer = dock.scan("AB-77", **_at(order))
    assert answer["kind"] == "refused"
    assert answer["part"]["lot"] == "AB-77"


def test_goods_not_on_the_order_are_named(dock: Desk, order: str) -> None:
    assert "Not ordered" in [n["title"] for n in dock.scan("YARN", **_at(order))["notes"]]


def test_a_receiver_sees_no_cost_anywhere(dock: Desk, order: str, api: ApiClient) -> None:
    deliver(api, sku="YARN", unit_cost="3.33")
    assert "unit_cost" not in dock.scan(CASE, **_at(order))
    assert "unit_cost" not in dock.get(f"/receiving/orders/{order}").text
    assert "14.40" not in dock.get(f"/purchase-orders/{order}").text
    assert "$" not in dock.get("/deliveries/GR-000001").text
    known = dock.scan("YARN", supplier="WOOL")
    assert known["cost_known"] is True
    assert "unit_cost" not in known


def test_a_manager_sees_the_agreed_cost(app: Flask, order: str) -> None:
    answer = Desk(app, "manager").scan(CASE, **_at(order))
    assert answer["unit_cost"] == "14.40"


def test_a_delivery_is_posted_once_however_often_it_is_sent(
    app: Flask, dock: Desk, order: str
) -> None:
    body = {**_at(order), "lines": [{**LINE, "expires_on": "2026-12-24", "unit": "case"}]}
    first = dock.ask("/receiving/deliveries", body, key="k1")
    again = dock.ask("/receiving/deliveries", body, key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _counts(app) == (1, 1, 1)
    other = dock.ask("/receiving/deliveries", {**body, "reference": "x"}, key="k1")
    assert other.status_code == 422


def test_a_posted_delivery_costs_what_the_order_says(
    dock: Desk, order: str, api: ApiClient
) -> None:
    body = {**_at(order), "lines": [{**LINE, "expires_on": "2026-12-24", "unit": "case"}]}
    posted = dock.ask("/receiving/deliveries", body, key="k1").json
    lot = api.get(f"/lots/{posted['lines'][0]['lot']}").json
    assert (lot["on_hand"], lot["value"], lot["expires_on"]) == ("12", "14.40", "2026-12-24")


def test_goods_without_an_order_cost_what_they_cost_last(dock: Desk, api: ApiClient) -> None:
    deliver(api, sku="YARN", quantity="3", unit_cost="3.33")
    line = {"sku": "YARN", "quantity": "10", "supplier_lot": "D1"}
    body = {"site": "MAIN", "supplier": "WOOL", "lines": [line]}
    posted = dock.ask("/receiving/deliveries", body, key="k1").json
    assert api.get(f"/lots/{posted['lines'][0]['lot']}").json["value"] == "33.30"


def test_goods_that_nobody_knows_the_cost_of_are_refused(app: Flask, dock: Desk) -> None:
    body = {"site": "MAIN", "supplier": "WOOL", "lines": [{"sku": "YARN", "quantity": "1"}]}
    refused = dock.ask("/receiving/deliveries", body, key="k1")
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == "lines.0.unit_cost"
    assert _counts(app) == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "0"}, "lines.0.quantity"),
        ({"quantity": "1e3"}, "lines.0.quantity"),
        ({"quantity": 5}, "lines.0.quantity"),
        ({"sku": "NOPE"}, "lines.0.sku"),
        ({"expires_on": "24.12.2026"}, "lines.0.expires_on"),
        ({"status": "recalled"}, "lines.0.status"),
        ({"unit_cost": "-1"}, "lines.0.unit_cost"),
        ({"temperature": "-300"}, "lines.0.temperature"),
    ],
)
def test_a_wrong_line_names_its_field_and_writes_nothing(
    app: Flask, dock: Desk, order: str, change: dict[str, Any], field: str
) -> None:
    body = {**_at(order), "lines": [{**LINE, "expires_on": "2026-12-24", **change}]}
    refused = dock.ask("/receiving/deliveries", body, key="k1")
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == field
    assert _counts(app) == (0, 0, 0)


@pytest.mark.parametrize("body", ["[]", "{", '{"lines": 3}', '{"lines": []}', '{"lines": [1]}'])
def test_broken_bodies_are_refused(app: Flask, dock: Desk, body: str) -> None:
    headers = {"X-CSRFToken": dock.token, "Idempotency-Key": "k"}
    sent = dock.client.post("/receiving/deliveries", data=body, headers=headers)
    assert sent.status_code == 400
    assert _counts(app) == (0, 0, 0)


def test_a_cashier_may_not_receive(app: Flask, order: str) -> None:
    till = Desk(app, "cashier")
    assert till.get("/receiving").status_code == 403
    body = {**_at(order), "lines": [LINE]}
    assert till.ask("/receiving/deliveries", body, key="k").status_code == 403
    assert _counts(app) == (0, 0, 0)


def test_a_delivery_needs_the_pages_token(app: Flask, dock: Desk, order: str) -> None:
    sent = dock.client.post("/receiving/deliveries", json={**_at(order), "lines": [LINE]})
    assert sent.status_code == 400
    assert _counts(app) == (0, 0, 0)


def test_the_page_lists_what_is_awaited_and_the_sheet_draws_every_command(
    dock: Desk, order: str
) -> None:
    page = dock.get("/receiving").text
    assert order in page
    assert "Alpine Dairy" in page
    assert dock.get("/receiving/commands").text.count('class="barcode"') == 22


def test_a_typed_lot_is_judged_like_a_scanned_one(dock: Desk, order: str) -> None:
    asked = {**_at(order), "sku": "YOG", "supplier_lot": "Q1", "expires_on": "2026-11-20"}
    assert dock.ask("/receiving/check", asked).json["tone"] == "error"
    chosen = dock.ask("/receiving/choose", {**_at(order), "sku": "YOG", "unit": "case"}).json
    assert (chosen["quantity"], chosen["missing"]) == ("12", ["lot", "expires_on"])
    found = dock.get("/receiving/products?q=yogurt").json
    assert [item["sku"] for item in found["items"]] == ["YOG"]
    assert YOGURT not in found
