"""The catalogue's screens: what they show, what they save, what they refuse."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.catalog import queries
from app.catalog.drafts import PackDraft, ProductDraft
from app.catalog.services import create_product, draft_of
from app.db import reading, transaction
from app.values.quantity import MICRO
from tests.support.people import form_token, person, sign_in

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
MILK = ProductDraft(
    "MILK/1 é",
    "Milk <b>fresh</b>",
    1_190_000,
    gtins=("4006381333931",),
    packs=(PackDraft("case", 12 * MICRO, "14006381333938"),),
)
TYPED = {
    "name": "Oat drink",
    "sku": "OAT",
    "category": "Dairy",
    "base_unit": "each",
    "tracking": "lot",
    "price": "1,49",
    "tax_category": "standard",
    "lot_policy": "fefo",
    "expiry_kind": "best_before",
    "risk": "normal",
    "expired_sale": "never",
    "shelf_life_days": "90",
    "gtins": "9506000134352",
    "packs-0-unit": "tray",
    "packs-0-factor": "6",
    "active": "y",
}


@pytest.fixture
def owner(app: Flask, client: FlaskClient) -> FlaskClient:
    sign_in(client, person(app, "owner"))
    return client


@pytest.fixture
def milk(app: Flask) -> str:
    """A product; no context stays open, as requests would share its `g`."""
    with app.app_context():
        transaction(lambda session: create_product(session, MILK, at=AT))
    return "/catalog/products/MILK/1%20%C3%A9"


def _post(client: FlaskClient, path: str, **typed: str) -> TestResponse:
    token = form_token(client.get("/catalog/taxes"))
    return client.post(path, data={**typed, "csrf_token": token})


def _draft(app: Flask, sku: str) -> ProductDraft | None:
    with app.app_context(), reading() as session:
        found = queries.products_by_sku(session, [sku]).get(sku)
        return draft_of(session, found.id) if found else None


def test_the_list_finds_and_escapes(owner: FlaskClient, milk: str) -> None:
    page = owner.get("/catalog/products?q=milk")
    assert page.status_code == 200
    assert milk in page.text
    assert "Milk &lt;b&gt;fresh&lt;/b&gt;" in page.text
    assert "Nothing found" in owner.get("/catalog/products?q=zebra").text
    for query in ("?q=%00", "?category=%00%ED%A0%80", "?state=?", "?q=" + "x" * 3000):
        assert owner.get("/catalog/products" + query).status_code == 200, query
    assert owner.get("/catalog/products?cursor=x").status_code == 400


def test_an_empty_shop_says_what_to_do(owner: FlaskClient) -> None:
    assert "No products yet" in owner.get("/catalog/products").text


def test_a_product_is_added_as_typed(app: Flask, owner: FlaskClient) -> None:
    answer = _post(owner, "/catalog/new-product", **TYPED)
    assert answer.status_code == 302, answer.text
    made = _draft(app, "OAT")
    assert made is not None
    assert (made.price, made.gtins, made.shelf_life_days) == (1_490_000, ("09506000134352",), 90)
    assert made.packs == (PackDraft("tray", 6 * MICRO, None),)
    assert "Oat drink is in the catalogue." in owner.get(answer.location).text


def test_a_scanned_symbol_gives_its_barcode(app: Flask, owner: FlaskClient) -> None:
    typed = TYPED | {"gtins": "(01)09506000134352(10)ABC\n4006381333931"}
    assert _post(owner, "/catalog/new-product", **typed).status_code == 302
    made = _draft(app, "OAT")
    assert made is not None
    assert made.gtins == ("04006381333931", "09506000134352")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " \u202e "}, "Type a name."),
        ({"price": "1e5"}, "Write a number such as 12.50."),
        ({"price": ""}, "Type a price."),
        ({"gtins": "4006381333932"}, "4006381333932 is no GTIN"),
        ({"packs-0-factor": "1,5"}, "Must be whole"),
        ({"packs-0-factor": ""}, "This is needed."),
        ({"packs-0-unit": "each"}, "is the base unit"),
        ({"packs-0-gtin": "1"}, "1 is no GTIN"),
        ({"tax_category": "luxury"}, "Not a valid choice"),
        ({"base_unit": "dozen"}, "Not a valid choice"),
        ({"shelf_life_days": "99999999999999999999"}, "A whole number from 0 to 36500."),
        ({"sku": "a//b"}, "Must not begin or end with /"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    app: Flask, owner: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    answer = _post(owner, "/catalog/new-product", **TYPED | wrong)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Nothing was saved" in answer.text
    assert _draft(app, "OAT") is None


def test_a_taken_barcode_is_refused_with_its_owner(
    app: Flask, owner: FlaskClient, milk: str
) -> None:
    answer = _post(owner, "/catalog/new-product", **TYPED | {"gtins": "4006381333931"})
    assert answer.status_code == 409
    assert "already belongs to MILK/1 é" in answer.text
    assert _draft(app, "OAT") is None


def test_a_product_is_changed_and_its_unit_is_not(
    app: Flask, owner: FlaskClient, milk: str
) -> None:
    assert "4006381333931" in owner.get(milk).text
    typed = TYPED | {"base_unit": "kg", "tracking": "none", "sku": "NEW", "packs-0-unit": ""}
    assert _post(owner, milk, **typed | {"packs-0-factor": ""}).status_code == 302
    after = _draft(app, MILK.sku)
    assert after is not None
    assert (after.name, after.base_unit, after.tracking) == ("Oat drink", "each", "lot")
    assert after.packs == ()
    assert "$1.19 → $1.49" in owner.get(milk).text


def test_a_wrong_change_is_not_saved(app: Flask, owner: FlaskClient, milk: str) -> None:
    before = _draft(app, MILK.sku)
    assert _post(owner, milk, **TYPED | {"price": "-1"}).status_code == 400
    assert _post(owner, "/catalog/products/GONE", **TYPED).status_code == 404
    assert _draft(app, MILK.sku) == before


def test_tax_rates_are_typed_in_percent(app: Flask, owner: FlaskClient) -> None:
    assert _post(owner, "/catalog/taxes", code="reduced", rate="7,7").status_code == 302
    assert "7.7 %" in owner.get("/catalog/taxes").text
    for wrong in ("101", "-1", "abc", "1e1", "", "7.00001"):
        assert _post(owner, "/catalog/taxes", code="reduced", rate=wrong).status_code == 400
    with app.app_context(), reading() as session:
        assert queries.tax_rates(session)["reduced"] == 77_000


def test_who_may_only_look_sees_facts_and_saves_nothing(
    app: Flask, client: FlaskClient, milk: str
) -> None:
    sign_in(client, person(app, "cashier"))
    before = _draft(app, MILK.sku)
    page = client.get(milk)
    assert page.status_code == 200
    assert "Save" not in page.text
    assert client.get("/catalog/new-product").status_code == 403
    assert _post(client, milk, **TYPED).status_code == 403
    assert _post(client, "/catalog/taxes", code="x", rate="1").status_code == 403
    assert _draft(app, MILK.sku) == before


def test_strangers_are_shown_the_door(client: FlaskClient) -> None:
    answer = client.get("/catalog/products")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
