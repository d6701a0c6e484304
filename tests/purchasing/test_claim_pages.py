"""Claims on screen: proposed from a delivery or a recall, sent with a debit note, credited."""

import re

import pypdfium2
import pytest
from flask import Flask

from tests.inventory.two_stores import broken
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient


@pytest.fixture
def receipt(api: ApiClient) -> str:
    """Two cases short, dearer and warmer than agreed; the goods receipt's number."""
    order = furnish(api)
    lines = [{"sku": "YOG", "quantity": "36", "unit_cost": "1.30", "supplier_lot": "Y1"}]
    lines[0] |= {"expires_on": "2099-12-24", "temperature_c": "9.5"}
    body = {"supplier": "DAIRY", "site": "MAIN", "purchase_order": order, "lines": lines}
    return str(api.post("/goods-receipts", body).json["number"])


def _fields(page: str) -> dict[str, str]:
    """What the form of a page would send."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrf_token", None)
    return found


def test_a_delivery_proposes_what_differed_and_the_claim_goes_to_its_credit(
    app: Flask, api: ApiClient, receipt: str
) -> None:
    desk = Desk(app, "manager")
    assert f"/claims/new?goods_receipt={receipt}" in desk.get(f"/deliveries/{receipt}").text
    fields = _fields(desk.get(f"/claims/new?goods_receipt={receipt}").text)
    told = {k: v for k, v in fields.items() if k.startswith("lines-")}
    kinds = {told[f"lines-{n}-kind"]: n for n in range(2)}
    short, dear = kinds["quantity"], kinds["price"]
    assert (told[f"lines-{short}-sku"], told[f"lines-{short}-quantity"]) == ("YOG", "24")
    assert told[f"lines-{short}-amount"] == "28.80"  # 2 cases at 14.40
    assert told[f"lines-{dear}-amount"] == "3.60"  # 36 at 0.10 above what was agreed
    made = desk.send(f"/claims/new?goods_receipt={receipt}", **fields)
    assert (made.status_code, made.location) == (302, "/claims/CL-000001")
    assert "CL-000001" in desk.get(f"/deliveries/{receipt}").text

    page = desk.get("/claims/CL-000001").text
    for word in ("9.5 °C", "14.40 / case", "In stock 36", "32.40", receipt):
        assert word in page, word
    paper = pypdfium2.PdfDocument(desk.get("/claims/CL-000001/debit-note.pdf").data)
    text = " ".join(" ".join(str(leaf.get_textpage().get_text_bounded()).split()) for leaf in paper)
    for word in ("Debit note", "CL-000001", "Alpine Dairy", "32.40 USD", "Claim file", "9.5 °C"):
        assert word in text, word

    assert desk.send("/claims/CL-000001/send", note="by phone").status_code == 302
    form = _fields(desk.get("/claims/CL-000001/credit").text)
    looked = desk.send("/claims/CL-000001/credit", **form | {"look": "1"})
    assert looked.status_code == 200
    assert "3.60" in looked.text
    done = desk.send("/claims/CL-000001/credit", **form | {"reference": "CN 7"})
    assert done.status_code == 302
    assert "Credited" in desk.get("/claims/CL-000001").text
    assert api.get("/claims/CL-000001").json["credits"][0]["reference"] == "CN 7"
    assert desk.get("/claims/CL-000001/credit").status_code == 404
    assert broken(app) == []


def test_a_recall_and_a_lot_propose_all_that_came_of_the_supplier(
    app: Flask, api: ApiClient
) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")
    api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    desk = Desk(app, "manager")
    for path in ("/claims/new?recall=RC-000001", f"/claims/new?lot={lot}"):
        fields = _fields(desk.get(path).text)
        assert fields["lines-0-lot"] == lot, path
        assert (fields["lines-0-amount"], fields["supplier"]) == ("28.80", "DAIRY")
    assert "/claims/new?recall=RC-000001" in desk.get("/recalls/RC-000001").text


def test_what_is_typed_wrong_is_said_beside_its_field_and_writes_nothing(
    app: Flask, api: ApiClient
) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")
    desk = Desk(app, "manager")
    good = _fields(desk.get(f"/claims/new?lot={lot}").text) | {"reason": "mould"}
    for wrong, says in (
        ({"reason": ""}, "Say what is wrong."),
        ({"lines-0-amount": ""}, "Say how much."),
        ({"lines-0-amount": "x"}, "Write a number"),
        ({"lines-0-lot": "NONE"}, "there is no lot"),
        ({"lines-0-lot": ""}, "Name at least one lot"),
        ({"supplier": "WOOL"}, "not from WOOL"),
    ):
        answer = desk.send("/claims/new", **good | wrong)
        assert answer.status_code == 400, wrong
        assert says in answer.text, wrong
    assert api.get("/claims").json["items"] == []
    assert desk.send("/claims/new", **good).status_code == 302
    assert desk.send("/claims/CL-000001/withdraw", note="").status_code == 302
    assert api.get("/claims/CL-000001").json["state"] == "open"
    nothing = _fields(desk.get("/claims/CL-000001/credit").text) | {"lines-0-amount": ""}
    assert desk.send("/claims/CL-000001/credit", **nothing).status_code == 400


def test_who_may_not_see_cost_sees_no_claim(app: Flask, api: ApiClient, receipt: str) -> None:
    for role in ("cashier", "receiver"):
        desk = Desk(app, role)
        for path in ("/claims", "/claims/new", "/claims/CL-000001"):
            assert desk.get(path).status_code == 403, (role, path)
        assert "/claims/new" not in desk.get(f"/deliveries/{receipt}").text
    reader = Desk(app, "accountant")
    assert reader.get("/claims").status_code == 200
    assert reader.get("/claims/new").status_code == 403
