"""Text and figures that a database cannot keep: refused, or nobody's name, on both databases."""

import pytest
from flask import Flask

from app.web.fields import read_day
from tests.inventory.two_stores import open_stores, send, written
from tests.purchasing.dairy import Desk, deliver
from tests.support import people
from tests.support.api import ApiClient

NUL = "\x00"
ADDRESSES = (
    "/transfers/%00",
    "/supplier-returns/%00",
    "/claims/%00",
    "/claims/%00/credit",
    "/claims/%00/debit-note.pdf",
    "/claims/new?lot=%00X",
    "/claims/new?recall=%00X",
    "/claims/new?goods_receipt=%00X",
    "/tracking/%00",
    "/tracking/NONE%2FX",
    "/files/99999999999999999999",
    "/suppliers/%00",
    "/counts/%00",
    "/lots/%00",
)


def test_a_nul_in_an_address_or_a_field_is_refused(app: Flask, api: ApiClient) -> None:
    lot = open_stores(api)
    number = send(api, (lot, "5")).json["number"]
    desk = Desk(app, "owner")
    assert {path: desk.get(path).status_code for path in ADDRESSES} == dict.fromkeys(ADDRESSES, 404)
    assert desk.get("/supplier-returns/new?lot=%00").status_code == 200
    settled = {f"outcome-{NUL}": "lost", "reason": "x"}
    for path, form in (
        (f"/transfers/{number}/settle", settled),
        ("/counts/new", {"thing": NUL}),
        ("/counts/new", {"location": f"MAIN{NUL}"}),
    ):
        assert desk.send(path, **form).status_code == 400, path


@pytest.mark.parametrize("broken", [NUL, "\ud800"])
def test_a_pages_own_call_finds_nothing_under_what_is_no_text(
    app: Flask, api: ApiClient, broken: str
) -> None:
    lot, desk = open_stores(api), Desk(app, "owner")
    assert desk.send("/counts/new", location="MAIN/DOCK").status_code == 302
    headers = {"X-CSRFToken": people.form_token(desk.get("/counts/new"))}
    good = {"lot": lot, "location": "MAIN/DOCK", "counted": "24"}
    for field in good:
        body = good | {field: broken}
        answer = desk.client.post("/counts/CT-000001/figures", json=body, headers=headers)
        assert answer.status_code == 400, answer.text
    answer = desk.client.post("/counts/CT-000001/figures", json=good, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "9000-12-32", "9999-12-31"])
def test_a_day_far_out_of_time_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="no such day"):
        read_day(text)


def test_a_count_worth_more_than_can_be_booked_is_a_wrong_field(app: Flask, api: ApiClient) -> None:
    open_stores(api)
    dear = {"supplier_lot": "DEAR", "unit_cost": "1000000000", "expires_on": "2099-12-24"}
    lot, before = deliver(api, sku="YOG", quantity="1", **dear), written(app)
    line = {"lot": lot, "counted": "1000000000"}
    body = {"location": "MAIN/DOCK", "reason": "cycle", "lines": [line]}
    answer = api.post("/stock/counts", body)
    assert answer.json["errors"][0]["field"] == "lines.0.counted", answer.text
    assert written(app) == before
    assert api.get("/stock/counts").json["items"] == []
