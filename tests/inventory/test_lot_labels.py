"""Lot labels: what their code says, and that every door of the shop reads it back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from app import clock
from app.gs1.parse import read
from app.inventory.labels import Labelled, label_ais, lot_label
from tests.purchasing.dairy import YOGURT, Desk, deliver, furnish
from tests.support.api import ApiClient

DAY = date(2099, 12, 24)
LATER = clock.local_day(clock.now(), "UTC") + timedelta(days=200)


def _lot(**changes: Any) -> Labelled:
    given = {
        "number": "L0000070",
        "sku": "YOG",
        "name": "Yogurt",
        "gtin14": f"0{YOGURT}",
        "supplier_lot": "Y1",
        "expiry_kind": "use_by",
        "expires_on": DAY,
        **changes,
    }
    return Labelled(**given)


@pytest.mark.parametrize(
    ("changes", "hri"),
    [
        ({}, f"(01)0{YOGURT}(17)991224(10)L0000070"),
        ({"expiry_kind": "best_before"}, f"(01)0{YOGURT}(15)991224(10)L0000070"),
        ({"expires_on": None}, f"(01)0{YOGURT}(10)L0000070"),
        ({"gtin14": None}, "(91)L0000070"),
    ],
)
def test_a_label_carries_gtin_date_and_our_lot_number(changes: Any, hri: str) -> None:
    label = lot_label(_lot(**changes))
    assert label.hri == hri
    assert read(label.payload, today=date(2026, 11, 21)).ais == tuple(label_ais(_lot(**changes)))


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on=LATER.isoformat())


def _codes(pdf: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(pdf)
    images = [page.render(scale=4).to_pil() for page in pages]
    return [code.bytes.decode() for image in images for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("size", ["62x29", "a4-3x8"])
def test_the_code_on_the_pdf_leads_back_to_the_lot(
    app: Flask, lot: str, api: ApiClient, size: str
) -> None:
    pdf = Desk(app, "receiver").get(f"/labels.pdf?lots={lot}&size={size}&copies=2")
    assert pdf.mimetype == "application/pdf"
    codes = _codes(pdf.data)
    assert len(codes) == 2
    assert {api.post("/scans", {"data": code}).json["lot"] for code in codes} == {lot}


def test_the_preview_draws_every_label(app: Flask, lot: str) -> None:
    page = Desk(app, "cashier").get(f"/labels?lots={lot.lower()},{lot}").text
    assert page.count('class="paper-label"') == 1
    assert f"(10){lot}" in page
    assert Desk(app, "cashier").get("/labels?lots=L0000000").status_code == 404


def test_each_lot_gets_as_many_labels_as_are_asked_for(
    app: Flask, lot: str, api: ApiClient
) -> None:
    other = deliver(api, sku="YOG", supplier_lot="Y2", expires_on=LATER.isoformat())
    desk, asked = Desk(app, "receiver"), f"{lot}*3,{other}"
    page = desk.get(f"/labels?lots={asked}").text
    assert page.count('class="paper-label"') == 2
    assert "× 3" in page
    assert "4 labels" in page
    pdf = desk.get(f"/labels.pdf?lots={asked}&size=62x29").data
    lots = [api.post("/scans", {"data": code}).json["lot"] for code in _codes(pdf)]
    assert lots == [lot, lot, lot, other]


@pytest.mark.parametrize("count", ["0", "-1", "x", "", "12345", "1*2", "٣"])
def test_a_number_of_labels_that_is_none_is_refused(app: Flask, lot: str, count: str) -> None:
    assert Desk(app, "receiver").get(f"/labels?lots={lot}*{count}").status_code == 400


def test_more_labels_than_may_be_printed_at_once_are_refused(app: Flask, lot: str) -> None:
    desk = Desk(app, "receiver")
    assert desk.get(f"/labels?lots={lot}*1000").status_code == 200
    assert desk.get(f"/labels?lots={lot}*1001").status_code == 400
    assert desk.get(f"/labels?lots={lot}*501&copies=2").status_code == 400


def test_a_delivery_offers_labels_per_lot_pack_and_piece(
    app: Flask, lot: str, api: ApiClient
) -> None:
    lines = [
        {"sku": "YOG", "quantity": "5", "unit": "case", "unit_cost": "14.40"},
        {"sku": "RYE", "quantity": "20", "unit_cost": "2.10"},
    ]
    lines[0]["expires_on"] = LATER.isoformat()
    made = api.post("/goods-receipts", {"supplier": "DAIRY", "site": "MAIN", "lines": lines}).json
    yogurt, rye = (line["lot"] for line in made["lines"])
    desk, at = Desk(app, "receiver"), f"/deliveries/{made['number']}"
    page = desk.get(at).text
    assert "One for each pack that came" in page
    assert "One for each piece" in page
    wanted = {
        "per=lot": f"{yogurt},{rye}",
        "per=pack": f"{yogurt}*5,{rye}*20",
        "per=unit": f"{yogurt}*60,{rye}*20",
        f"per=pack&lot={yogurt}": f"{yogurt}*5",
        "per=nonsense": f"{yogurt},{rye}",
    }
    for asked, lots in wanted.items():
        answer = desk.get(f"{at}/labels?{asked}")
        assert unquote(answer.location) == f"/labels?lots={lots}"
    assert f"{at}/labels?per=pack&amp;lot={yogurt}" in desk.get(f"/lots/{yogurt}").text
    assert desk.get(f"{at}/labels?lot={lot}").status_code == 404
    assert desk.get("/deliveries/GR-999999/labels").status_code == 404


def test_the_label_printer_gets_the_bytes(make_app: Any, lot: str, tmp_path: Path) -> None:
    paper = tmp_path / "labels.bin"
    desk = Desk(make_app(label_printer=f"file://{paper}"), "receiver")
    assert desk.send("/labels/print", lots=lot, copies="2").status_code == 302
    assert paper.read_bytes().count(lot.encode()) >= 2


def test_a_shop_without_a_label_printer_says_so(app: Flask, lot: str) -> None:
    desk = Desk(app, "receiver")
    sent = desk.send("/labels/print", lots=lot)
    assert "No label printer is set up" in desk.get(sent.location).text
