"""Claims against suppliers: from a delivery's differences to the credit that reaches the books."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import Posting
from app.db import reading
from app.inventory.late_cost_models import LateCost
from app.inventory.models import Movement
from app.purchasing.claim_models import Claim, ClaimStep, SupplierCredit
from tests.inventory.two_stores import broken, spots
from tests.purchasing.dairy import deliver, furnish
from tests.support.api import ApiClient


@pytest.fixture
def lot(api: ApiClient) -> str:
    """24 yogurts for 28.80."""
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def _claim(api: ApiClient, *lines: dict[str, Any], **more: Any) -> Any:
    body = {"supplier": "DAIRY", "site": "MAIN", "reason": "came warm", "lines": list(lines)}
    return api.post("/claims", body | more)


def _line(lot: str, quantity: str, amount: str, kind: str = "price") -> dict[str, Any]:
    return {"lot": lot, "kind": kind, "quantity": quantity, "amount": amount}


def _credit(api: ApiClient, claim: str, amount: str, **more: Any) -> Any:
    lines = [{"line": 1, "amount": amount}]
    return api.post(f"/claims/{claim}/credits", {"lines": lines} | more)


def _sell(api: ApiClient, quantity: str, till: str = "T1") -> str:
    paid = [{"tender": "cash", "amount": "200.00"}]
    body = {"till": till, "lines": [{"sku": "YOG", "quantity": quantity}], "payments": paid}
    return str(api.post("/sales", body).json["number"])


def _return(api: ApiClient, sale: str, quantity: str, disposition: str = "restock") -> Any:
    line = {"line": 1, "quantity": quantity, "disposition": disposition, "reason": "too many"}
    body = {"till": "T1", "lines": [line], "refund": {"tender": "cash"}}
    return api.post(f"/sales/{sale}/returns", body)


def _balances(api: ApiClient) -> dict[str, str]:
    """Each role's balance, debits above zero."""
    lines = api.get("/accounting/trial-balance").json["lines"]
    return {x["role"]: str(Decimal(x["debit"]) - Decimal(x["credit"])) for x in lines}


def _counts(app: Flask) -> tuple[int, ...]:
    tables = (Claim, ClaimStep, SupplierCredit, LateCost, Movement, Posting)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def test_a_credit_lands_where_the_units_are(app: Flask, api: ApiClient, lot: str) -> None:
    _sell(api, "8")
    api.post(f"/lots/{lot}/write-off", {"reason": "dropped", "quantity": "4"})
    number = _claim(api, _line(lot, "24", "6.00")).json["number"]
    before = _balances(api)
    assert (before["inventory"], before["cogs"], before["waste"]) == ("14.40", "9.60", "4.80")

    done = _credit(api, number, "6.00", reference="CN 77")
    assert done.status_code == 201, done.text
    assert (done.json["number"], done.json["state"]) == ("SC-000001", "credited")
    (split,) = done.json["split"]
    assert split == {
        "line": 1,
        "lot": lot,
        "in_stock": "3.00",
        "sold": "2.00",
        "wasted": "1.00",
        "returned": "0.00",
        "other": "0.00",
    }
    after = _balances(api)
    assert (after["inventory"], after["cogs"], after["waste"]) == ("11.40", "7.60", "3.80")
    assert Decimal(after["grni"]) - Decimal(before["grni"]) == 6
    assert spots(api, lot) == {"MAIN/DOCK": ("12", "11.40")}
    assert broken(app) == []


def test_what_is_returned_later_comes_back_at_the_cost_it_has_by_then(
    app: Flask, api: ApiClient, lot: str
) -> None:
    first = _sell(api, "3")
    claim = _claim(api, _line(lot, "24", "6.00")).json["number"]
    assert _credit(api, claim, "6.00").status_code == 201
    later = _sell(api, "1")
    assert _balances(api)["cogs"] == "3.80"  # 4 at 0.95
    for quantity, disposition in (("1", "restock"), ("1", "waste"), ("1", "quarantine")):
        assert _return(api, first, quantity, disposition).status_code == 201
        assert broken(app) == []
    assert _balances(api)["cogs"] == "0.95"
    assert _balances(api)["waste"] == "0.95"
    assert _return(api, later, "1").status_code == 201
    assert (_balances(api)["cogs"], _balances(api)["waste"]) == ("0.00", "0.95")
    assert broken(app) == []


def test_a_claim_about_spoiled_units_takes_the_waste_and_a_lot_that_is_gone_its_cost_of_sales(
    app: Flask, api: ApiClient, lot: str
) -> None:
    api.post(f"/lots/{lot}/write-off", {"reason": "mould", "quantity": "4"})
    claim = _claim(api, _line(lot, "5", "6.00", "quality")).json["number"]
    (split,) = _credit(api, claim, "6.00").json["split"]
    assert (split["wasted"], split["in_stock"], split["sold"]) == ("4.80", "1.20", "0.00")
    _sell(api, "20")
    second = _claim(api, _line(lot, "24", "3.00")).json["number"]
    (split,) = _credit(api, second, "3.00").json["split"]
    assert (split["sold"], split["wasted"]) == ("3.00", "0.00")  # the waste is worth nothing by now
    assert broken(app) == []


def test_more_than_the_goods_are_worth_is_a_price_difference(
    app: Flask, api: ApiClient, lot: str
) -> None:
    claim = _claim(api, _line(lot, "24", "40.00")).json["number"]
    done = _credit(api, claim, "40.00").json
    assert (done["price_difference"], done["split"][0]["in_stock"]) == ("11.20", "28.80")
    assert spots(api, lot) == {"MAIN/DOCK": ("24", "0.00")}
    assert _balances(api)["price_difference"] == "-11.20"
    assert broken(app) == []


def test_goods_back_with_the_supplier_bear_their_part_and_post_nothing(
    app: Flask, api: ApiClient, lot: str
) -> None:
    back = {"supplier": "DAIRY", "site": "MAIN", "reason": "mould"}
    assert (
        api.post(
            "/supplier-returns", back | {"lines": [{"lot": lot, "quantity": "12"}]}
        ).status_code
        == 201
    )
    claim = _claim(api, _line(lot, "24", "6.00")).json["number"]
    (split,) = _credit(api, claim, "6.00").json["split"]
    assert (split["returned"], split["in_stock"]) == ("3.00", "3.00")
    assert _balances(api)["inventory"] == "11.40"
    assert broken(app) == []


def test_lots_made_from_it_and_goods_at_another_site_take_their_part(
    app: Flask, api: ApiClient, lot: str
) -> None:
    api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"})
    made = {"kind": "split", "inputs": [{"lot": lot, "quantity": "6"}], "reason": "bar"}
    child = api.post("/stock/repacks", made | {"outputs": [{"quantity": "6"}]}).json
    child_lot = child["outputs"][0]["lot"]
    sent = {"from_site": "MAIN", "to_site": "NORTH", "lines": [{"lot": lot, "quantity": "6"}]}
    transfer = api.post("/stock/transfers", sent).json["number"]
    came = {"lines": [{"lot": lot, "quantity": "4"}]}
    assert api.post(f"/stock/transfers/{transfer}/receive", came).status_code in {200, 201}
    claim = _claim(api, _line(lot, "24", "2.40")).json["number"]
    split = {each["lot"]: each["in_stock"] for each in _credit(api, claim, "2.40").json["split"]}
    assert split == {lot: "1.80", child_lot: "0.60"}
    assert spots(api, child_lot) == {"MAIN/DOCK": ("6", "6.60")}
    assert spots(api, lot)["NORTH/DOCK"] == ("4", "4.40")
    assert broken(app) == []


def test_goods_that_never_came_are_claimed_and_credited_without_touching_a_lot(
    app: Flask, api: ApiClient, lot: str
) -> None:
    missing = {"sku": "YOG", "kind": "quantity", "quantity": "12", "amount": "14.40"}
    claim = _claim(api, missing).json["number"]
    before = _balances(api)
    done = _credit(api, claim, "14.40").json
    assert (done["split"], done["price_difference"], done["state"]) == ([], "0.00", "credited")
    assert _balances(api) == before
    assert broken(app) == []


def test_a_claim_goes_its_way_until_it_is_credited(app: Flask, api: ApiClient, lot: str) -> None:
    claim = _claim(api, _line(lot, "24", "6.00"), about={"kind": "lot", "number": lot}).json
    number = claim["number"]
    assert (number, claim["state"], claim["claimed"], claim["credited"]) == (
        "CL-000001",
        "open",
        "6.00",
        "0.00",
    )
    assert api.post(f"/claims/{number}/send", {"note": "by mail"}).json["state"] == "sent"
    assert api.post(f"/claims/{number}/refuse", {"reason": "too late"}).json["state"] == "refused"
    assert _credit(api, number, "2.00").json["state"] == "partly_credited"
    assert api.post(f"/claims/{number}/withdraw", {"reason": "x"}).json["code"] == "wrong_state"
    assert _credit(api, number, "1.00", final=True).json["state"] == "credited"
    told = api.get(f"/claims/{number}").json
    states = [step["state"] for step in told["steps"]]
    assert states == ["open", "sent", "refused", "partly_credited", "credited"]
    assert (told["credited"], told["lines"][0]["credited"]) == ("3.00", "3.00")
    assert [c["number"] for c in told["credits"]] == ["SC-000001", "SC-000002"]
    before = _counts(app)
    assert _credit(api, number, "1.00").json["code"] == "wrong_state"
    assert _counts(app) == before
    (listed,) = api.get("/claims", state="credited").json["items"]
    assert (listed["number"], listed["claimed"], listed["credited"]) == (number, "6.00", "3.00")
    assert api.get("/claims", state="open").json["items"] == []
    assert broken(app) == []


def test_what_cannot_be_claimed_or_credited_writes_nothing(
    app: Flask, api: ApiClient, lot: str
) -> None:
    claim = _claim(api, _line(lot, "24", "6.00")).json["number"]
    before = _counts(app)
    never = {"quantity": "1", "amount": "1.00"}
    path = f"/claims/{claim}/credits"
    credit = {"line": 1, "amount": "1.00"}
    for answer, status, code in (
        (_claim(api, _line(lot, "1", "1.00"), supplier="WOOL"), 400, "invalid"),
        (_claim(api, _line("NONE", "1", "1.00")), 400, "invalid"),
        (_claim(api, _line(lot, "0", "1.00")), 400, "invalid"),
        (_claim(api, _line(lot, "0.5", "1.00")), 400, "invalid"),
        (_claim(api, _line(lot, "1", "0.00")), 400, "invalid"),
        (_claim(api, _line(lot, "1", "-1.00")), 400, "invalid"),
        (_claim(api, never | {"sku": "YOG", "kind": "price"}), 400, "invalid"),
        (_claim(api, never | {"sku": "X", "kind": "quantity"}), 400, "invalid"),
        (_credit(api, claim, "0.00"), 400, "invalid"),
        (api.post(path, {"lines": [credit | {"line": 2}]}), 400, "invalid"),
        (api.post(path, {"lines": [credit, credit]}), 400, "invalid"),
        (_credit(api, "CL-999999", "1.00"), 404, "not_found"),
        (api.get("/claims/CL-999999"), 404, "not_found"),
    ):
        assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert _counts(app) == before
    assert api.post(f"/claims/{claim}/withdraw", {"reason": "our fault"}).status_code == 200
    assert _credit(api, claim, "1.00").json["code"] == "wrong_state"
