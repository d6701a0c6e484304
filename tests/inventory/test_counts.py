"""Stock counts over the interface: cut-off, found and short goods, the second person, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.db import reading
from app.inventory.counting import ALLOWED_ALONE
from app.reporting.integrity import run_checks
from tests.reporting.history import deliver, done, furnish, line, sell
from tests.support import people
from tests.support.api import ApiClient

DOCK = "MAIN/DOCK"
Clients = Callable[[str], ApiClient]


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """10 yogurts for 10.00, 10 for 22.00, 5 kg of Gouda for 50.00, all at the dock."""
    furnish(api)
    return deliver(
        api,
        line("YOG-500", "10", "10.00", expires_on="2030-12-24"),
        line("YOG-500", "10", "22.00", expires_on="2031-01-24"),
        line("GOUDA", "5", "50.00", expires_on="2031-02-01"),
    )


def _body(*counted: tuple[str, str], **more: Any) -> dict[str, Any]:
    lines = [{"lot": lot, "counted": figure} for lot, figure in counted]
    return {"location": DOCK, "lines": lines, "reason": "cycle", **more}


def _count(api: ApiClient, *counted: tuple[str, str], **more: Any) -> Any:
    return done(api.post("/stock/counts", _body(*counted, **more)))


def _on_hand(api: ApiClient, lot: str) -> tuple[str, str]:
    found = api.get(f"/lots/{lot}").json
    return found["on_hand"], found["value"]


def _nothing_was_posted(api: ApiClient, lots: list[str]) -> None:
    assert [_on_hand(api, lot) for lot in lots] == [
        ("10", "10.00"),
        ("10", "22.00"),
        ("5", "50.00"),
    ]


def _all_is_sound(app: Flask) -> None:
    with app.app_context(), reading() as session:
        assert [each for each in run_checks(session) if not each.ok] == []


def test_missing_goods_go_to_shrinkage_at_their_share(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    made = _count(api, (lots[0], "7"), (lots[1], "10"))
    assert made["status"] == "posted"
    assert made["differences"] == [
        {
            "lot": lots[0],
            "sku": "YOG-500",
            "location": DOCK,
            "expected": "10",
            "counted": "7",
            "difference": "-3",
            "value": "-3.00",
        }
    ]
    assert _on_hand(api, lots[0]) == ("7", "7.00")
    trace = api.get(f"/lots/{lots[0]}/trace").json
    assert trace["totals"]["adjusted"] == "-3"
    assert trace["movements"][-1]["document"] == f"count {made['number']}"
    _all_is_sound(app)


def test_found_goods_come_in_at_the_lots_own_unit_value(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    made = _count(api, (lots[1], "12"))
    assert [each["value"] for each in made["differences"]] == ["4.40"]
    assert _on_hand(api, lots[1]) == ("12", "26.40")
    _all_is_sound(app)


def test_found_goods_of_an_empty_lot_come_in_at_what_it_last_cost(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    done(api.post(f"/lots/{lots[1]}/write-off", {"reason": "dropped"}))
    made = _count(api, (lots[1], "1"))
    assert [each["value"] for each in made["differences"]] == ["2.20"]
    assert _on_hand(api, lots[1]) == ("1", "2.20")
    _all_is_sound(app)


def test_a_lot_that_lies_elsewhere_is_found_at_its_own_value(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    done(api.post("/locations", {"code": "MAIN/A1", "kind": "stock"}))
    made = _count(api, (lots[0], "2"), location="MAIN/A1")
    assert [each["value"] for each in made["differences"]] == ["2.00"]
    assert _on_hand(api, lots[0]) == ("12", "12.00")
    _all_is_sound(app)


def test_the_journal_shows_the_shrinkage(api: ApiClient, lots: list[str]) -> None:
    made = _count(api, (lots[0], "7"))
    accounts = {each["role"]: each for each in api.get("/accounting/trial-balance").json["lines"]}
    assert accounts["shrinkage"]["debit"] == "3.00"
    assert made["number"] == "CT-000001"


def test_a_count_without_differences_posts_nothing(api: ApiClient, lots: list[str]) -> None:
    made = _count(api, (lots[0], "10"), (lots[1], "10"), (lots[2], "5.000"))
    assert (made["status"], made["differences"]) == ("posted", [])
    _nothing_was_posted(api, lots)


def test_lots_that_are_not_named_are_left_alone_unless_the_count_is_complete(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    assert _count(api, (lots[0], "10"))["differences"] == []
    made = _count(api, (lots[0], "10"), (lots[2], "5"), complete=True)
    assert [(each["lot"], each["difference"]) for each in made["differences"]] == [(lots[1], "-10")]
    assert _on_hand(api, lots[1]) == ("0", "0.00")
    _all_is_sound(app)


def test_what_is_sold_while_the_count_waits_is_no_difference(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    made = _count(api_as("receiver"), (lots[2], "0"), (lots[0], "8"), (lots[1], "6"))
    assert made["status"] == "needs_approval"
    sell(api, {"sku": "YOG-500", "quantity": "3", "lot": lots[0]}, paid="7.99")
    assert _on_hand(api, lots[0])[0] == "7"
    done(api.post(f"/stock/counts/{made['number']}/approve", {}))
    assert [_on_hand(api, lot)[0] for lot in lots] == ["5", "6", "0"]
    _all_is_sound(app)


def test_a_large_difference_waits_for_a_second_person(
    app: Flask, api_as: Clients, api: ApiClient, lots: list[str]
) -> None:
    receiver, manager = api_as("receiver"), api_as("manager")
    made = _count(receiver, (lots[2], "0"), (lots[0], "9"))
    assert made["status"] == "needs_approval"
    assert "value" not in made["differences"][0]
    _nothing_was_posted(api, lots)
    path = f"/stock/counts/{made['number']}"
    assert receiver.post(f"{path}/approve").status_code == 403
    _nothing_was_posted(api, lots)
    answer = done(manager.post(f"{path}/approve", {"note": "looked myself"}))
    assert answer["status"] == "posted"
    assert {each["lot"]: each["value"] for each in answer["differences"]} == {
        lots[2]: "-50.00",
        lots[0]: "-1.00",
    }
    assert _on_hand(api, lots[2]) == ("0", "0.00")
    assert manager.post(f"{path}/approve").json["code"] == "wrong_state"
    _all_is_sound(app)


def test_nobody_decides_about_what_they_counted(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    deliver(api, line("GOUDA", "10", "500.00", expires_on="2031-02-01"))
    manager, other = api_as("manager"), api_as("owner")
    made = _count(manager, (lots[0], "10"), complete=True)
    assert made["status"] == "needs_approval"
    path = f"/stock/counts/{made['number']}"
    for verb in ("approve", "reject"):
        refused = manager.post(f"{path}/{verb}", {})
        assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
        assert "nobody approves what they counted" in refused.json["detail"]
        assert api.get(path).json["status"] == "needs_approval"
    _nothing_was_posted(api, lots)
    assert done(other.post(f"{path}/reject", {"note": "count again"}))["status"] == "rejected"
    _nothing_was_posted(api, lots)
    assert other.post(f"{path}/approve").json["code"] == "wrong_state"
    _all_is_sound(app)


def test_over_and_short_do_not_cancel_towards_the_limit(api_as: Clients, lots: list[str]) -> None:
    """27.00 missing and 24.20 found are 51.20 to look at, not 2.80."""
    assert ALLOWED_ALONE["receiver"] == 5_000
    made = _count(api_as("receiver"), (lots[2], "2.3"), (lots[1], "21"))
    assert made["status"] == "needs_approval"


def test_a_lot_is_not_corrected_twice_for_one_difference(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    waiting = _count(api_as("receiver"), (lots[2], "0"), (lots[0], "8"))
    assert _count(api, (lots[0], "8"))["status"] == "posted"
    refused = api.post(f"/stock/counts/{waiting['number']}/approve", {})
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert "Count it again" in refused.json["detail"]
    assert _on_hand(api, lots[2]) == ("5", "50.00")
    _all_is_sound(app)


def test_goods_that_the_books_no_longer_have_are_not_taken_again(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    waiting = _count(api_as("receiver"), (lots[2], "0"), (lots[0], "4"))
    done(api.post(f"/lots/{lots[0]}/write-off", {"reason": "dropped", "quantity": "9"}))
    refused = api.post(f"/stock/counts/{waiting['number']}/approve", {})
    assert (refused.status_code, refused.json["code"]) == (409, "not_enough_stock")
    assert _on_hand(api, lots[2]) == ("5", "50.00")
    assert api.get(f"/stock/counts/{waiting['number']}").json["status"] == "needs_approval"
    _all_is_sound(app)


def test_the_same_key_counts_once(api: ApiClient, lots: list[str]) -> None:
    first = api.post("/stock/counts", _body((lots[0], "7")), key="count-1")
    again = api.post("/stock/counts", _body((lots[0], "7")), key="count-1")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.text == first.text
    assert _on_hand(api, lots[0]) == ("7", "7.00")
    assert api.post("/stock/counts", _body((lots[0], "6")), key="count-1").status_code == 422


@pytest.mark.parametrize(
    ("counted", "more", "field"),
    [
        ([("LOT", "7"), ("LOT", "8")], {}, "lines.1.lot"),
        ([("NONE", "7")], {}, "lines.0.lot"),
        ([("LOT", "7.5")], {}, "lines.0.counted"),
        ([("LOT", "-1")], {}, "lines.0.counted"),
        ([("LOT", "7")], {"location": "MAIN/NOWHERE"}, "location"),
        ([("LOT", "7")], {"reason": ""}, "reason"),
        ([], {}, "lines"),
    ],
)
def test_a_wrong_count_names_its_field_and_writes_nothing(
    api: ApiClient, lots: list[str], counted: list[Any], more: dict[str, Any], field: str
) -> None:
    named = [(lots[0] if lot == "LOT" else lot, figure) for lot, figure in counted]
    refused = api.post("/stock/counts", _body(*named, **more))
    assert refused.status_code == 400, refused.text
    assert [each["field"] for each in refused.json["errors"]] == [field]
    assert api.get("/stock/counts").json["items"] == []
    _nothing_was_posted(api, lots)


def test_counts_are_listed_newest_first_by_status(api: ApiClient, lots: list[str]) -> None:
    for figure in ("9", "8", "7"):
        _count(api, (lots[0], figure))
    page = api.get("/stock/counts", limit=2).json
    assert [each["number"] for each in page["items"]] == ["CT-000003", "CT-000002"]
    rest = api.get("/stock/counts", limit=2, cursor=page["next"]).json
    assert [each["number"] for each in rest["items"]] == ["CT-000001"]
    assert api.get("/stock/counts", status="needs_approval").json["items"] == []
    assert api.get("/stock/counts/CT-999999").status_code == 404


def test_another_sites_count_is_not_there(app: Flask, api: ApiClient, lots: list[str]) -> None:
    done(api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"}))
    made = _count(api, (lots[0], "7"))
    north = ApiClient(app.test_client(), people.token(app, "manager", site_id=2))
    assert north.get(f"/stock/counts/{made['number']}").status_code == 404
    assert north.get("/stock/counts").json["items"] == []
    assert north.post("/stock/counts", _body((lots[0], "7"))).status_code == 400
    elsewhere = north.post("/stock/counts", _body((lots[0], "7"), location="NORTH/DOCK"))
    assert [each["field"] for each in elsewhere.json["errors"]] == ["lines.0.lot"]
