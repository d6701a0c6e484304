"""What became of recalled goods: each unit once, and what nobody can explain said openly."""

import pypdfium2
from flask import Flask

from app.inventory.recall_outcome import outcome_of
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support import people
from tests.support.api import ApiClient


def test_each_unit_is_somewhere_or_unaccounted() -> None:
    moved = {
        ("supplier", "stock"): 100,
        ("stock", "customer"): 40,
        ("customer", "stock"): 5,
        ("customer", "waste"): 2,
        ("stock", "waste"): 10,
        ("stock", "supplier"): 20,
        ("stock", "shrinkage"): 3,
        ("stock", "stock"): 50,
    }
    was = outcome_of(moved, 32)
    assert (was.received, was.sold, was.recovered, was.with_customers) == (100, 40, 7, 33)
    assert (was.destroyed, was.to_supplier, was.on_hand, was.unaccounted) == (12, 20, 32, 3)


def test_more_found_than_came_is_below_nothing() -> None:
    was = outcome_of({("supplier", "stock"): 5, ("shrinkage", "stock"): 2}, 7)
    assert was.unaccounted == -2


def test_a_recall_says_what_became_of_its_lots(app: Flask, api: ApiClient) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="Y 1", expires_on="2099-12-24")
    sale = {
        "till": "T1",
        "lines": [{"sku": "YOG", "quantity": "5"}],
        "payments": [{"tender": "cash", "amount": "100.00"}],
    }
    sold = api.post("/sales", sale).json["number"]
    made = api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}}).json
    back = {
        "till": "T1",
        "lines": [{"line": 1, "quantity": "2", "disposition": "quarantine", "reason": "recall"}],
        "refund": {"tender": "cash"},
    }
    assert api.post(f"/sales/{sold}/returns", back).status_code == 201
    waste = {"waste-quantity": "4", "waste-location": "MAIN/DOCK", "waste-reason": "cert 12"}
    assert Desk(app, "manager").send(f"/lots/{lot}/write-off", **waste).status_code == 302
    (was,) = api.get(f"/recalls/{made['number']}").json["became"]
    received = int(was["received"])
    assert was == {
        "lot": lot, "unit": "each", "received": str(received), "sold": "5", "recovered": "2",
        "with_customers": "3", "destroyed": "4", "to_supplier": "0", "made_into": "0",
        "on_hand": str(received - 7), "unaccounted": "0",
    }  # fmt: skip
    path, desk = f"/recalls/{made['number']}", Desk(app, "manager")
    assert desk.get(f"{path}/report.pdf").status_code == 404
    assert api.post(f"{path}/close", {}).status_code == 200
    late = {"waste-quantity": "1", "waste-location": "MAIN/DOCK", "waste-reason": "found later"}
    assert desk.send(f"/lots/{lot}/write-off", **late).status_code == 302
    paper = pypdfium2.PdfDocument(desk.get(f"{path}/report.pdf").data)[0].get_textpage()
    text = " ".join(paper.get_text_bounded().split())
    assert "5 pcs, 2 pcs" in text  # sold, of it back
    assert "4 pcs, 0 pcs" in text  # destroyed when it was closed, not what was found later
    assert "Closing report" in desk.get(path).text
    page = desk.get(path).text
    assert "What became of it" in page
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    bound = ApiClient(app.test_client(), people.token(app, "manager", site_id=2))
    assert bound.get(f"/recalls/{made['number']}").json["became"] == []
    east = Desk(app, "manager", site_id=2).get(f"/recalls/{made['number']}").text
    assert "What became of it" not in east
