"""Products over the interface: created, read, changed, found; refused without a trace."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from app.catalog.models import Pack, Product, ProductCode
from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import Lot
from tests.catalog.goods import YOGURT
from tests.support.api import ApiClient

ApiAs = Callable[[str], ApiClient]


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Product, Pack, ProductCode, AuditEvent)
        )


def test_a_product_is_answered_as_it_was_created(api: ApiClient) -> None:
    made = api.post("/products", YOGURT)
    assert made.status_code == 201, made.text
    assert made.get_json() == YOGURT | {"active": True, "risk": "normal", "expired_sale": "never"}
    assert api.get("/products/YOG-500").get_json() == made.get_json()


def test_the_shortest_product_gets_safe_defaults(api: ApiClient) -> None:
    made = api.post("/products", {"sku": "A/1 ü", "name": "A", "price": "0.0125"}).get_json()
    assert (made["tracking"], made["lot_policy"], made["base_unit"]) == ("lot", "fefo", "each")
    assert (made["price"], made["gtins"], made["packs"]) == ("0.0125", [], [])
    assert api.get("/products/A%2F1%20%C3%BC").status_code == 200


def test_an_unknown_product_is_not_found(api: ApiClient) -> None:
    for sku in ("NOPE", "a%00b", "%ED%A0%80", "x" * 300, "%E2%80%AEabc", "a/b/c", "."):
        answer = api.get(f"/products/{sku}")
        assert answer.status_code in {308, 404}, sku


def test_the_same_sku_is_refused_and_nothing_is_written(app: Flask, api: ApiClient) -> None:
    api.post("/products", YOGURT)
    before = _counts(app)
    again = api.post("/products", {**YOGURT, "gtins": [], "packs": []})
    assert (again.status_code, again.get_json()["code"]) == (409, "already_exists")
    assert _counts(app) == before


@pytest.mark.parametrize("gtin", ["4006381333931", "0 4006381-33393 1", "14006381333938"])
def test_a_barcode_of_another_product_is_refused(app: Flask, api: ApiClient, gtin: str) -> None:
    api.post("/products", YOGURT)
    before = _counts(app)
    other = {"sku": "B", "name": "B", "price": "1", "gtins": [gtin]}
    answer = api.post("/products", other)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "already_exists")
    assert "YOG-500" in answer.get_json()["detail"]
    assert _counts(app) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sku", ""),
        ("sku", "x" * 65),
        ("sku", "/a"),
        ("sku", "a//b"),
        ("sku", None),
        ("sku", 7),
        ("name", "\ud800"),
        ("name", "\u202e\x00"),
        ("name", "x" * 201),
        ("price", "NaN"),
        ("price", "1e5"),
        ("price", "-1"),
        ("price", "Infinity"),
        ("price", "9223372036854775808"),
        ("price", "1.0000001"),
        ("price", "１"),
        ("price", True),
        ("price", 2**63),
        ("price", {"$gt": 0}),
        ("base_unit", "dozen"),
        ("base_unit", None),
        ("tracking", "maybe"),
        ("lot_policy", "FEFO"),
        ("lot_policy", ["fefo"]),
        ("expiry_kind", ""),
        ("shelf_life_days", -1),
        ("shelf_life_days", 36501),
        ("shelf_life_days", "7"),
        ("min_days_at_sale", 2**63),
        ("min_days_at_receipt", True),
        ("tax_category", "luxury"),
        ("gtins", "4006381333931"),
        ("gtins", ["4006381333932"]),
        ("gtins", ["400638133393"]),
        ("gtins", ["\ud800"]),
        ("gtins", [None]),
        ("gtins", ["4006381333931"] * 101),
        ("packs", [{"unit": "case", "factor": "0"}]),
        ("packs", [{"unit": "case", "factor": "-1"}]),
        ("packs", [{"unit": "case", "factor": "1.5"}]),
        ("packs", [{"unit": "each", "factor": "2"}]),
        ("packs", [{"unit": "case", "factor": "2"}, {"unit": "Case", "factor": "3"}]),
        ("packs", [{"unit": "case", "factor": "2", "gtin": "4006381333931"}]),
        ("packs", [{"unit": "case", "factor": "2", "colour": "red"}]),
        ("packs", [{"unit": "", "factor": "2"}]),
        ("packs", {"unit": "case"}),
        ("colour", "red"),
        ("active", "yes"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    app: Flask, api: ApiClient, field: str, value: Any
) -> None:
    before = _counts(app)
    answer = api.post(
        "/products", {**YOGURT, "packs": [], "gtins": ["4006381333931"], field: value}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid"), answer.text
    assert answer.get_json()["errors"][0]["field"].split(".")[0] in {field, "body"}
    assert _counts(app) == before


@pytest.mark.parametrize(
    "body",
    [
        b'{"sku":"A","sku":"B","name":"A","price":"1"}',
        b'{"sku":"A","name":"A","price":1.5}',
        b'{"sku":"A","name":"A","price":NaN}',
        b'{"sku":"A","name":"\\ud800","price":"1"}',
        b"[1]",
        b'{"sku":"\xff","name":"A","price":"1"}',
        b"",
    ],
)
def test_a_body_that_means_two_things_is_refused(app: Flask, api: ApiClient, body: bytes) -> None:
    before = _counts(app)
    answer = api.raw("POST", "/products", data=body, content_type="application/json")
    assert answer.status_code == 400, answer.text
    assert _counts(app) == before


def test_direction_marks_and_controls_never_reach_the_catalogue(api: ApiClient) -> None:
    body = {**YOGURT, "name": "\u202eMilk\x07 \u0000fresh\ufeff", "category": "Caf\u0065\u0301"}
    made = api.post("/products", body)
    assert (made.get_json()["name"], made.get_json()["category"]) == ("Milk fresh", "Café")


def test_only_the_given_fields_change(api: ApiClient) -> None:
    made = api.post("/products", YOGURT).get_json()
    changed = api.patch("/products/YOG-500", {"price": "2.69", "min_days_at_sale": None})
    assert changed.status_code == 200, changed.text
    assert changed.get_json() == made | {"price": "2.69", "min_days_at_sale": None}
    assert api.patch("/products/YOG-500", {}).get_json() == changed.get_json()
    assert api.patch("/products/YOG-500", changed.get_json()).get_json() == changed.get_json()


def test_packs_and_barcodes_are_replaced_whole(api: ApiClient) -> None:
    api.post("/products", YOGURT)
    packs = [{"unit": "tray", "factor": "6", "gtin": "04006381333931"}]
    changed = api.patch("/products/YOG-500", {"packs": packs, "gtins": []})
    assert (changed.get_json()["packs"], changed.get_json()["gtins"]) == (packs, [])
    assert api.get("/products", q="14006381333938").get_json()["items"] == []


def test_every_price_change_is_in_the_audit_trail(app: Flask, api: ApiClient) -> None:
    api.post("/products", YOGURT)
    api.patch("/products/YOG-500", {"price": "2.69", "name": "Yogurt"})
    with app.app_context(), reading() as session:
        rows = session.execute(select(AuditEvent.action, AuditEvent.detail)).all()
    trail = {action: detail for action, detail in rows if action.startswith("product.")}
    assert trail["product.price_changed"] == '{"from": "2.49", "to": "2.69"}'
    assert trail["product.changed"] == '{"fields": ["name"]}'
    assert "product.created" in trail


@pytest.mark.parametrize(
    "changes",
    [
        {"sku": "OTHER"},
        {"price": None},
        {"name": ""},
        {"tax_category": "luxury"},
        {"packs": [{"unit": "case", "factor": "0.5"}]},
        {"gtins": ["14006381333938"]},
        {"weight": "1"},
    ],
)
def test_a_wrong_change_leaves_the_product_alone(
    app: Flask, api: ApiClient, changes: dict[str, Any]
) -> None:
    made = api.post("/products", YOGURT).get_json()
    before = _counts(app)
    assert api.patch("/products/YOG-500", changes).status_code == 400
    assert api.get("/products/YOG-500").get_json() == made
    assert _counts(app) == before


def test_a_product_with_lots_keeps_its_unit_and_tracking(
    api: ApiClient, write: Callable[[Callable[..., Any]], Any]
) -> None:
    made = api.post("/products", {**YOGURT, "packs": []}).get_json()
    assert api.patch("/products/YOG-500", {"base_unit": "kg"}).get_json()["base_unit"] == "kg"
    write(lambda session: session.execute(insert(Lot), _lot()))
    for change in ({"base_unit": "each"}, {"tracking": "none"}):
        answer = api.patch("/products/YOG-500", change)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "wrong_state")
    assert api.get("/products/YOG-500").get_json() == made | {"base_unit": "kg"}
    assert api.patch("/products/YOG-500", {"base_unit": "kg", "price": "3"}).status_code == 200


def _lot() -> dict[str, Any]:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return {
        "number": "L0000018", "product_id": 1, "received_on": date(2026, 11, 21),
        "expiry_kind": "none", "status": "released", "created_at": at,
        "origin_kind": "opening", "origin_number": "1",
    }  # fmt: skip


def test_who_may_only_look_changes_nothing(app: Flask, api: ApiClient, api_as: ApiAs) -> None:
    api.post("/products", YOGURT)
    before, cashier = _counts(app), api_as("cashier")
    assert cashier.get("/products/YOG-500").status_code == 200
    assert cashier.post("/products", {"sku": "B", "name": "B", "price": "1"}).status_code == 403
    assert cashier.patch("/products/YOG-500", {"price": "0"}).status_code == 403
    assert cashier.post("/tax-categories", {"code": "x", "rate": "0"}).status_code == 403
    assert api_as("").get("/products").status_code == 401
    assert _counts(app)[:3] == before[:3]
    assert api.get("/products/YOG-500").get_json()["price"] == "2.49"


def test_a_tax_category_is_added_and_changed(api: ApiClient) -> None:
    made = api.post("/tax-categories", {"code": "reduced", "rate": "0.077"})
    assert (made.status_code, made.get_json()) == (200, {"code": "reduced", "rate": "0.077"})
    assert (
        api.post("/tax-categories", {"code": "books", "rate": "0.20"}).get_json()["rate"] == "0.20"
    )
    made = api.post("/products", {**YOGURT, "tax_category": "books"})
    assert made.status_code == 201


@pytest.mark.parametrize("rate", ["1.1", "-0.1", "NaN", "1e-1", "0.1234567", None, "20%"])
def test_a_wrong_tax_rate_is_refused(api: ApiClient, rate: Any) -> None:
    assert api.post("/tax-categories", {"code": "reduced", "rate": rate}).status_code == 400
    assert api.post("/tax-categories", {"code": "a b", "rate": "0"}).status_code == 400


def test_a_repeated_request_makes_one_product(app: Flask, api: ApiClient) -> None:
    first = api.post("/products", YOGURT, key="once")
    before = _counts(app)
    again = api.post("/products", YOGURT, key="once")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _counts(app) == before
