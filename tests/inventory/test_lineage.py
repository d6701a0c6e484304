"""Lots made from lots: what a new lot takes after its parents, what it costs, what is refused."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.db import transaction
from app.inventory.models import StockBalance
from tests.inventory.bench import cases, made, make, open_bench, written
from tests.inventory.two_stores import NORTH, broken, site_id, spots
from tests.purchasing.dairy import deliver
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def bench(api: ApiClient) -> ApiClient:
    open_bench(api)
    return api


def _account(api: ApiClient, code: str) -> str:
    lines = api.get("/accounting/trial-balance").json["lines"]
    found = {line["account"]: (line["debit"], line["credit"]) for line in lines}
    debit, credit = found.get(code, ("0.00", "0.00"))
    return debit if credit == "0.00" else f"-{credit}"


def _sell(api: ApiClient, sku: str, lot: str, quantity: str = "1") -> Any:
    line = {"sku": sku, "quantity": quantity, "lot": lot}
    paid = [{"tender": "cash", "amount": "500.00"}]
    return api.post("/sales", {"till": "T1", "lines": [line], "payments": paid})


def test_a_case_becomes_singles_that_cost_what_the_case_cost(app: Flask, bench: ApiClient) -> None:
    case = cases(bench, made_on="2026-01-05")
    done = make(bench, "repack", [(case, "1")], [{"sku": "JAR", "quantity": "12"}])
    (jar,) = made(done)
    assert done.json["number"] == "RP-000001"
    (line,) = done.json["outputs"]
    assert (line["quantity"], line["value"], line["location"]) == ("12", "10.00", "MAIN/DOCK")
    assert (line["expires_on"], line["made_on"]) == ("2099-05-31", "2026-01-05")
    assert (line["supplier"], line["supplier_lot"], line["status"]) == ("DAIRY", "C 1", "released")
    assert spots(bench, case) == {"MAIN/DOCK": ("2", "20.00")}
    assert spots(bench, jar) == {"MAIN/DOCK": ("12", "10.00")}
    assert _account(bench, "1250") == "0.00"
    assert _account(bench, "1200") == "30.00"
    assert _sell(bench, "JAR", jar, "5").status_code == 201
    assert spots(bench, jar) == {"MAIN/DOCK": ("7", "5.83")}
    assert bench.get("/stock/repacks/rp-000001").json == done.json
    assert [row["number"] for row in bench.get("/stock/repacks").json["items"]] == ["RP-000001"]
    assert broken(app) == []


def test_cost_is_shared_as_stated_and_the_last_takes_the_rest(app: Flask, bench: ApiClient) -> None:
    case = cases(bench, quantity="1", cost="10.00")
    outputs = [
        {"sku": "JAR", "quantity": "4", "share": "1"},
        {"sku": "RYE", "quantity": "1", "share": "1"},
        {"sku": "YARN", "quantity": "1", "share": "1"},
    ]
    done = make(bench, "repack", [(case, "1")], outputs)
    assert [line["value"] for line in done.json["outputs"]] == ["3.33", "3.34", "3.33"]
    assert broken(app) == []


def test_what_is_lost_is_waste_at_its_own_value(app: Flask, bench: ApiClient) -> None:
    case = cases(bench, quantity="3", cost="3.34")
    loss = {"loss": [{"lot": case, "quantity": "1"}]}
    done = make(bench, "repack", [(case, "3")], [{"sku": "JAR", "quantity": "20"}], **loss)
    (jar,) = made(done)
    (taken,) = done.json["inputs"]
    assert (taken["quantity"], taken["lost"]) == ("3", "1")
    assert (taken["value"], taken["lost_value"]) == ("10.02", "3.34")
    assert spots(bench, jar) == {"MAIN/DOCK": ("20", "6.68")}
    assert _account(bench, "5100") == "3.34"
    totals = bench.get(f"/lots/{case}/trace").json["totals"]
    assert (totals["made_into"], totals["written_off"], totals["on_hand"]) == ("2", "1", "0")
    assert bench.get(f"/lots/{jar}/trace").json["totals"]["received"] == "20"
    assert broken(app) == []


def test_a_split_gives_part_of_a_lot_a_number_of_its_own(app: Flask, bench: ApiClient) -> None:
    lot = deliver(bench, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24", quantity="7")
    bench.patch(f"/lots/{lot}", {"price": "1.99", "reason": "offer"})
    done = make(bench, "split", [(lot, "3")], [{"quantity": "2"}, {"quantity": "1"}])
    two, one = made(done)
    assert [line["value"] for line in done.json["outputs"]] == ["2.40", "1.20"]
    assert {line["expires_on"] for line in done.json["outputs"]} == {"2099-12-24"}
    assert bench.get(f"/lots/{two}").json["price"] == "1.99"
    assert bench.post(f"/lots/{one}/quarantine", {"reason": "dented"}).status_code == 200
    assert bench.get(f"/lots/{lot}").json["status"] == "released"
    assert broken(app) == []


def test_a_part_of_a_held_lot_stays_held_and_of_an_expired_one_expired(
    app: Flask, bench: ApiClient
) -> None:
    lot = deliver(bench, sku="YOG", expires_on="2020-01-02", quantity="4")
    assert bench.post(f"/lots/{lot}/quarantine", {"reason": "smell"}).status_code == 200
    (part,) = made(make(bench, "split", [(lot, "1")], [{"quantity": "1"}]))
    child = bench.get(f"/lots/{part}").json
    assert (child["status"], child["expires_on"]) == ("quarantined", "2020-01-02")
    assert _sell(bench, "YOG", part).json["code"] == "lot_quarantined"
    assert bench.post(f"/lots/{part}/release", {"reason": "fine"}).status_code == 200
    assert _sell(bench, "YOG", part).json["code"] == "lot_expired"
    assert bench.get(f"/lots/{lot}").json["status"] == "quarantined"
    assert broken(app) == []


def test_merged_lots_take_the_earliest_date_and_what_they_agree_on(
    app: Flask, bench: ApiClient
) -> None:
    early = cases(bench, quantity="2", cost="1.01", expires_on="2099-03-01")
    late = cases(bench, quantity="1", cost="5.00", supplier_lot="c 1", expires_on="2099-09-01")
    for lot in (early, late):  # one supplier's code with two dates is held at the dock
        assert bench.post(f"/lots/{lot}/release", {"reason": "looked"}).status_code == 200
    done = make(bench, "merge", [(late, "1"), (early, "2")], [{"quantity": "3"}])
    (lot,) = made(done)
    (line,) = done.json["outputs"]
    assert (line["expires_on"], line["value"]) == ("2099-03-01", "7.02")
    assert (line["supplier"], line["supplier_lot"]) == ("DAIRY", "c 1")
    assert len(done.json["warnings"]) == 1
    other = cases(bench, quantity="1", supplier_lot="D 2", expires_on="2099-03-01")
    again = make(bench, "merge", [(lot, "3"), (other, "1")], [{"quantity": "4"}])
    assert again.json["warnings"] == []
    assert again.json["outputs"][0]["supplier"] == "DAIRY"
    assert again.json["outputs"][0]["supplier_lot"] is None
    assert broken(app) == []


def test_a_kit_is_blocked_from_the_earliest_date_of_its_parts(app: Flask, bench: ApiClient) -> None:
    yogurt = deliver(bench, sku="YOG", expires_on="2099-02-10", quantity="6")
    bread = deliver(bench, sku="RYE", expires_on="2099-02-01", quantity="3", unit_cost="2.10")
    yarn = deliver(bench, sku="YARN", quantity="3", unit_cost="0.33")
    parts = [(yogurt, "6"), (bread, "3"), (yarn, "3")]
    done = make(bench, "kit", parts, [{"sku": "KIT", "quantity": "3"}])
    (kit,) = made(done)
    (line,) = done.json["outputs"]
    assert (line["expiry_kind"], line["expires_on"]) == ("use_by", "2099-02-01")
    assert (line["value"], line["supplier"]) == ("14.49", "DAIRY")
    sold = _sell(bench, "KIT", kit)
    assert sold.status_code == 201
    trace = bench.get(f"/lots/{kit}/trace").json
    assert [(p["lot"], p["quantity"], p["value"]) for p in trace["parents"]] == [
        (yogurt, "6", "7.20"),
        (bread, "3", "6.30"),
        (yarn, "3", "0.99"),
    ]
    assert trace["value"]["cogs"] == "4.83"
    (child,) = bench.get(f"/lots/{yogurt}/trace").json["children"]
    assert (child["lot"], child["document"], child["kind"]) == (kit, "RP-000001", "kit")
    assert broken(app) == []


def test_a_person_may_say_a_nearer_day_but_no_later_one(app: Flask, bench: ApiClient) -> None:
    case = cases(bench)
    jar = {"sku": "JAR", "quantity": "12"}
    before = written(app)
    late = make(bench, "repack", [(case, "1")], [jar | {"expires_on": "2099-06-01"}])
    assert late.json["errors"][0]["field"] == "outputs.0.expires_on"
    assert written(app) == before
    near = make(bench, "repack", [(case, "1")], [jar | {"expires_on": "2099-01-01"}])
    assert near.json["outputs"][0]["expires_on"] == "2099-01-01"
    yarn = deliver(bench, sku="YARN", quantity="3")
    undated = make(bench, "repack", [(yarn, "1")], [{"sku": "KIT", "quantity": "1"}])
    assert undated.json["errors"][0]["field"] == "outputs.0.expires_on"
    assert broken(app) == []


WRONG = {
    "no split of two lots": ("split", "AB", [{"quantity": "2"}], "inputs"),
    "a split of more than was taken": ("split", "A", [{"quantity": "2"}], "outputs"),
    "a split into another product": ("split", "A", [{"sku": "JAR", "quantity": "1"}], "outputs.0"),
    "a split with shares": ("split", "A", [{"quantity": "1", "share": "1"}], "outputs.0"),
    "a merge of one lot": ("merge", "A", [{"quantity": "1"}], "inputs"),
    "a merge of two products": ("merge", "AY", [{"quantity": "2"}], "inputs"),
    "a merge into two": ("merge", "AB", [{"quantity": "1"}, {"quantity": "1"}], "outputs"),
    "a repack into itself": ("repack", "A", [{"sku": "CASE", "quantity": "9"}], "outputs.0"),
    "a repack into nobody knows what": ("repack", "A", [{"quantity": "9"}], "outputs.0"),
    "an unknown product": ("repack", "A", [{"sku": "X", "quantity": "1"}], "outputs.0"),
    "a repack of two products": ("repack", "AY", [{"sku": "JAR", "quantity": "1"}], "inputs"),
    "half a jar": ("repack", "A", [{"sku": "JAR", "quantity": "0.5"}], "outputs.0"),
    "a kit of one product": ("kit", "AB", [{"sku": "KIT", "quantity": "1"}], "inputs"),
    "a kit that is one of its parts": ("kit", "AY", [{"sku": "YOG", "quantity": "1"}], "outputs.0"),
    "no shares": ("repack", "A", [{"sku": "JAR", "quantity": "1", "share": "0"}], "outputs"),
    "a lot nobody knows": ("repack", "X", [{"sku": "JAR", "quantity": "1"}], "inputs.0"),
    "a kind nobody knows": ("melt", "A", [{"sku": "JAR", "quantity": "1"}], "kind"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_the_form_is_refused(app: Flask, bench: ApiClient, wrong: str) -> None:
    kind, letters, outputs, field = WRONG[wrong]
    lots = {
        "A": cases(bench),
        "B": cases(bench),
        "Y": deliver(bench, sku="YOG", expires_on="2099-12-24"),
        "X": "LNONE",
    }
    before = written(app)
    refused = make(bench, kind, [(lots[letter], "1") for letter in letters], outputs)
    assert (refused.status_code, refused.json["code"]) == (400, "invalid")
    assert refused.json["errors"][0]["field"].startswith(field)
    assert written(app) == before


def test_a_loss_is_of_what_is_taken_and_leaves_something(app: Flask, bench: ApiClient) -> None:
    case, other = cases(bench), cases(bench)
    jars = [{"sku": "JAR", "quantity": "1"}]
    before = written(app)
    for loss in (
        [{"lot": case, "quantity": "1"}],
        [{"lot": other, "quantity": "1"}],
        [{"lot": case, "quantity": "0.5"}],
    ):
        refused = make(bench, "repack", [(case, "1")], jars, loss=loss)
        assert refused.status_code == 400, refused.text
        assert refused.json["errors"][0]["field"].startswith("loss.0")
    assert written(app) == before


@pytest.mark.parametrize("kind", ["merge", "repack", "kit"])
@pytest.mark.parametrize(
    ("state", "code"),
    [("held", "lot_quarantined"), ("recalled", "lot_recalled"), ("expired", "lot_expired")],
)
def test_nothing_is_made_from_held_recalled_or_expired_lots(
    app: Flask, bench: ApiClient, kind: str, state: str, code: str
) -> None:
    expires = "2020-01-01" if state == "expired" else "2099-12-24"
    lot = deliver(bench, sku="YOG", expires_on=expires)
    second = {
        "merge": [(deliver(bench, sku="YOG", expires_on="2099-12-24"), "1")],
        "kit": [(cases(bench), "1")],
        "repack": [],
    }[kind]
    if state == "held":
        bench.post(f"/lots/{lot}/quarantine", {"reason": "smell"})
    if state == "recalled":
        bench.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    outputs: list[dict[str, Any]] = [{"sku": "KIT", "quantity": "1"}]
    outputs = [{"quantity": "2"}] if kind == "merge" else outputs
    before = written(app)
    refused = make(bench, kind, [(lot, "1"), *second], outputs)
    assert (refused.status_code, refused.json["code"]) == (409, code)
    assert written(app) == before


def test_a_recalled_lot_is_not_split_either(app: Flask, bench: ApiClient) -> None:
    lot = deliver(bench, sku="YOG", expires_on="2099-12-24")
    bench.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    before = written(app)
    refused = make(bench, "split", [(lot, "1")], [{"quantity": "1"}])
    assert refused.json["code"] == "lot_recalled"
    assert written(app) == before


def test_what_is_kept_for_a_silent_till_or_open_at_one_is_left_alone(
    app: Flask, bench: ApiClient
) -> None:
    cheese = {"sku": "GOUDA", "name": "Gouda", "base_unit": "kg", "price": "19.90"}
    bench.post("/products", cheese | {"tracking": "lot", "expiry_kind": "best_before"})
    wheel = deliver(bench, sku="GOUDA", quantity="8", expires_on="2099-01-01")
    bench.post("/containers", {"till": "T1", "lot": wheel, "quantity": "3"})
    before = written(app)
    wedges = [{"sku": "JAR", "quantity": "1"}]
    refused = make(bench, "repack", [(wheel, "5.5")], wedges)
    assert refused.json["code"] == "not_enough_stock"
    assert "open at a till" in refused.json["detail"]
    assert refused.json["on_hand"] == "5"
    case = cases(bench)
    with app.app_context():
        keep = update(StockBalance.__table__).where(StockBalance.on_hand == 3 * 10**6)
        transaction(lambda session: session.execute(keep.values(reserved=2 * 10**6)))
    refused = make(bench, "repack", [(case, "2")], wedges)
    assert (refused.json["code"], refused.json["on_hand"]) == ("not_enough_stock", "1")
    assert written(app)[1:] == (before[1] + 1, *before[2:])
    assert make(bench, "repack", [(wheel, "5")], wedges).status_code == 201


def test_goods_are_taken_and_put_where_a_line_says_at_one_site_only(
    app: Flask, bench: ApiClient
) -> None:
    assert bench.post("/sites", NORTH).status_code == 201
    case = cases(bench)
    jar = {"sku": "JAR", "quantity": "12", "location": "MAIN/STOCK"}
    taken = [{"lot": case, "quantity": "1", "location": "MAIN/DOCK"}]
    body = {"kind": "repack", "inputs": taken, "outputs": [jar], "reason": "for the shelf"}
    before = written(app)
    far = body | {"outputs": [jar | {"location": "NORTH/DOCK"}]}
    refused = bench.post("/stock/repacks", far)
    assert refused.json["errors"][0]["field"] == "outputs.0.location"
    empty = body | {"inputs": [taken[0] | {"location": "MAIN/STOCK"}]}
    assert bench.post("/stock/repacks", empty).json["code"] == "not_enough_stock"
    assert written(app) == before
    (lot,) = made(bench.post("/stock/repacks", body))
    assert spots(bench, lot) == {"MAIN/STOCK": ("12", "10.00")}
    assert broken(app) == []


def test_a_repack_of_another_site_is_not_there_and_cost_is_for_some_eyes(
    app: Flask, bench: ApiClient
) -> None:
    assert bench.post("/sites", NORTH).status_code == 201
    case = cases(bench)
    done = make(bench, "repack", [(case, "1")], [{"sku": "JAR", "quantity": "12"}])
    path = f"/stock/repacks/{done.json['number']}"
    north = people.token(app, "manager", site_id=site_id(app, "NORTH"))
    stranger = ApiClient(app.test_client(), north)
    assert stranger.get(path).status_code == 404
    assert stranger.get("/stock/repacks").json["items"] == []
    before = written(app)
    jar = [{"sku": "JAR", "quantity": "1"}]
    assert make(stranger, "repack", [(case, "1")], jar).status_code == 400
    receiver = ApiClient(app.test_client(), people.token(app, "receiver"))
    seen = receiver.get(path).json
    assert "value" not in str(seen)
    cashier = ApiClient(app.test_client(), people.token(app, "cashier"))
    assert make(cashier, "repack", [(case, "1")], jar).status_code == 403
    assert written(app) == before


def test_a_recall_walks_down_to_all_that_was_made(app: Flask, bench: ApiClient) -> None:
    case, other = cases(bench), cases(bench, supplier_lot="D 2")
    (jar,) = made(make(bench, "repack", [(case, "1")], [{"sku": "JAR", "quantity": "12"}]))
    yogurt = deliver(bench, sku="YOG", expires_on="2099-12-24")
    (kit,) = made(
        make(bench, "kit", [(jar, "2"), (yogurt, "2")], [{"sku": "KIT", "quantity": "2"}])
    )
    (part,) = made(make(bench, "split", [(kit, "1")], [{"quantity": "1"}]))
    assert _sell(bench, "KIT", kit).status_code == 201
    scope = {"supplier_lot": "C1", "sku": "CASE"}
    recall = bench.post("/recalls", {"reason": "glass", "scope": scope}).json
    assert recall["lots"] == [case, jar, kit, part]
    assert [buyer["lot"] for buyer in recall["buyers"]] == [kit]
    for lot, sku in ((jar, "JAR"), (part, "KIT")):
        assert _sell(bench, sku, lot).json["code"] == "lot_recalled"
    assert bench.get(f"/lots/{other}").json["status"] == "released"
    assert bench.get(f"/lots/{yogurt}").json["status"] == "released"
    became = {row["lot"]: (row["made_into"], row["unaccounted"]) for row in recall["became"]}
    assert became == {case: ("1", "0"), jar: ("2", "0"), kit: ("1", "0"), part: ("0", "0")}
    assert {row["lot"]: row["made_from"] for row in recall["made_from"]} == {
        jar: [case],
        kit: [yogurt, jar] if yogurt < jar else [jar, yogurt],
        part: [kit],
    }
    assert broken(app) == []


def test_what_is_made_while_a_recall_is_open_about_it_is_born_recalled(
    app: Flask, bench: ApiClient
) -> None:
    deliver(bench, sku="JAR", expires_on="2099-01-01", quantity="1")
    case = cases(bench)
    assert bench.post("/recalls", {"reason": "glass", "scope": {"sku": "JAR"}}).status_code == 201
    done = make(bench, "repack", [(case, "1")], [{"sku": "JAR", "quantity": "12"}])
    assert done.json["outputs"][0]["status"] == "recalled"
    assert broken(app) == []


def test_the_same_key_makes_the_same_lots_once(app: Flask, bench: ApiClient) -> None:
    case = cases(bench)
    body = {
        "kind": "repack",
        "inputs": [{"lot": case, "quantity": "1"}],
        "outputs": [{"sku": "JAR", "quantity": "12"}],
        "reason": "for the shelf",
    }
    first = bench.post("/stock/repacks", body, key="once")
    before = written(app)
    assert bench.post("/stock/repacks", body, key="once").json == first.json
    assert written(app) == before


def test_transit_places_are_no_place_to_work(app: Flask, bench: ApiClient) -> None:
    assert bench.post("/sites", NORTH).status_code == 201
    case = cases(bench)
    sent = {"from_site": "MAIN", "to_site": "NORTH", "lines": [{"lot": case, "quantity": "3"}]}
    assert bench.post("/stock/transfers", sent).status_code == 201
    before = written(app)
    refused = make(bench, "split", [(case, "1")], [{"quantity": "1"}], site="MAIN")
    assert refused.json["code"] == "not_enough_stock"
    assert written(app) == before
