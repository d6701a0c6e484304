"""Recall drills: one lot is looked for against the clock, and the evidence is kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import reading
from app.reporting.integrity import run_checks
from app.sales.drill_models import RecallDrill, RecallDrillFind
from app.sales.drills import any_sold_lot
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

WHY = "Yearly audit"


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    """Five pots of the lot LATE came in; two are sold, one of them to somebody known."""
    deli = open_deli(api, datetime.now(UTC).date())
    made = api.post("/customers", {"code": "ROSA", "name": "Rosa", "phone": "+49 30 1234"})
    assert made.status_code == 201, made.text
    line = {"sku": "YOGURT", "quantity": "1", "lot": deli.lots["LATE"]}
    paid = {"payments": [{"tender": "cash", "amount": "100.00"}], "till": "T1"}
    for who in ({"customer": "ROSA"}, {}):
        assert api.post("/sales", {"lines": [line]} | paid | who).status_code == 201
    return deli


def _begin(api: ApiClient, **more: Any) -> Any:
    return api.post("/recall-drills", {"reason": WHY} | more)


def _finish(api: ApiClient, number: str, *found: tuple[str, str], **more: Any) -> Any:
    places = [{"location": place, "quantity": quantity} for place, quantity in found]
    return api.post(f"/recall-drills/{number}/finish", {"found": places} | more)


def _written(app: Flask) -> tuple[int, ...]:
    tables = (RecallDrill, RecallDrillFind)
    with app.app_context(), reading() as session:
        counts = [session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]
        over = session.scalar(select(func.count()).where(RecallDrill.finished_at.is_not(None)))
        return (*counts, over or 0)


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [check.detail for check in run_checks(session) if not check.ok]


def test_a_drill_explains_every_unit_and_names_who_can_be_told(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    begun = _begin(api, lot=deli.lots["LATE"])
    assert begun.status_code == 201, begun.text
    assert (begun.json["number"], begun.json["score"], begun.json["places"]) == (
        "RD-000001",
        None,
        [],
    )
    over = _finish(api, "RD-000001", ("MAIN/STOCK", "3"), note="Labels face the wall").json
    kept = {name: over[name] for name in ("received", "with_customers", "found", "gap")}
    assert kept == {"received": "5", "with_customers": "2", "found": "3", "gap": "0"}
    assert (over["explained"], over["buyers"], over["reachable"]) == ("1", 2, 1)
    assert (over["certain"], over["possible"], over["score"]) == (2, 0, 90)
    assert over["passed"] is True
    assert over["places"] == [
        {"site": "MAIN", "location": "MAIN/STOCK", "found": "3", "booked": "3"}
    ]
    assert api.get(f"/lots/{deli.lots['LATE']}").json["status"] == "released"
    assert _broken(app) == []


def test_what_is_not_found_where_it_is_booked_fails_the_drill(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number = _begin(api, lot=deli.lots["LATE"]).json["number"]
    over = _finish(api, number, ("MAIN/RETURNS", "1")).json
    assert (over["gap"], over["explained"], over["passed"]) == ("2", "0.6", False)
    assert [(each["location"], each["found"], each["booked"]) for each in over["places"]] == [
        ("MAIN/RETURNS", "1", "0"),
        ("MAIN/STOCK", "0", "3"),
    ]
    assert [each["number"] for each in api.get("/recall-drills").json["items"]] == [number]
    assert _broken(app) == []


@pytest.mark.parametrize(
    "found",
    [
        [("NOWHERE", "1")],
        [("MAIN/STOCK", "-1")],
        [("MAIN/STOCK", "1"), ("MAIN/STOCK", "2")],
    ],
)
def test_finds_that_cannot_be_are_refused_and_the_drill_runs_on(
    app: Flask, api: ApiClient, deli: Deli, found: list[tuple[str, str]]
) -> None:
    number = _begin(api, lot=deli.lots["LATE"]).json["number"]
    answer = _finish(api, number, *found)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid")
    assert _written(app) == (1, 0, 0)


def test_a_drill_ends_once_and_a_lot_is_looked_for_once_at_a_time(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number = _begin(api, lot=deli.lots["LATE"]).json["number"]
    assert _begin(api, lot=deli.lots["LATE"].lower()).status_code == 409
    assert _begin(api, lot="L999999X").status_code == 400
    assert _written(app) == (1, 0, 0)
    assert _finish(api, number, ("MAIN/STOCK", "3")).status_code == 200
    assert _finish(api, number, ("MAIN/STOCK", "0")).status_code == 409
    assert api.get(f"/recall-drills/{number}").json["found"] == "3"
    assert _begin(api, lot=deli.lots["LATE"]).status_code == 201


def test_without_a_lot_one_that_was_sold_is_taken_by_chance(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    assert _begin(api).json["lot"] == deli.lots["LATE"]
    deli.sell({"sku": "YOGURT", "quantity": "1", "lot": deli.lots["SOON"]})
    with app.app_context(), reading() as session:
        picked = {any_sold_lot(session, lambda _n, at=at: at) for at in range(5)}
    assert picked == {deli.lots["LATE"], deli.lots["SOON"]}
    deli.sell({"sku": "YOGURT", "quantity": "2", "lot": deli.lots["SOON"]})
    with app.app_context(), reading() as session:
        assert any_sold_lot(session, lambda _n: 1) == deli.lots["LATE"]  # the other is sold out


def test_before_the_first_sale_there_is_nothing_to_rehearse_with(
    app: Flask, api: ApiClient
) -> None:
    assert _begin(api).status_code == 404
    assert _written(app) == (0, 0, 0)


def test_drills_are_for_people_of_all_sites_who_may_recall(
    app: Flask, api: ApiClient, deli: Deli, api_as: Callable[..., ApiClient]
) -> None:
    number = _begin(api, lot=deli.lots["LATE"]).json["number"]
    for nobody in (api_as("cashier"), api_as("receiver")):
        assert _begin(nobody).status_code == 403
        assert _finish(nobody, number).status_code == 403
    assert _written(app) == (1, 0, 0)


def test_a_manager_runs_a_drill_on_the_pages(
    api: ApiClient, deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    client = client_as("manager")

    def send(address: str, **data: str) -> Any:
        token = people.form_token(client.get(address))
        return client.post(address, data=data | {"csrf_token": token})

    made = send("/recalls/drills", lot=deli.lots["LATE"], reason=WHY)
    assert made.status_code == 302, made.text[:500]
    page = client.get("/recalls/drills/RD-000001").text
    assert "MAIN/STOCK" in page
    assert "Booked" not in page  # blind: what the books say comes after the looking
    blank = {"places-0-location": "MAIN/STOCK", "places-0-quantity": ""}
    refused = send("/recalls/drills/RD-000001", **blank)
    assert refused.status_code == 400
    assert "Type 0 where nothing was found." in refused.text
    found = {"places-0-location": "MAIN/STOCK", "places-0-quantity": "3", "other": "main/returns"}
    done = send("/recalls/drills/RD-000001", **found, other_quantity="0")
    assert done.status_code == 302, done.text[:500]
    over = client.get("/recalls/drills/RD-000001").text
    assert "of 100 points" in over
    assert "MAIN/RETURNS" in over
    assert "RD-000001" in client.get("/recalls/drills").text
    assert client_as("cashier").get("/recalls/drills").status_code == 403
