"""Opening stock from a file: a dry run that tells every bad row, then all of it once or nothing."""

import csv
import hashlib
import io
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import Lot, Movement
from app.purchasing.opening_file import template_csv, template_xlsx
from app.purchasing.opening_models import OpeningImport, OpeningLine
from app.purchasing.opening_rules import COLUMNS
from tests.inventory.two_stores import NORTH, broken, site_id, spots
from tests.purchasing.dairy import YOGURT, YOGURT_CASE, Desk, deliver, furnish
from tests.support import people
from tests.support.api import ApiClient

HEAD = ",".join(COLUMNS)
GOOD = (
    "MAIN/STOCK,,YOG,,24,,28.80,,DAIRY,Y1,,2099-12-24,shelf 1",
    f"MAIN/DOCK,MAIN,,{YOGURT_CASE},2,,,14.40,DAIRY,Y2,2020-01-01,2099-12-25,",
    ",NORTH,YARN,,3,,0,,,,,,=1+1",
)


BAD = (
    GOOD[0],
    "NOWHERE,,YOG,,1,,1,,,,,2099-01-01,",
    "MAIN/STOCK,NORTH,YOG,,1,,1,,,,,2099-01-01,",
    ",,YOG,,1,,1,,,,,2099-01-01,",
    "MAIN/STOCK,,NOSUCH,,1,,1,,,,,,",
    "MAIN/STOCK,,,9506000134353,1,,1,,,,,,",
    f"MAIN/STOCK,,YARN,{YOGURT},1,,1,,,,,,",
    "MAIN/STOCK,,YARN,,1,box,1,,,,,,",
    "MAIN/STOCK,,YARN,,1.5,,1,,,,,,",
    "MAIN/STOCK,,YARN,,0,,1,,,,,,",
    "MAIN/STOCK,,YARN,,,,1,,,,,,",
    "MAIN/STOCK,,YARN,,1,,,,,,,,",
    "MAIN/STOCK,,YARN,,1,,1,1,,,,,",
    "MAIN/STOCK,,YARN,,1,,1.005,,,,,,",
    "MAIN/STOCK,,YARN,,-1,,1,,,,,,",
    "MAIN/STOCK,,YARN,,1,,1,,NOBODY,,,,",
    "MAIN/STOCK,,YOG,,1,,1,,,,,,",
    "MAIN/STOCK,,YOG,,1,,1,,,,2099-01-02,2099-01-01,",
    "MAIN/STOCK,,RYE,,1,,1,,,,2030-01-02,2030-01-01,",
    "MAIN/STOCK,,RYE,,1,,1,,,,,31/12/2030,",
    f"MAIN/STOCK,,YARN,,1,,1,,,{'x' * 65},,,",
)


TOLD = {
    2: [],
    3: [("location", "there is no location NOWHERE")],
    4: [("location", "MAIN/STOCK is not at site NORTH")],
    5: [("location", "say where the goods lie")],
    6: [("sku", "there is no product NOSUCH")],
    7: [("gtin", "no product has the code 9506000134353")],
    8: [("gtin", f"{YOGURT} is YOG, not YARN")],
    9: [("unit", "YARN has no unit box; it has each")],
    10: [("quantity", "YARN is counted in whole pieces")],
    11: [("quantity", "must be above 0")],
    12: [("quantity", "say how much there is")],
    13: [("line_cost", "say what it cost; 0 where it cost nothing")],
    14: [("line_cost", "both line_cost and unit_cost are given; keep one")],
    15: [("line_cost", "has more than 2 decimals")],
    16: [("quantity", "is below zero")],
    17: [("supplier", "there is no supplier NOBODY")],
    18: [("expires_on", "YOG has a use-by date; say which")],
    19: [
        ("made_on", "2099-01-02 is in the future"),
        ("expires_on", "2099-01-01 is before it was made, 2099-01-02"),
    ],
    20: [
        ("made_on", "2030-01-02 is in the future"),
        ("expires_on", "2030-01-01 is before it was made, 2030-01-02"),
    ],
    21: [("expires_on", "31/12/2030 is not a day such as 2026-11-21")],
    22: [("supplier_lot", "is longer than 64 characters")],
}


@pytest.fixture
def shop(api: ApiClient) -> ApiClient:
    furnish(api)
    assert api.post("/sites", NORTH).status_code == 201
    assert api.post("/locations", {"code": "NORTH/A1", "kind": "stock", "site": "NORTH"})
    return api


def _file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows, "")).encode()


def _body(data: bytes, **more: str) -> dict[str, Any]:
    return {"file_name": "count.csv", "content": b64encode(data).decode(), **more}


def _check(api: ApiClient, data: bytes, **more: str) -> TestResponse:
    return api.post("/stock/openings/check", _body(data, **more))


def _bring(api: ApiClient, data: bytes, **more: str) -> TestResponse:
    checked = _check(api, data, **more)
    assert checked.status_code == 200, checked.text
    return api.post("/stock/openings", _body(data, sha256=checked.json["sha256"], **more))


def _written(app: Flask) -> tuple[int, ...]:
    tables = (OpeningImport, OpeningLine, Lot, Movement, AuditEvent)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _found(answer: TestResponse) -> dict[int, list[tuple[str, str, str]]]:
    return {
        row["row"]: [(f["tone"], f["column"], f["message"]) for f in row["findings"]]
        for row in answer.json["rows"]
    }


def test_a_file_comes_in_as_lots_of_ours_at_their_cost(app: Flask, shop: ApiClient) -> None:
    before = _written(app)
    checked = _check(shop, _file(*GOOD))
    assert checked.status_code == 200, checked.text
    assert _written(app) == before
    assert checked.json["importable"]
    assert (checked.json["bad_count"], checked.json["warned_count"]) == (0, 2)
    assert checked.json["totals"] == [
        {"site": "MAIN", "rows": 2, "value": "57.60"},
        {"site": "NORTH", "rows": 1, "value": "0.00"},
    ]
    far = ("warn", "expires_on", "2099 is more than ten years away")
    packed = ("warn", "unit", "the code is of a case: counted in case of 12")
    assert _found(checked) == {2: [far], 3: [packed, far], 4: []}
    done = shop.post("/stock/openings", _body(_file(*GOOD), sha256=checked.json["sha256"]))
    assert done.status_code == 201, done.text
    assert (done.json["number"], done.json["value"]) == ("OS-000001", "57.60")
    one = shop.get("/stock/openings/OS-000001").json
    lots = [line["lot"] for line in one["lines"]]
    assert [line["row"] for line in one["lines"]] == [2, 3, 4]
    assert spots(shop, lots[0]) == {"MAIN/STOCK": ("24", "28.80")}
    assert spots(shop, lots[1]) == {"MAIN/DOCK": ("24", "28.80")}
    lot = shop.get(f"/lots/{lots[1]}").json
    assert (lot["supplier_lot"], lot["made_on"], lot["expires_on"]) == (
        "Y2", "2020-01-01", "2099-12-25",
    )  # fmt: skip
    (entry,) = shop.get("/accounting/journal", document="OS-000001").json["items"]
    posted = [(line["account"], line["debit"], line["credit"]) for line in entry["postings"]]
    assert posted == [("1200", "28.80", "0.00"), ("3000", "0.00", "28.80")] * 2
    trace = shop.get(f"/lots/{lots[0]}/trace").json
    assert trace["totals"]["received"] == "24"
    assert broken(app) == []


def test_every_bad_row_is_told_and_nothing_is_written(app: Flask, shop: ApiClient) -> None:
    before = _written(app)
    answer = _check(shop, _file(*BAD))
    assert answer.status_code == 200, answer.text
    assert (answer.json["importable"], answer.json["bad_count"]) == (False, len(BAD) - 1)
    told = {
        row: [(c, m) for tone, c, m in f if tone == "error"] for row, f in _found(answer).items()
    }
    assert told == TOLD
    refused = shop.post("/stock/openings", _body(_file(*BAD), sha256=answer.json["sha256"]))
    assert (refused.status_code, refused.json["code"]) == (400, "invalid")
    assert refused.json["errors"][0] == {
        "field": "rows.3.location", "message": "there is no location NOWHERE",
    }  # fmt: skip
    assert _written(app) == before
    assert broken(app) == []


def test_the_same_file_comes_in_once_and_only_as_it_was_looked_at(
    app: Flask, shop: ApiClient
) -> None:
    data = _file(*GOOD)
    other = _check(shop, _file(GOOD[0])).json["sha256"]
    before = _written(app)
    refused = shop.post("/stock/openings", _body(data, sha256=other))
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == "sha256"
    assert _written(app) == before
    assert _bring(shop, data).status_code == 201
    before = _written(app)
    again = shop.post("/stock/openings", _body(data, sha256=_sha(data)))
    assert (again.status_code, again.json["code"]) == (409, "already_exists")
    assert "OS-000001" in again.json["detail"]
    assert _check(shop, data).status_code == 409
    assert _written(app) == before
    assert _bring(shop, _file(*GOOD[:2])).json["number"] == "OS-000002"


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_repeated_request_is_one_import(app: Flask, shop: ApiClient) -> None:
    body = _body(_file(*GOOD), sha256=_sha(_file(*GOOD)))
    first = shop.post("/stock/openings", body, key="once")
    before = _written(app)
    assert shop.post("/stock/openings", body, key="once").json == first.json
    assert _written(app) == before


def test_what_two_dates_speak_of_comes_in_held(app: Flask, shop: ApiClient) -> None:
    known = deliver(shop, sku="YOG", supplier_lot="K-1", expires_on="2099-05-05")
    rows = (
        "MAIN/STOCK,,YOG,,1,,1,,DAIRY,k-1,,2099-05-06,",
        "MAIN/STOCK,,YOG,,2,,1,,DAIRY,Y7,,2099-01-01,",
        "MAIN/STOCK,,YOG,,3,,1,,DAIRY,Y7,,2099-01-02,",
        "MAIN/STOCK,,YOG,,4,,1,,DAIRY,Y8,,2099-01-02,",
        "MAIN/STOCK,,YOG,,4,,1,,DAIRY,Y8,,2099-01-02,",
    )
    checked = _check(shop, _file(*rows))
    told = [f[2] for found in _found(checked).values() for f in found if "ten years" not in f[2]]
    assert told == [
        f"lot {known} says 2099-05-05: comes in held",
        "row 4 says 2099-01-02: comes in held",
        "row 3 says 2099-01-01: comes in held",
        "says the same as row 5",
    ]
    number = _bring(shop, _file(*rows)).json["number"]
    lots = [line["lot"] for line in shop.get(f"/stock/openings/{number}").json["lines"]]
    held = [shop.get(f"/lots/{lot}").json["status"] for lot in lots]
    assert held == ["quarantined", "quarantined", "quarantined", "released", "released"]
    assert broken(app) == []


def test_what_a_recall_would_have_caught_comes_in_recalled(app: Flask, shop: ApiClient) -> None:
    scope = {"supplier": "DAIRY", "supplier_lot": "R1"}
    deliver(shop, sku="YOG", supplier_lot="R1", expires_on="2099-05-05")
    assert shop.post("/recalls", {"reason": "glass", "scope": scope}).status_code == 201
    number = _bring(shop, _file("MAIN/STOCK,,YOG,,1,,1,,DAIRY,R1,,2099-05-05,")).json["number"]
    (line,) = shop.get(f"/stock/openings/{number}").json["lines"]
    assert shop.get(f"/lots/{line['lot']}").json["status"] == "recalled"
    assert broken(app) == []


def test_days_from_the_shelf_life_are_told_as_such(shop: ApiClient) -> None:
    shop.patch("/products/RYE", {"shelf_life_days": 10})
    rows = (
        "MAIN/STOCK,,RYE,,1,,1,,,,2020-01-01,,",
        "MAIN/STOCK,,RYE,,2,,1,,,,,2020-01-05,",
        "MAIN/STOCK,,RYE,,3,,1,,,L1,,2099-01-05,",
    )
    checked = _check(shop, _file(*rows))
    assert checked.json["importable"]
    assert [[f[2] for f in each] for each in _found(checked).values()] == [
        ["2020-01-11 from the shelf life, made 2020-01-01", "2020-01-11 has passed"],
        ["2020-01-05 has passed"],
        [
            "a lot code without its supplier is not found by a recall of it",
            "2099 is more than ten years away",
        ],
    ]


def test_a_closed_day_and_a_day_to_come_take_nothing_in(app: Flask, shop: ApiClient) -> None:
    data = _file(GOOD[0])
    assert shop.post("/accounting/periods/close", {"through": "2020-06-30"}).status_code == 200
    before = _written(app)
    refused = _bring(shop, data, opened_on="2020-06-30")
    assert (refused.status_code, refused.json["code"]) == (409, "period_closed")
    assert not _check(shop, data, opened_on="2999-01-01").json["importable"]
    assert _written(app) == before
    done = _bring(shop, data, opened_on="2020-07-01")
    assert done.json["opened_on"] == "2020-07-01"
    (line,) = shop.get("/stock/openings/OS-000001").json["lines"]
    assert shop.get(f"/lots/{line['lot']}").json["received_on"] == "2020-07-01"


def test_a_person_of_one_site_opens_that_site_alone(
    app: Flask, shop: ApiClient, api_as: Callable[..., ApiClient]
) -> None:
    token = people.token(app, "manager", site_id=site_id(app, "NORTH"))
    north = ApiClient(app.test_client(), token)
    told = _found(_check(north, _file(*GOOD)))
    assert told[2] == [("error", "location", "there is no location MAIN/STOCK")]
    assert told[3] == [("error", "site", "there is no site MAIN")]
    assert _bring(shop, _file(*GOOD)).status_code == 201
    assert north.get("/stock/openings/OS-000001").status_code == 404
    assert north.get("/stock/openings").json["items"] == []
    assert _bring(north, _file(GOOD[2])).json["number"] == "OS-000002"
    assert [each["number"] for each in north.get("/stock/openings").json["items"]] == ["OS-000002"]
    for role in ("receiver", "cashier", "accountant"):
        assert _check(api_as(role), _file(*GOOD)).status_code == 403


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"sku,quantity\n", "no column line_cost or unit_cost"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old or locked workbook"),
        (b"PK\x03\x04", "broken"),
        (b"x" * (4 * 1024 * 1024 + 1), "more than 4 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    app: Flask, shop: ApiClient, data: bytes, wrong: str
) -> None:
    before = _written(app)
    answer = _check(shop, data)
    assert answer.status_code == 400
    assert wrong in answer.json["errors"][0]["message"]
    assert _written(app) == before


def test_the_templates_are_read_as_they_are_written(app: Flask, shop: ApiClient) -> None:
    for data in (template_csv(), template_xlsx()):
        checked = _check(shop, data)
        assert checked.status_code == 200, checked.text
        assert checked.json["importable"], checked.json["rows"]
        assert checked.json["rows"][0]["expires_on"] == "2027-03-31"
    desk = Desk(app, "manager")
    for kind, begin in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        got = desk.get(f"/stock/opening/template.{kind}")
        assert got.data.startswith(begin)
        assert f"opening-stock.{kind}" in got.headers["Content-Disposition"]
    assert desk.get("/stock/opening/template.exe").status_code == 404


def test_pages_show_what_came_in_and_the_result_is_safe_to_open(
    app: Flask, shop: ApiClient
) -> None:
    _bring(shop, _file(*GOOD))
    manager = Desk(app, "manager")
    assert "OS-000001" in manager.get("/stock/opening").text
    page = manager.get("/stock/opening/OS-000001").text
    assert "count.csv" in page
    assert "$28.80" in page
    lines = shop.get("/stock/openings/OS-000001").json["lines"]
    assert all(line["lot"] in page for line in lines)
    assert "OS-000001" in manager.get(f"/lots/{lines[0]['lot']}").text
    got = manager.get("/stock/opening/OS-000001/result.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(got)))
    assert [row["lot"] for row in rows] == [line["lot"] for line in lines]
    assert (rows[1]["row"], rows[1]["quantity"], rows[1]["value"]) == ("3", "24", "28.80")
    assert rows[2]["reference"] == "'=1+1"
    receiver = Desk(app, "receiver")
    for path in ("", "/OS-000001", "/OS-000001/result.csv", "/template.csv"):
        assert receiver.get(f"/stock/opening{path}").status_code == 403
    assert manager.get("/stock/opening/OS-000009").status_code == 404
