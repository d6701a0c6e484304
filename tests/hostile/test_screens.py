"""Hostile forms, odd figures and another site's people, against the screens and their services."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import PeriodClosing
from app.db import reading
from app.identity.models import Site
from app.inventory.models import Movement
from app.sales.models import SaleReturn
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support import people
from tests.support.api import ApiClient

pytestmark = pytest.mark.databases("sqlite")
ODD_LINES = ("9" * 5000, "9" * 20, "²", "", " 1", "-1", None)
ODD_FIELDS = ("lines-²-sku", "lines-" + "9" * 5000 + "-sku", "\u202elines-0-sku")


def _count(app: Flask, table: type) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def lot(api: ApiClient) -> str:
    """Yogurt on the shelf, ready to be sold."""
    furnish(api)
    number = deliver(api, sku="YOG", supplier_lot="Y 1200", expires_on="2099-12-24")
    move = {"lot": number, "quantity": "24", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [move]}).status_code == 201
    return number


def _sale(api: ApiClient) -> str:
    line, paid = {"sku": "YOG", "quantity": "2"}, {"tender": "cash", "amount": "100.00"}
    made = api.post("/sales", {"till": "T1", "lines": [line], "payments": [paid]})
    assert made.status_code == 201, made.text
    return str(made.json["number"])


def _of_the_north(app: Flask, api: ApiClient, role: str) -> ApiClient:
    """Somebody bound to another site than the one where all goods are."""
    site = {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    with app.app_context(), reading() as session:
        north = session.scalar(select(Site.id).where(Site.code == "NORTH"))
    return ApiClient(app.test_client(), people.token(app, role, site_id=north))


@pytest.mark.parametrize("line", ODD_LINES)
def test_a_returned_line_that_is_no_line_is_refused(
    app: Flask, lot: str, api: ApiClient, line: str | None
) -> None:
    sent = {"key": "k", "lines-0-lot": lot, "lines-0-quantity": "1", "reason": "odd"}
    sent |= {"lines-0-disposition": "restock", "tender": "cash"}
    sent |= {} if line is None else {"lines-0-line": line}
    answer = Desk(app, "manager").send(f"/sales/{_sale(api)}/return", **sent)
    assert answer.status_code == 400
    assert _count(app, SaleReturn) == 0


@pytest.mark.parametrize("name", ODD_FIELDS)
def test_a_field_no_page_of_ours_wrote_is_refused(app: Flask, lot: str, name: str) -> None:
    answer = Desk(app, "manager").send("/purchase-orders/new", **{name: "YOG"})
    assert answer.status_code == 400


def test_odd_figures_in_an_address_break_no_page(app: Flask, lot: str) -> None:
    desk = Desk(app, "manager")
    for path in ("/lots?soon=²", f"/lots/{lot}?after=²", "/lots?soon=٣", f"/lots/{lot}?after=٣"):
        assert desk.get(path).status_code == 200, path


def test_a_part_of_a_piece_is_neither_moved_nor_wasted_nor_returned(
    app: Flask, lot: str, api: ApiClient
) -> None:
    number, before = _sale(api), _count(app, Movement)
    ends = {"from": "MAIN/STOCK", "to": "MAIN/QUARANTINE"}
    moved = api.post("/stock/moves", {"lines": [{"lot": lot, "quantity": "0.25", **ends}]})
    wasted = api.post(f"/lots/{lot}/write-off", {"reason": "half", "quantity": "0.5"})
    line = {"line": 1, "quantity": "0.5", "disposition": "restock", "reason": "half"}
    back = {"till": "T1", "lines": [line], "refund": {"tender": "cash"}}
    returned = api.post(f"/sales/{number}/returns", back)
    for answer in (moved, wasted, returned):
        assert answer.status_code == 400, answer.text
        assert answer.json["errors"][0]["field"].endswith("quantity")
    form = {"waste-quantity": "0.5", "waste-location": "", "waste-reason": "half"}
    assert Desk(app, "manager").send(f"/lots/{lot}/write-off", **form).status_code == 400
    assert _count(app, Movement) == before


def test_a_discount_above_the_line_is_a_wrong_field(app: Flask, lot: str, api: ApiClient) -> None:
    line = {"sku": "YOG", "quantity": "1", "discount": "999.00"}
    answer = api.post("/sales", {"till": "T1", "lines": [line], "payments": []})
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"] == "lines.0.discount"


def test_somebody_of_one_site_ends_nothing_for_all(app: Flask, lot: str, api: ApiClient) -> None:
    number = api.post("/recalls", {"reason": "listeria", "scope": {"lots": [lot]}}).json["number"]
    bound = _of_the_north(app, api, "owner")
    assert bound.post(f"/recalls/{number}/close").status_code == 403
    assert bound.post("/accounting/periods/close", {"through": "2020-01-01"}).status_code == 403
    assert api.get(f"/recalls/{number}").json["closed_at"] is None
    assert _count(app, PeriodClosing) == 0


def test_a_recall_shows_nobody_the_buyers_of_another_site(
    app: Flask, lot: str, api: ApiClient
) -> None:
    sale = _sale(api)
    number = api.post("/recalls", {"reason": "listeria", "scope": {"lots": [lot]}}).json["number"]
    bound = _of_the_north(app, api, "manager")
    seen = bound.get(f"/recalls/{number}").json
    assert (seen["buyers"], seen["sold"], seen["on_hand"]) == ([], "0", "0")
    assert seen["lots"] == [lot]
    assert [buyer["sale"] for buyer in api.get(f"/recalls/{number}").json["buyers"]] == [sale]


def test_no_answer_with_the_shops_figures_is_kept_by_a_cache(
    app: Flask, lot: str, api: ApiClient
) -> None:
    desk = Desk(app, "manager")
    for answer in (api.get(f"/lots/{lot}"), desk.get(f"/labels.pdf?lots={lot}"), desk.get("/lots")):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private, no-")
