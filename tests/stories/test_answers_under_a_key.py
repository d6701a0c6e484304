"""What a key answers the second time, and by which day a sale is judged."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app import clock
from tests.reporting.history import deliver, done, furnish, line
from tests.support.api import ApiClient

TODAY = clock.now().date()
PAID = {"payments": [{"tender": "cash", "amount": "50.00"}]}


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _body(quantity: str = "1", **more: Any) -> dict[str, Any]:
    return {"till": "T1", "lines": [{"sku": "YOG-500", "quantity": quantity}], **PAID, **more}


@pytest.fixture
def shop(api: ApiClient) -> ApiClient:
    furnish(api)
    return api


def test_a_refusal_is_the_first_answer_too(shop: ApiClient) -> None:
    first = shop.post("/sales", _body(), key="one")
    assert (first.status_code, first.json["code"]) == (409, "not_enough_stock")
    deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(30)))
    again = shop.post("/sales", _body(), key="one")
    assert (again.status_code, again.json) == (409, first.json)
    assert again.mimetype == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert shop.post("/sales", _body("2"), key="one").status_code == 422
    assert done(shop.get("/sales"))["items"] == []
    assert shop.post("/sales", _body(), key="two").status_code == 201


def test_bad_input_is_not_kept_under_its_key(shop: ApiClient) -> None:
    deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(30)))
    assert shop.post("/sales", _body("0"), key="one").status_code == 400
    assert shop.post("/sales", _body("1"), key="one").status_code == 201


def test_the_order_of_fields_does_not_make_another_request(shop: ApiClient) -> None:
    deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(30)))
    first = done(shop.post("/sales", _body(), key="one"))
    turned = dict(reversed(list(_body().items())))
    again = shop.post("/sales", turned, key="one")
    assert (again.status_code, again.json["number"]) == (201, first["number"])


def test_a_sale_of_the_past_is_judged_on_its_day_and_comes_back_as_expired(
    shop: ApiClient,
) -> None:
    [lot] = deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(-5)), received_on=_day(-20))
    at = f"{_day(-10)}T10:00:00Z"
    sale = done(shop.post("/sales", _body("2", sold_at=at)))
    late = shop.post("/sales", _body("1", sold_at=f"{_day(-4)}T10:00:00Z"))
    assert (late.status_code, late.json["code"]) == (409, "lot_expired")
    back = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "Unwanted"}
    body = {"till": "T1", "lines": [back], "refund": {"tender": "cash"}}
    path = f"/sales/{sale['number']}/returns"
    refused = shop.post(path, body)
    assert (refused.status_code, refused.json["allowed"]) == (409, ["quarantine", "waste"])
    body["lines"] = [back | {"disposition": "waste"}]
    assert done(shop.post(path, body))["lines"][0]["lot"] == lot


def test_a_cashier_cannot_sell_in_the_past(shop: ApiClient, api_as: Any) -> None:
    deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(-5)), received_on=_day(-20))
    sold = api_as("cashier").post("/sales", _body("1", sold_at=f"{_day(-10)}T10:00:00Z"))
    assert sold.status_code == 403
    assert done(shop.get("/stock", sku="YOG-500"))[0]["on_hand"] == "5"


@pytest.mark.parametrize(
    ("act", "code"),
    [("quarantine", "lot_quarantined"), ("recall", "lot_recalled"), ("expire", "lot_expired")],
)
def test_goods_that_are_all_blocked_say_why(shop: ApiClient, act: str, code: str) -> None:
    until = _day(-1 if act == "expire" else 30)
    [lot] = deliver(shop, line("YOG-500", "5", "5.00", expires_on=until))
    if act == "quarantine":
        done(shop.post(f"/lots/{lot}/quarantine", {"reason": "Smell"}))
    if act == "recall":
        done(shop.post("/recalls", {"reason": "Glass", "scope": {"lots": [lot]}}))
    refused = shop.post("/sales", _body())
    assert (refused.status_code, refused.json["code"]) == (409, code)
    assert done(shop.get("/sales"))["items"] == []


def test_a_void_without_a_till_goes_to_the_till_of_the_sale(shop: ApiClient) -> None:
    deliver(shop, line("YOG-500", "5", "5.00", expires_on=_day(30)))
    sale = done(shop.post("/sales", _body("2")))
    voided = done(shop.post(f"/sales/{sale['number']}/void", {"reason": "Wrong customer"}))
    assert voided["number"].startswith("MAIN-T1-1-")
    assert done(shop.get("/stock", sku="YOG-500"))[0]["on_hand"] == "5"


def test_a_database_that_is_away_answers_503_and_when_to_come_back(
    shop: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr("app.api.v1.catalog.search", gone)
    answer = shop.get("/products")
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "1"
