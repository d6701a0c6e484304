"""`POST /scans/picture`: a till's camera sends what it sees, and is told the codes in it."""

from __future__ import annotations

import pytest
import zxingcpp
from flask import Flask

from tests.support import people
from tests.support.api import ApiClient
from tests.support.pictures import as_text, datamatrix, jpeg, scene, symbol

pytestmark = pytest.mark.databases("sqlite")
PACK = "[01]09501101530003[17]270131[10]AB12[21]99"
ELEMENTS = "01095011015300031727013110AB12\x1d2199"
EAN = "4006381333931"


def _codes(api: ApiClient, picture: bytes) -> list[dict[str, str]]:
    answer = api.post("/scans/picture", {"image": as_text(picture)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json["codes"]
    return found


@pytest.mark.parametrize("turned", [0, 17, 90, 200])
def test_a_gs1_datamatrix_keeps_its_fnc1(api: ApiClient, turned: float) -> None:
    codes = _codes(api, jpeg(scene(datamatrix(PACK), turned=turned)))
    assert codes == [{"text": ELEMENTS, "format": "DataMatrix", "carrier": "]d2"}]


def test_all_codes_of_a_picture_are_told_each_once(api: ApiClient) -> None:
    ean = symbol(EAN, zxingcpp.BarcodeFormat.EAN13)
    page = symbol("https://shop.example/r/AbC-123", zxingcpp.BarcodeFormat.QRCode, 5)
    codes = _codes(api, jpeg(scene(ean, page, ean)))
    assert {each["text"]: each["format"] for each in codes} == {
        EAN: "EAN13",
        "https://shop.example/r/AbC-123": "QRCode",
    }
    assert len(codes) == 2


def test_a_picture_without_a_code_is_no_mistake(api: ApiClient) -> None:
    assert _codes(api, jpeg(scene())) == []


def test_what_it_says_is_understood_by_the_next_call(api: ApiClient) -> None:
    (code,) = _codes(api, jpeg(scene(datamatrix(PACK))))
    told = api.post("/scans", {"data": code["carrier"] + code["text"]}).json
    assert (told["gtin"], told["supplier_lot"], told["serial"]) == ("09501101530003", "AB12", "99")


def test_a_signed_in_cashier_may_ask_with_the_pages_token_only(app: Flask) -> None:
    client = app.test_client()
    people.sign_in(client, people.person(app, "cashier"))
    body = {"image": as_text(jpeg(scene(datamatrix(PACK))))}
    token = people.form_token(client.get("/me"))
    asked = "/api/v1/scans/picture"
    assert client.post(asked, json=body).status_code == 403
    answer = client.post(asked, json=body, headers={"X-CSRFToken": token})
    assert answer.json["codes"][0]["text"] == ELEMENTS
