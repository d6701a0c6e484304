"""Goods that came too warm or damaged are noted and held, and terms reach the supplier."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import Lot, LotStatusChange, Movement
from app.purchasing.models import GoodsReceipt, PurchaseOrder, Supplier
from app.reporting.checks_receipts import FAULTS_ARE_HELD
from tests.purchasing.dairy import Desk, furnish
from tests.support.api import ApiClient
from tests.support.clock import Clock

TERMS = "30 days net. Delivered before 9:00, cooled."


@pytest.fixture(autouse=True)
def _today(clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")


@pytest.fixture
def order(api: ApiClient) -> str:
    """An order of yogurt at 2 to 7 °C, from a dairy whose terms are known."""
    furnish(api)
    assert api.patch("/suppliers/DAIRY", {"terms": TERMS}).status_code == 200
    line = {"sku": "YOG", "quantity": "5", "unit": "case", "unit_cost": "14.40"}
    line |= {"min_temperature_c": "2", "max_temperature_c": "7"}
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [line]}
    made = api.post("/purchase-orders", body)
    assert made.status_code == 201, made.text
    return str(made.json["number"])


def _took(api: ApiClient, order: str, **line: Any) -> dict[str, Any]:
    given = {"sku": "YOG", "quantity": "60", "supplier_lot": "Y1", "expires_on": "2026-12-24"}
    body = {"supplier": "DAIRY", "site": "MAIN", "purchase_order": order}
    made = api.post("/goods-receipts", {**body, "lines": [given | line]})
    assert made.status_code == 201, made.text
    return dict(made.json)


def _history(app: Flask, lot: str) -> list[tuple[str, str]]:
    with app.app_context(), reading() as session:
        changes = select(LotStatusChange.to_status, LotStatusChange.reason)
        of_lot = changes.join(Lot, Lot.id == LotStatusChange.lot_id).where(Lot.number == lot)
        return [(row.to_status, row.reason) for row in session.execute(of_lot)]


CAME: dict[str, tuple[dict[str, Any], list[tuple[str, str]], str, str]] = {
    "within the range": ({"temperature_c": "7"}, [], "released", "received"),
    "not measured": ({}, [], "released", "received"),
    "too warm": (
        {"temperature_c": "9.5"},
        [("temperature", "YOG: 9.5 °C measured, 2 to 7 °C ordered")],
        "quarantined",
        "9.5 °C measured, 2 to 7 °C ordered",
    ),
    "too cold and wet": (
        {"temperature_c": "-1", "condition": "wet"},
        [
            ("temperature", "YOG: -1 °C measured, 2 to 7 °C ordered"),
            ("condition", "YOG: wet"),
        ],
        "quarantined",
        "-1 °C measured, 2 to 7 °C ordered; wet",
    ),
    "other, in words": (
        {"condition": "other", "condition_note": "smells of fish"},
        [("condition", "YOG: smells of fish")],
        "quarantined",
        "smells of fish",
    ),
    "taken all the same": (
        {"condition": "damaged", "condition_note": "dented box", "accepted": True},
        [("condition", "YOG: damaged (dented box)")],
        "released",
        "accepted as it came: damaged (dented box)",
    ),
    "held in any case": (
        {"condition": "dirty", "accepted": True, "status": "quarantined"},
        [("condition", "YOG: dirty")],
        "quarantined",
        "dirty",
    ),
}


@pytest.mark.parametrize("case", CAME)
def test_how_goods_came_decides_whether_they_are_held(
    app: Flask, api: ApiClient, order: str, case: str
) -> None:
    line, differences, status, reason = CAME[case]
    done = _took(api, order, **line)
    assert [(d["kind"], d["detail"]) for d in done["discrepancies"]] == differences
    assert done["lines"][0]["status"] == status
    assert _history(app, done["lines"][0]["lot"]) == [(status, reason)]
    kept = api.get(f"/goods-receipts/{done['number']}").json["lines"][0]
    given = (line.get("temperature_c"), line.get("condition", "ok"), line.get("condition_note", ""))
    assert (kept["temperature_c"], kept["condition"], kept["condition_note"]) == given


def test_a_reason_to_hold_is_added_to_another(app: Flask, api: ApiClient, order: str) -> None:
    _took(api, order, quantity="12")
    again = _took(api, order, quantity="12", expires_on="2026-12-30", condition="open")
    ((status, reason),) = _history(app, again["lines"][0]["lot"])
    assert status == "quarantined"
    assert reason.startswith("dates differ: ")
    assert reason.endswith("; open")


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        tables = (GoodsReceipt, Lot, Movement, PurchaseOrder)
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"condition": "other"}, "lines.0.condition_note"),
        ({"condition_note": "dented"}, "lines.0.condition"),
        ({"condition": "fine"}, "lines.0.condition"),
        ({"condition": "wet", "condition_note": "x" * 201}, "lines.0.condition_note"),
    ],
)
def test_a_condition_without_a_name_is_refused_and_nothing_is_written(
    app: Flask, api: ApiClient, order: str, line: dict[str, Any], field: str
) -> None:
    before = _counts(app)
    given = {"sku": "YOG", "quantity": "6", "supplier_lot": "Y1", "expires_on": "2026-12-24"}
    body = {"supplier": "DAIRY", "site": "MAIN", "purchase_order": order, "lines": [given | line]}
    refused = api.post("/goods-receipts", body)
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == field
    page = Desk(app, "receiver").ask("/receiving/deliveries", body, key="k1")
    assert (page.status_code, page.json["errors"][0]["field"]) == (400, field)
    assert _counts(app) == before


def test_a_range_upside_down_is_refused(app: Flask, api: ApiClient, order: str) -> None:
    line = {"sku": "YOG", "quantity": "5", "unit_cost": "1"}
    line |= {"min_temperature_c": "8", "max_temperature_c": "7"}
    before = _counts(app)
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [line]}
    refused = api.post("/purchase-orders", body)
    assert refused.json["errors"][0]["field"] == "lines.0.max_temperature_c"
    assert _counts(app) == before


def test_the_receiving_page_holds_what_came_too_warm(app: Flask, order: str) -> None:
    line = {"sku": "YOG", "quantity": "60", "supplier_lot": "Y1", "expires_on": "2026-12-24"}
    line |= {"temperature": "8", "condition": "damaged", "condition_note": "dented"}
    body = {"supplier": "DAIRY", "site": "MAIN", "purchase_order": order, "lines": [line]}
    desk = Desk(app, "receiver")
    posted = desk.ask("/receiving/deliveries", body, key="k1").json
    assert [d["kind"] for d in posted["discrepancies"]] == ["temperature", "condition"]
    assert posted["lines"][0]["status"] == "quarantined"
    shown = desk.get(posted["url"]).text
    assert "8 °C" in shown
    assert "damaged (dented)" in shown
    lot = desk.get(f"/lots/{posted['lines'][0]['lot']}").text
    assert "8 °C measured, 2 to 7 °C ordered; damaged (dented)" in lot


def test_what_was_accepted_says_so_on_the_lots_page(app: Flask, api: ApiClient, order: str) -> None:
    done = _took(api, order, condition="wet", accepted=True)
    lot = Desk(app, "receiver").get(f"/lots/{done['lines'][0]['lot']}").text
    assert "accepted as it came: wet" in lot


def test_the_order_keeps_the_terms_it_was_made_at(
    app: Flask, api: ApiClient, order: str, client_as: Callable[[str], FlaskClient]
) -> None:
    assert api.patch("/suppliers/DAIRY", {"terms": "Cash."}).json["terms"] == "Cash."
    made = api.get(f"/purchase-orders/{order}").json
    assert made["terms"] == TERMS
    line = made["lines"][0]
    assert (line["min_temperature_c"], line["max_temperature_c"]) == ("2", "7")
    client = client_as("manager")
    shown = client.get(f"/purchase-orders/{order}").text
    assert TERMS in shown
    assert "2 to 7 °C" in shown
    answer = client.get(f"/purchase-orders/{order}/order.pdf")
    paper = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_bounded()
    words = " ".join(str(paper).split())
    assert "30 days net. Delivered before 9:00, cooled." in words
    assert "2 to 7 °C" in words


def test_a_manager_changes_a_supplier_and_orders_at_a_temperature_by_form(
    app: Flask, api: ApiClient, order: str
) -> None:
    desk = Desk(app, "manager")
    assert TERMS in desk.get("/suppliers/DAIRY/edit").text
    fields = {"name": "Alpine Dairy", "email": "", "phone": "1", "terms": "Prepaid"}
    assert desk.send("/suppliers/DAIRY/edit", **fields).status_code == 302
    assert "Prepaid" in desk.get("/suppliers/DAIRY").text
    line = {"lines-0-sku": "YOG", "lines-0-quantity": "5", "lines-0-unit_cost": "1,20"}
    form = {"supplier": "DAIRY", "site": "MAIN", **line}
    odd = desk.send("/purchase-orders/new", **form, **_warmth("8", "-18"))
    assert odd.status_code == 400
    assert "is below the lowest temperature" in odd.text
    made = desk.send("/purchase-orders/new", **form, **_warmth("", "-18"))
    assert "at most -18 °C" in desk.get(made.headers["Location"]).text


def _warmth(least: str, most: str) -> dict[str, str]:
    return {"lines-0-min_temperature_c": least, "lines-0-max_temperature_c": most}


def test_a_refused_change_of_a_supplier_writes_nothing(
    app: Flask, api: ApiClient, order: str, api_as: Callable[..., ApiClient]
) -> None:
    def kept() -> tuple[str | None, int]:
        with app.app_context(), reading() as session:
            terms = session.scalar(select(Supplier.terms).where(Supplier.code == "DAIRY"))
            acts = select(func.count()).where(AuditEvent.action == "supplier.changed")
            return terms, session.scalar(acts) or 0

    before = kept()
    desk = Desk(app, "manager")
    assert desk.send("/suppliers/DAIRY/edit", name="", terms="x").status_code == 400
    assert desk.send("/suppliers/NOBODY/edit", name="N").status_code == 404
    assert Desk(app, "receiver").send("/suppliers/DAIRY/edit", name="N").status_code == 403
    assert api_as("receiver").patch("/suppliers/DAIRY", {"terms": "x"}).status_code == 403
    assert api.patch("/suppliers/NOBODY", {"terms": "x"}).status_code == 404
    assert api.patch("/suppliers/DAIRY", {"terms": "x" * 1001}).status_code == 400
    assert api.patch("/suppliers/DAIRY", {"terms": TERMS}).status_code == 200
    assert kept() == before


TAMPERED = {
    "a condition without its difference": (
        {"condition": "wet"},
        "DELETE FROM discrepancy WHERE kind = 'condition'",
        "came wet",
    ),
    "a temperature without its difference": (
        {"temperature_c": "9"},
        "DELETE FROM discrepancy WHERE kind = 'temperature'",
        "outside the temperatures ordered",
    ),
    "released behind everybody's back": (
        {"temperature_c": "9"},
        "UPDATE lot_status_change SET to_status = 'released'",
        "was not held",
    ),
}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("case", TAMPERED)
def test_the_doctor_sees_a_fault_that_was_hidden(
    api: ApiClient, order: str, session: Session, case: str
) -> None:
    line, harm, words = TAMPERED[case]
    _took(api, order, **line)
    _took(api, order, quantity="6", supplier_lot="Y2", condition="dirty", accepted=True)
    assert FAULTS_ARE_HELD(session) == []
    for guard in ("discrepancy_no_delete", "lot_status_change_no_update"):
        session.execute(text(f"DROP TRIGGER {guard}"))
    session.execute(text(harm))
    assert words in FAULTS_ARE_HELD(session)[0]
