"""Slips "take off the shelf": a sheet for every place where something of a recall lies."""

import io

import pypdfium2
from flask import Flask

from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient


def _recall(api: ApiClient, lot: str) -> str:
    made = api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    number: str = made.json["number"]
    return number


def test_every_place_gets_a_sheet_with_its_lots(app: Flask, api: ApiClient) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="Y 1200", expires_on="2099-12-24")
    moved = {"lot": lot, "quantity": "2", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [moved]}).status_code in {200, 201}
    number = _recall(api, lot)
    answer = Desk(app, "manager").get(f"/recalls/{number}/slips.pdf")
    assert answer.status_code == 200, answer.text
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(io.BytesIO(answer.data))
    ]
    assert len(pages) == 2
    for place, text in zip(("MAIN/DOCK", "MAIN/STOCK"), pages, strict=True):
        for told in (place, lot, "Y 1200", number, "glass", "Taken"):
            assert told in text, (told, text)


def test_nothing_on_hand_and_another_site_print_nothing(app: Flask, api: ApiClient) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="Y 1200", expires_on="2099-12-24")
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    number = _recall(api, lot)
    east = Desk(app, "manager", site_id=2).client.get(f"/recalls/{number}/slips.pdf")
    assert (east.status_code, east.location) == (302, f"/recalls/{number}")
    assert Desk(app, "cashier").get(f"/recalls/{number}/slips.pdf").status_code == 403
    assert Desk(app, "manager").get("/recalls/RC-999999/slips.pdf").status_code == 404
