"""Lots made from lots on the pages: by hand at a desk, by scan on a phone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.browser.test_till import TYPE_IT
from tests.inventory.bench import cases, made, make, open_bench, written
from tests.inventory.two_stores import broken, spots
from tests.purchasing.dairy import deliver
from tests.support import people
from tests.support.api import ApiClient


def _send(client: FlaskClient, **data: str) -> tuple[int, str]:
    token = people.form_token(client.get("/repacks/new"))
    answer = client.post("/repacks/new", data={"csrf_token": token, "site": "MAIN", **data})
    return answer.status_code, answer.text


def _line(word: str, at: int, **said: str) -> dict[str, str]:
    return {f"{word}-{at}-{name}": text for name, text in said.items()}


def test_a_case_is_repacked_on_the_page_with_a_loss(
    app: Flask, api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    open_bench(api)
    case, client = cases(api), client_as("receiver")
    taken = _line("inputs", 0, lot=case.lower(), quantity="2", lost="1")
    made = _line("outputs", 0, sku="JAR", quantity="12")
    status, _ = _send(client, kind="repack", reason="for the shelf", **taken, **made)
    assert status == 302
    page = client.get("/repacks/RP-000001").text
    assert "Jar of jam" in page
    assert "10.00" not in page  # cost is not for a receiver's eyes
    assert "10.00" in client_as("manager").get("/repacks/RP-000001").text
    assert client.get("/repacks/RP-000001/slip.pdf").mimetype == "application/pdf"
    assert "RP-000001" in client.get("/repacks").text
    assert broken(app) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": ""}, "Say why."),
        ({"inputs-0-quantity": ""}, "Say how much."),
        ({"inputs-0-lot": ""}, "Say what is taken."),
        ({"outputs-0-quantity": ""}, "Say how much."),
        ({"outputs-0-sku": "NOSUCH"}, "there is no product NOSUCH"),
        ({"inputs-0-lot": "L999999X"}, "there is no lot L999999X"),
        ({"inputs-0-lost": "2"}, "leaves nothing to use"),
        ({"inputs-0-quantity": "7"}, "only 3 can be taken"),
        ({"kind": "melt"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(
    app: Flask,
    api: ApiClient,
    client_as: Callable[[str], FlaskClient],
    said: dict[str, str],
    words: str,
) -> None:
    open_bench(api)
    case, client = cases(api), client_as("receiver")
    right = _line("inputs", 0, lot=case, quantity="2") | _line("outputs", 0, sku="JAR")
    right |= {"outputs-0-quantity": "12", "kind": "repack", "reason": "for the shelf"}
    before = written(app)
    status, text = _send(client, **right | said)
    assert status in {400, 409}, text[:200]
    assert words in text
    assert written(app) == before


def test_a_line_can_be_added_and_what_was_typed_stays(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    open_bench(api)
    client = client_as("receiver")
    typed = _line("inputs", 0, lot="L1", quantity="2")
    status, text = _send(client, kind="merge", more="inputs", **typed)
    assert status == 200
    assert 'name="inputs-2-lot"' in text
    assert 'value="L1"' in text
    assert client_as("cashier").get("/repacks/new").status_code == 403


def test_a_lot_names_its_parents_and_children_each_in_the_parents_unit(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    open_bench(api)
    sack = {"sku": "SACK", "name": "Sack of oats", "base_unit": "kg", "price": "4.00"}
    assert api.post("/products", sack | {"tracking": "lot"}).status_code == 201
    oats = deliver(api, sku="SACK", quantity="7.5", unit_cost="1.00")
    jar = {"sku": "JAR", "quantity": "15", "expires_on": "2099-01-01"}
    (bag,) = made(make(api, "repack", [(oats, "7.125")], [jar]))
    manager = client_as("manager")
    for path, kin, word in (
        (f"/lots/{bag}", oats, "Made from"),
        (f"/lots/{bag}/trace", oats, "Made from"),
        (f"/lots/{oats}", bag, "Made into"),
        (f"/lots/{oats}/trace", bag, "Made into"),
    ):
        text = manager.get(path).text
        (section,) = re.findall(f"<h2>{word}</h2>(.*?)</section>", text, re.DOTALL)
        assert kin in section, path
        assert "7.125\N{NO-BREAK SPACE}kg" in section, path
        assert "/repacks/RP-000001" in section, path
    assert f"/repacks/new?lot={oats}" in manager.get(f"/lots/{oats}").text
    assert api.post("/recalls", {"reason": "glass", "scope": {"lots": [oats]}}).status_code == 201
    recalled = manager.get(f"/lots/{bag}").text
    assert "Take it off the shelf" in recalled
    assert "/repacks/new" not in recalled


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_a_wheel_is_cut_on_a_phone_and_the_pieces_are_labelled(
    app: Flask, api: ApiClient, page: Page
) -> None:
    open_bench(api)
    case = cases(api)
    people.sign_in_browser(page, people.person(app, "receiver"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/lots/{case}")
    page.get_by_role("link", name="Make lots").click()
    expect(page.get_by_label("Quantity").nth(0)).to_be_focused()
    page.get_by_label("Lot: scan it").nth(0).fill("")
    page.evaluate(TYPE_IT, case)
    expect(page.get_by_label("Quantity").nth(0)).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Of it lost").nth(0)).to_be_focused()
    page.get_by_label("Quantity").nth(2).fill("1")
    page.get_by_label("Quantity").nth(3).fill("1")
    page.get_by_label("Why").fill("two for the counter")
    page.get_by_role("button", name="Make them").click()
    expect(page.get_by_role("heading", name="RP-000001")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="Labels").click()
    expect(page.locator("h1")).to_contain_text("Label")
    assert spots(api, case) == {"MAIN/DOCK": ("1", "10.00")}
    assert broken(app) == []
