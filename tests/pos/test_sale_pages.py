"""The list of sales and the page of one: who sees it, goods back, a sale undone."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading
from app.identity.models import Site
from app.inventory.models import Movement
from app.sales.models import SaleReturn
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def number(deli: Deli) -> str:
    return deli.sell({"sku": "YOGURT", "quantity": "2"})


def _signed_in(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    people.sign_in(client, people.person(app, role))
    return client


def _hidden(page: str, form: str) -> dict[str, str]:
    """The hidden fields of the form that posts to an address ending so."""
    body = page.split(f'action="{form}"')[1].split("</form>")[0]
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', body)
    name, value = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')
    pairs = [(name.search(tag), value.search(tag)) for tag in tags]
    return {called[1]: held[1] if held else "" for called, held in pairs if called}


def _send_back(client: FlaskClient, number: str, **changes: str) -> TestResponse:
    page = client.get(f"/sales/{number}").text
    action = f"/sales/{number}/return"
    typed = {
        "lines-0-quantity": "1", "lines-0-disposition": "restock", "reason": "Dented",
        "tender": "cash",
    }  # fmt: skip
    return client.post(action, data=_hidden(page, action) | typed | changes)


def _written(app: Flask) -> tuple[int, int]:
    with app.app_context(), reading() as session:
        returns = session.scalar(select(func.count()).select_from(SaleReturn)) or 0
        return returns, session.scalar(select(func.max(Movement.id))) or 0


def test_sales_are_found_by_number_and_day(app: Flask, number: str) -> None:
    client = _signed_in(app, "cashier")
    assert number in client.get("/sales").text
    assert number in client.get("/sales", query_string={"number": number[-4:]}).text
    assert number not in client.get("/sales", query_string={"number": "999"}).text
    assert number not in client.get("/sales", query_string={"to_on": "2020-01-01"}).text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "query", ["cursor=x", "from_on=tomorrow", "number=%00", "to_on=2020-13-01"]
)
def test_a_strange_filter_is_no_fault_of_ours(app: Flask, number: str, query: str) -> None:
    assert _signed_in(app, "cashier").get(f"/sales?{query}").status_code in {200, 400}


def test_a_sale_shows_its_lots_and_how_surely_they_are_known(
    app: Flask, deli: Deli, number: str
) -> None:
    page = _signed_in(app, "cashier").get(f"/sales/{number}").text
    assert deli.lots["SOON"] in page
    assert "auto" in page


def test_goods_come_back_to_their_lot(app: Flask, deli: Deli, number: str) -> None:
    client = _signed_in(app, "cashier")
    assert _send_back(client, number).status_code == 302
    lot = deli.api.get(f"/lots/{deli.lots['SOON']}").json
    assert lot["on_hand"] == "2"
    page = client.get(f"/sales/{number}").text
    assert "Dented" in page


def test_a_sale_is_returned_only_when_everything_came_back(app: Flask, number: str) -> None:
    client = _signed_in(app, "cashier")
    pages = ("/sales", f"/sales/{number}")
    for state in ("Partly returned", "Returned"):
        assert _send_back(client, number).status_code == 302
        for page in pages:
            assert re.search(rf">\s*{state}\s*<", client.get(page).text), (page, state)


def test_the_number_of_a_return_leads_to_its_sale(app: Flask, number: str) -> None:
    client = _signed_in(app, "manager")
    _send_back(client, number)
    with app.app_context(), reading() as session:
        back = session.scalars(select(SaleReturn.number)).one()
    assert f'href="/sales/{back}"' in client.get("/books/journal").text
    assert client.get(f"/sales/{back}").location == f"/sales/{number}"


def test_more_than_was_sold_never_comes_back(app: Flask, number: str) -> None:
    before = _written(app)
    answer = _send_back(_signed_in(app, "cashier"), number, **{"lines-0-quantity": "3"})
    assert answer.status_code == 409
    assert "can still be returned" in answer.text
    assert _written(app) == before


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "changes",
    [
        {"lines-0-quantity": "1e3"},
        {"lines-0-quantity": ""},
        {"reason": ""},
        {"lines-0-disposition": "eat"},
        {"tender": "gold"},
        {"lines-0-line": "x"},
        {"lines-0-line": "77"},
        {"lines-0-lot": "L-NONE"},
        {"key": ""},
    ],
)
def test_a_form_filled_in_wrongly_writes_nothing(
    app: Flask, number: str, changes: dict[str, str]
) -> None:
    before = _written(app)
    assert _send_back(_signed_in(app, "cashier"), number, **changes).status_code == 400
    assert _written(app) == before


def test_the_same_form_sent_twice_is_one_return(app: Flask, number: str) -> None:
    client = _signed_in(app, "cashier")
    action = f"/sales/{number}/return"
    typed = {
        "lines-0-quantity": "1", "lines-0-disposition": "restock", "reason": "Dented",
        "tender": "cash",
    }  # fmt: skip
    form = _hidden(client.get(f"/sales/{number}").text, action) | typed
    assert [client.post(action, data=form).status_code for _ in range(2)] == [302, 302]
    assert _written(app)[0] == 1


def test_a_manager_undoes_a_sale_and_a_cashier_does_not(
    app: Flask, deli: Deli, number: str
) -> None:
    action = f"/sales/{number}/void"
    manager, cashier = _signed_in(app, "manager"), _signed_in(app, "cashier")
    assert action not in cashier.get(f"/sales/{number}").text
    form = _hidden(manager.get(f"/sales/{number}").text, action) | {"reason": "Wrong customer"}
    before = _written(app)
    assert cashier.post(action, data=form).status_code in {400, 403}
    assert _written(app) == before
    assert manager.post(action, data=form).status_code == 302
    assert "Voided" in manager.get(f"/sales/{number}").text
    assert deli.api.get(f"/lots/{deli.lots['SOON']}").json["on_hand"] == "3"
    receipt = manager.get(f"/sales/{number}/receipt?part=1").text
    assert "VOID" in receipt


def test_a_sale_of_another_site_is_not_found(app: Flask, deli: Deli, number: str) -> None:
    site = {"code": "WEST", "name": "West", "kind": "store", "time_zone": "UTC"}
    made = deli.api.post("/sites", site)
    assert made.status_code == 201
    assert deli.api.post("/tills", {"code": "W1", "site": "WEST"}).status_code == 201
    client = app.test_client()
    people.sign_in(client, people.person(app, "cashier", site_id=_site_id(app, "WEST")))
    assert number not in client.get("/sales").text
    assert client.get(f"/sales/{number}").status_code == 404


def _site_id(app: Flask, code: str) -> int:
    with app.app_context(), reading() as session:
        from_code = select(Site.id).where(Site.code == code)
        return session.scalars(from_code).one()
