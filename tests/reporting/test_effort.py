"""Seconds saved and the other key figures: the worked examples, the till's own counts, the page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.reporting.effort import Lines, median, seconds_saved
from tests.identity.visitor import visit
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.unit.values.pages import params


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    made = open_deli(api, datetime.now(UTC).date())
    made.receive("YOGURT", "MANY", days=30, quantity="100")
    return made


def _lines_of(text: str) -> Lines:
    if text == "none":
        return Lines(0, 0)
    found = sorted(map(int, text.split()))
    return Lines(len(found), median(found[(len(found) - 1) // 2], found[len(found) // 2]))


@pytest.mark.parametrize(
    ("automatic", "chosen", "each", "seconds"), params("effort.md", "Worked examples")
)
def test_the_worked_examples_are_true(automatic: str, chosen: str, each: str, seconds: str) -> None:
    saved = seconds_saved(_lines_of(automatic), _lines_of(chosen))
    assert (saved.ms_each, saved.seconds) == (int(each), int(seconds))


def _sell(deli: Deli, ms: int, choice: str, **line: Any) -> None:
    effort = {"taps": 1, "ms": ms, "choice": choice}
    deli.sell({"sku": "YOGURT", "quantity": "1", "effort": effort, **line})


def _saved(api: ApiClient, **query: str) -> Any:
    answer = api.get("/kpis", **query)
    assert answer.status_code == 200, answer.text
    return answer.json["seconds_saved"]


def test_what_the_till_counted_becomes_seconds_saved(api: ApiClient, deli: Deli) -> None:
    for ms in (100, 120, 140):
        _sell(deli, ms, "auto")
    assert _saved(api) == {"seconds": 11, "lines": 3, "ms_per_line": 3950, "measured": False}
    for ms in (2000, 3000, 4100, 4200, 9000):
        _sell(deli, ms, "chosen", lot=deli.lots["MANY"])
    assert _saved(api) == {"seconds": 11, "lines": 3, "ms_per_line": 3980, "measured": True}


def test_goods_without_lots_save_nothing(api: ApiClient, deli: Deli) -> None:
    deli.product("BAG", tracking="none", expiry_kind="none", lot_policy="fifo")
    deli.receive("BAG", "ANY", days=None)
    deli.sell({"sku": "BAG", "quantity": "1", "effort": {"taps": 1, "ms": 9, "choice": "auto"}})
    assert _saved(api)["lines"] == 0


def test_other_days_are_left_out(api: ApiClient, deli: Deli) -> None:
    _sell(deli, 100, "auto")
    assert _saved(api, **{"from": "2020-01-01", "to": "2020-01-31"})["lines"] == 0


def test_key_figures_tell_how_surely_lots_are_known(api: ApiClient, deli: Deli) -> None:
    deli.sell({"sku": "YOGURT", "quantity": "1"}, {"sku": "YOGURT", "quantity": "1"})
    deli.sell({"sku": "YOGURT", "quantity": "1", "lot": deli.lots["MANY"]})
    known = api.get("/kpis").json["lot_accuracy"]
    assert known == {"share": "0.3333", "lines": 3, "known": 1}


def test_key_figures_tell_what_was_lost_and_what_is_near_its_date(
    api: ApiClient, deli: Deli
) -> None:
    lot = deli.lots["OLD"]
    body = {"reason": "expired", "quantity": "5", "location": "MAIN/STOCK"}
    assert api.post(f"/lots/{lot}/write-off", body).status_code == 200
    found = api.get("/kpis").json
    assert (found["write_offs"], found["shrinkage"]) == ("6.85", "0.00")
    assert found["near_expiry"]["days"] == 30
    assert found["near_expiry"]["share"] == "1.0000"


def test_a_span_that_ends_before_it_begins_is_refused(api: ApiClient) -> None:
    refused = api.get("/kpis", **{"from": "2026-02-01", "to": "2026-01-01"})
    assert refused.status_code == 400


def test_a_cashier_sees_no_key_figures(app: Flask, deli: Deli) -> None:
    cashier = ApiClient(app.test_client(), people.token(app, "cashier"))
    assert cashier.get("/kpis").status_code == 403


def test_the_dashboard_shows_the_time_saved(app: Flask, deli: Deli) -> None:
    _sell(deli, 100, "auto")
    page = visit(app, "owner").look("/dashboard").text
    assert "3 seconds" in page
    assert "3950 ms on each of 1 lines" in page
