"""Pages of deliveries, purchase orders and suppliers, each with its rights."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.purchasing.models import PurchaseOrder, Supplier
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient


@pytest.fixture
def order(api: ApiClient) -> str:
    return furnish(api)


def _count(app: Flask, table: type) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


LINES = {"lines-0-sku": "YOG", "lines-0-quantity": "2,5", "lines-0-unit": "case"}


def test_a_purchase_order_is_opened_as_typed(app: Flask, order: str, api: ApiClient) -> None:
    desk = Desk(app, "manager")
    typed = {"supplier": "DAIRY", "site": "MAIN", **LINES, "lines-0-unit_cost": "14,40"}
    sent = desk.send("/purchase-orders/new", **typed)
    assert sent.status_code == 302, sent.text
    made = api.get("/purchase-orders/PO-000002").json
    assert made["lines"][0]["quantity"] in {"30", "2.5"}
    page = desk.get("/purchase-orders/PO-000002").text
    assert "30" in page
    assert "$14.40" in page
    assert 'aria-label="Purchase order PO-000002"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lines-0-sku": "NOPE", "lines-0-unit_cost": "1"}, "There is no such SKU."),
        ({"lines-0-unit": "pallet", "lines-0-unit_cost": "1"}, "has no unit pallet"),
        ({}, "Say the cost."),
        ({"supplier": "", "lines-0-unit_cost": "1"}, "Choose a supplier."),
        ({"lines-0-sku": ""}, "needs a line"),
    ],
)
def test_a_wrong_purchase_order_says_so_beside_the_field(
    app: Flask, order: str, change: dict[str, str], words: str
) -> None:
    typed = {"supplier": "DAIRY", "site": "MAIN", **LINES, **change}
    sent = Desk(app, "manager").send("/purchase-orders/new", **typed)
    assert sent.status_code == 400
    assert words in sent.text
    assert _count(app, PurchaseOrder) == 1


def test_a_cancelled_purchase_order_is_refused_at_the_dock(app: Flask, order: str) -> None:
    manager = Desk(app, "manager")
    assert manager.send(f"/purchase-orders/{order}/cancel").status_code == 302
    answer = manager.scan(order)
    assert answer["notes"][0]["title"] == "Cancelled order"


def test_a_receiver_reads_orders_but_opens_none(app: Flask, order: str) -> None:
    dock = Desk(app, "receiver")
    assert dock.get("/purchase-orders?status=open").status_code == 200
    assert dock.get("/purchase-orders/new").status_code == 403
    assert dock.send(f"/purchase-orders/{order}/cancel").status_code == 403
    assert dock.send("/suppliers/new", code="X", name="X").status_code == 403
    assert _count(app, Supplier) == 2


def test_a_supplier_is_added_once(app: Flask, order: str) -> None:
    desk = Desk(app, "manager")
    assert desk.send("/suppliers/new", code="NICE", name="Nice Foods").status_code == 302
    again = desk.send("/suppliers/new", code="NICE", name="Nice again")
    assert again.status_code == 409
    assert "already" in again.text
    assert _count(app, Supplier) == 3
    assert "Nice Foods" in desk.get("/suppliers?q=nice").text


def test_a_delivery_shows_its_lots_and_its_value_to_those_who_may(
    app: Flask, order: str, api: ApiClient
) -> None:
    lot = deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-01-01")
    page = Desk(app, "manager").get("/deliveries/GR-000001").text
    assert lot in page
    assert "$28.80" in page
    seen = Desk(app, "receiver").get("/deliveries/GR-000001").text
    assert lot in seen
    assert "28.80" not in seen
    assert "GR-000001" in Desk(app, "receiver").get("/deliveries").text


def test_a_delivery_says_which_lines_of_its_order_are_still_open(
    app: Flask, order: str, api: ApiClient
) -> None:
    rye = {"sku": "RYE", "quantity": "20", "unit_cost": "2.10", "expires_on": "2099-01-01"}
    yogurt = {"sku": "YOG", "quantity": "60", "unit_cost": "1.20", "expires_on": "2099-01-01"}
    desk, head = Desk(app, "receiver"), {"supplier": "DAIRY", "site": "MAIN"}
    for number, line in enumerate((rye, yogurt), start=1):
        body = {**head, "purchase_order": order, "lines": [{**line, "supplier_lot": "A"}]}
        assert api.post("/goods-receipts", body).status_code == 201
        page = desk.get(f"/deliveries/GR-00000{number}").text
        assert "All that came is as ordered." in page
        assert ("1 line of the purchase order is still open." in page) is (number == 1)


@pytest.mark.parametrize("path", ["/deliveries/GR-9", "/purchase-orders/PO-9"])
def test_what_is_not_there_is_not_found(app: Flask, order: str, path: str) -> None:
    assert Desk(app, "receiver").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/deliveries", "/purchase-orders", "/suppliers"])
def test_a_strange_cursor_is_refused(app: Flask, order: str, path: str) -> None:
    assert Desk(app, "receiver").get(f"{path}?cursor=xyz").status_code == 400
