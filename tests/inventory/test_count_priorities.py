"""What to count first, and why: sold without stock, the date, past variance, value."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import reading
from app.identity.models import Site
from tests.reporting.history import deliver, done, furnish, line, sell
from tests.support import people
from tests.support.api import ApiClient

DOCK = "MAIN/DOCK"
SOON = (datetime.now(UTC).date() + timedelta(days=5)).isoformat()
Clients = Callable[[str], ApiClient]


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """2 yogurts for 2.00, 10 near their date for 22.00, 5 kg of Gouda for 50.00."""
    furnish(api)
    return deliver(
        api,
        line("YOG-500", "2", "2.00", expires_on="2030-12-24"),
        line("YOG-500", "10", "22.00", expires_on=SOON),
        line("GOUDA", "5", "50.00", expires_on="2031-02-01"),
    )


def _count(api: ApiClient, lot: str, counted: str) -> None:
    body = {"location": DOCK, "lines": [{"lot": lot, "counted": counted}], "reason": "cycle"}
    assert done(api.post("/stock/counts", body))["status"] == "posted"


def _listed(api: ApiClient, **query: Any) -> list[tuple[str, list[str]]]:
    answer = done(api.get("/insights/count-priorities", **query))
    return [(each["lot"], each["reasons"]) for each in answer["items"]]


def _sell_what_is_not_there(api: ApiClient, lot: str) -> None:
    """A till without the server sold three of two."""
    sold = {"sku": "YOG-500", "quantity": "3", "lot": lot}
    paid = [{"tender": "cash", "amount": "50.00"}]
    body = {"till": "T1", "offline": True, "lines": [sold], "payments": paid}
    done(api.post("/sales", body))


def test_value_date_and_past_variance_say_what_is_counted_first(
    api: ApiClient, lots: list[str]
) -> None:
    assert _listed(api) == [(lots[1], ["near_date"]), (lots[2], ["value"]), (lots[0], ["value"])]
    _count(api, lots[2], "4")
    assert _listed(api)[0:2] == [(lots[2], ["often_off"]), (lots[1], ["near_date"])]
    (first,) = api.get("/insights/count-priorities", limit="1").json["items"]
    assert (first["rank"], first["lot"], first["past_variance_percent"]) == (1, lots[2], 20)
    assert (first["value"], first["risk"]) == ("40.00", "72.00")


def test_what_was_sold_without_stock_comes_first_until_it_is_counted(
    api: ApiClient, lots: list[str]
) -> None:
    _sell_what_is_not_there(api, lots[0])
    assert api.get(f"/lots/{lots[0]}").json["on_hand"] == "0"
    first = api.get("/insights/count-priorities").json["items"][0]
    assert (first["lot"], first["sold_without_stock"]) == (lots[0], "1")
    assert first["reasons"] == ["sold_without_stock"]
    place = first["location"]
    body = {"lines": [{"lot": lots[0], "counted": "0"}], "reason": "cycle", "location": place}
    assert done(api.post("/stock/counts", body))["status"] == "posted"
    assert lots[0] not in [lot for lot, _why in _listed(api)]


def test_the_list_on_the_page_is_the_same_and_can_be_counted(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    _sell_what_is_not_there(api, lots[0])
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    people.sign_in(client, people.person(app, "receiver"))
    assert "sold without stock" in client.get("/counts/new").text
    begun = client.post("/counts/new", data={"risk": "1"}).headers["Location"]
    sheet = client.get(begun.removesuffix("/work") + "/sheet").json
    assert [each["lot"] for each in sheet["items"]] == [lots[0], lots[1], lots[2]]


def test_who_counts_sees_the_order_and_never_figures(
    app: Flask, api: ApiClient, api_as: Clients, lots: list[str]
) -> None:
    sell(api, {"sku": "GOUDA", "quantity": "1"}, paid="50.00")
    items = api_as("receiver").get("/insights/count-priorities").json["items"]
    assert len(items) == 3
    assert not {"on_hand", "expected", "value", "risk"} & set(items[0])
    assert api_as("accountant").get("/insights/count-priorities").status_code == 403
    assert api.get("/insights/count-priorities", site="NOWHERE").status_code == 400
    assert api.get("/insights/count-priorities", limit="0").status_code == 400


def test_another_sites_shelves_are_not_listed(app: Flask, api: ApiClient, lots: list[str]) -> None:
    done(api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"}))
    with app.app_context(), reading() as session:
        north = session.scalar(select(Site.id).where(Site.code == "NORTH"))
    there = ApiClient(app.test_client(), people.token(app, "manager", site_id=north))
    answer = there.get("/insights/count-priorities").json
    assert (answer["site"], answer["items"]) == ("NORTH", [])
    assert there.get("/insights/count-priorities", site="MAIN").status_code == 400
