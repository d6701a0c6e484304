"""A lot's trace: one screen in both directions, its sales as CSV, on paper, and page by page."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.pos.shop import COST, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    """Five pots of LATE came; three sales of one pot each, one of them to somebody known."""
    deli = open_deli(api, datetime.now(UTC).date())
    rosa = {"code": "ROSA", "name": "=Rosa", "phone": "+49 30 1234"}
    assert api.post("/customers", rosa).status_code == 201
    line = {"sku": "YOGURT", "quantity": "1", "lot": deli.lots["LATE"]}
    body = {"till": "T1", "lines": [line], "payments": [{"tender": "cash", "amount": "9.00"}]}
    for who in ({}, {"customer": "ROSA"}, {}):
        assert api.post("/sales", body | who).status_code == 201
    return deli


def test_the_trace_goes_on_page_by_page_and_misses_nothing(api: ApiClient, deli: Deli) -> None:
    path, lot = f"/lots/{deli.lots['LATE']}/trace", api.get(f"/lots/{deli.lots['LATE']}/trace").json
    assert len(lot["movements"]) == 4
    assert (len(lot["sales"]), lot["next"]) == (3, {"movements": None, "sales": None})
    sales, cursor = [], None
    for _ in range(3):
        asked = {"limit": "1"} | ({"sales_after": cursor} if cursor else {})
        page = api.get(path, **asked).json
        sales += page["sales"]
        cursor = page["next"]["sales"]
    assert (sales, cursor) == (lot["sales"], None)
    first = api.get(path, limit="3").json
    rest = api.get(path, limit="3", movements_after=first["next"]["movements"]).json
    assert first["movements"] + rest["movements"] == lot["movements"]


@pytest.mark.parametrize("wrong", [{"limit": "0"}, {"limit": "1001"}, {"sales_after": "x"}])
def test_a_page_that_cannot_be_is_refused(
    api: ApiClient, deli: Deli, wrong: dict[str, str]
) -> None:
    answer = api.get(f"/lots/{deli.lots['LATE']}/trace", **wrong)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid")


def test_the_page_says_who_has_it_and_cost_only_to_those_who_may(
    deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    path = f"/lots/{deli.lots['LATE']}/trace"
    page = client_as("manager").get(path).text
    assert "=Rosa" in page
    assert "3 certain buyers" in page
    assert "$4.11" in page  # three pots at 1.37
    assert COST == "1.37"
    assert client_as("cashier").get(path).status_code == 403
    assert client_as("manager").get("/lots/L999999X/trace").status_code == 404


def test_all_its_sales_come_as_csv_that_is_no_formula(
    deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    answer = client_as("manager").get(f"/lots/{deli.lots['LATE']}/trace.csv")
    assert answer.mimetype == "text/csv"
    head, *rows = answer.text.split("\r\n")
    assert head.startswith("sale,sold at,line,quantity,returned,certainty,customer,name")
    assert rows[1].endswith("1,1,0,certain,ROSA,'=Rosa,'+49 30 1234,")
    assert (len(rows), rows[-1]) == (4, "")
    assert client_as("manager").get("/lots/L999999X/trace.csv").status_code == 404


def test_the_trace_is_printed_for_an_inspector(
    deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    answer = client_as("manager").get(f"/lots/{deli.lots['LATE']}/trace.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


@pytest.mark.browser
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_said_in_words_too(app: Flask, deli: Deli, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto(f"/lots/{deli.lots['LATE']}")
    page.get_by_role("link", name="Trace").click()
    expect(page.get_by_role("heading", name="Trace of")).to_be_visible()
    expect(page.locator(".trace-picture path")).to_have_count(3)
    expect(page.locator(".trace-ends li")).to_have_text(
        ["From the supplier5 pcs", "With customers3 pcs", "On hand2 pcs"]
    )
    assert Axe().run(page).response["violations"] == []
