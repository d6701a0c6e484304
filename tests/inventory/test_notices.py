"""A notice is pasted at the recall desk: hints to confirm, and nothing blocked by reading."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.purchasing.dairy import deliver, furnish
from tests.support import people
from tests.support.api import ApiClient

NOTICE = (
    "Alpine Dairy recalls yogurt in 500 g pots. Lot # TE1Y261, Exp 12/2013, and lots 07110002 thru "
    "07110009. Call 800 555 2277. Also on shelf R 17."
)


def _send(client: FlaskClient, address: str, **data: object) -> tuple[int, str]:
    token = people.form_token(client.get("/recalls/notice"))
    answer = client.post(address, data={"csrf_token": token, **data})
    return answer.status_code, answer.text


def _row(text: str, lot: str) -> str:
    return next(row for row in text.split("<tr>") if f'value="{lot}"' in row)


def test_lots_of_ours_are_found_by_code_by_range_and_by_words(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    furnish(api)
    named = deliver(api, sku="YOG", supplier_lot="te1y261", expires_on="2099-12-24")
    ranged = deliver(api, sku="RYE", supplier_lot="07110005", expires_on="2099-12-24")
    seen = deliver(api, sku="RYE", supplier_lot="R17", expires_on="2099-12-24")
    other = deliver(api, sku="RYE", supplier_lot="07110010", expires_on="2099-12-24")
    status, text = _send(client_as("manager"), "/recalls/notice", notice=NOTICE)
    assert status == 200
    assert " checked" in _row(text, named)
    assert "<em>yogurt</em>" in _row(text, named)
    assert " checked" in _row(text, ranged)
    assert " checked" not in _row(text, seen)
    assert f'value="{other}"' not in text
    for lot in (named, ranged, seen, other):
        assert api.get(f"/lots/{lot}").json["status"] == "released"


def test_what_is_named_and_not_ours_is_said_and_markup_stays_text(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    furnish(api)
    _, text = _send(client_as("manager"), "/recalls/notice", notice="<b>Lot # ZZ99</b>")
    assert "No lot of ours" in text
    assert "&lt;b&gt;" in text
    assert '<mark class="notice-named">ZZ99</mark>' in text


@pytest.mark.parametrize("notice", ["", "x" * 50_001])
def test_nothing_and_too_much_are_refused(
    client_as: Callable[[str], FlaskClient], notice: str
) -> None:
    assert _send(client_as("manager"), "/recalls/notice", notice=notice)[0] == 400


def test_only_who_may_recall_reads_notices(client_as: Callable[[str], FlaskClient]) -> None:
    for role in ("cashier", "receiver"):
        assert client_as(role).get("/recalls/notice").status_code == 403


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_a_pasted_notice_becomes_a_recall_once_a_person_says_so(
    app: Flask, api: ApiClient, page: Page
) -> None:
    furnish(api)
    lot = deliver(api, sku="YOG", supplier_lot="TE1Y261", expires_on="2099-12-24")
    seen = deliver(api, sku="RYE", supplier_lot="R17", expires_on="2099-12-24")
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto("/recalls/new")
    page.get_by_role("link", name="From a notice").click()
    page.get_by_label("The notice").fill(NOTICE)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("mark.notice-named").first).to_have_text("TE1Y261")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Recall those chosen").click()
    expect(page.get_by_label("Lot numbers")).to_have_value(lot)
    page.get_by_label("Reason").fill("Notice of the authority")
    page.get_by_role("button", name="Look what it blocks").click()
    page.get_by_role("button", name="Block them now").click()
    expect(page.get_by_role("heading", name="RC-000001")).to_be_visible()
    assert api.get(f"/lots/{lot}").json["status"] == "recalled"
    assert api.get(f"/lots/{seen}").json["status"] == "released"
