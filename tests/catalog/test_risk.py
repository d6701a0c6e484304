"""How risky a product is and whether it may be sold past its date: set by API and on screen."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalog.queries import product_by_sku
from app.db import reading
from tests.support.api import ApiClient
from tests.support.people import form_token

HAM = {"sku": "HAM", "name": "Ham", "price": "4.00", "tax_category": "standard"}


@pytest.fixture
def shop(api: ApiClient) -> ApiClient:
    assert api.post("/tax-categories", {"code": "standard", "rate": "0.20"}).status_code == 200
    return api


def _stored(app: Flask) -> tuple[str, str]:
    with app.app_context(), reading() as session:
        found = product_by_sku(session, "HAM")
        return found.risk, found.expired_sale


def test_a_product_is_of_normal_risk_and_never_sold_expired_unless_said(
    shop: ApiClient, app: Flask
) -> None:
    made = shop.post("/products", HAM)
    assert (made.json["risk"], made.json["expired_sale"]) == ("normal", "never")
    assert _stored(app) == ("normal", "never")
    changed = shop.patch("/products/HAM", {"risk": "high", "expired_sale": "approval"})
    assert (changed.json["risk"], changed.json["expired_sale"]) == ("high", "approval")
    assert shop.patch("/products/HAM", {"name": "Smoked ham"}).json["risk"] == "high"
    assert _stored(app) == ("high", "approval")


@pytest.mark.parametrize("field", ["risk", "expired_sale"])
def test_a_word_nobody_knows_is_refused_and_nothing_is_written(
    shop: ApiClient, app: Flask, field: str
) -> None:
    assert shop.post("/products", HAM | {"risk": "sensitive"}).status_code == 201
    refused = shop.patch("/products/HAM", {field: "sometimes", "name": "Other"})
    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json["errors"]] == [field]
    assert _stored(app) == ("sensitive", "never")
    assert shop.get("/products/HAM").json["name"] == "Ham"


@pytest.mark.databases("sqlite")
def test_the_form_shows_and_saves_both(
    shop: ApiClient, app: Flask, client_as: Callable[[str], FlaskClient]
) -> None:
    assert shop.post("/products", HAM).status_code == 201
    manager = client_as("manager")
    page = manager.get("/catalog/products/HAM")
    assert "Sold past its date" in page.text
    form = {
        "csrf_token": form_token(page), "name": "Ham", "price": "4", "tax_category": "standard",
        "lot_policy": "fefo", "expiry_kind": "use_by", "active": "y", "risk": "sensitive",
        "expired_sale": "approval",
    }  # fmt: skip
    assert manager.post("/catalog/products/HAM", data=form).status_code == 302
    assert _stored(app) == ("sensitive", "approval")
    facts = client_as("cashier").get("/catalog/products/HAM").text
    assert "Sensitive: fresh goods" in facts
    assert "With a second person&#39;s approval" in facts
