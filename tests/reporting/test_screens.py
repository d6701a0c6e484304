"""The owner's page, integrity, valuation: right figures, right people, working links."""

import re

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounting.models import NumberSeries
from app.db import transaction
from tests.identity.visitor import Visitor, visit
from tests.reporting.history import TODAY, deliver, furnish, line, live, sell
from tests.support.api import ApiClient
from tests.support.clock import Clock

PAGES = ("/dashboard", "/integrity", "/valuation")
LINK = re.compile(r'href="(/[^"#]*)"')


def _text(page: str) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_dashboard_proves_that_stock_is_ledger(app: Flask, api: ApiClient) -> None:
    live(api)
    worth = api.get("/accounting/valuation").json["total"]
    words = _text(visit(app, "owner").look("/dashboard").text)
    assert words.count(f"${worth}") == 2
    assert "agree to the cent" in words


def test_the_dashboard_compares_with_the_same_weekday(
    app: Flask, api: ApiClient, clock: Clock
) -> None:
    clock.at("2026-11-14T10:00:00+00:00")
    furnish(api)
    deliver(api, line("YOG-500", "50", "55.00", expires_on="2026-11-26"))
    sell(api, {"sku": "YOG-500", "quantity": "10"}, paid="30.00")
    clock.at("2026-11-21T10:00:00+00:00")
    sell(api, {"sku": "YOG-500", "quantity": "4"}, paid="20.00")
    words = _text(visit(app, "owner").look("/dashboard").text)
    assert "$9.96 $24.90 last Saturday" in words
    assert "$5.56 56 % of sales" in words.replace("\u00a0", " ")
    assert "Within 7 days 1 lot $39.60 at cost" in words


@pytest.mark.parametrize("role", ["owner", "manager", "accountant"])
def test_every_link_of_these_pages_leads_somewhere(app: Flask, api: ApiClient, role: str) -> None:
    live(api)
    somebody = visit(app, role)
    for page in PAGES:
        seen = somebody.look(page)
        assert seen.status_code == 200, seen.text
        links = sorted(set(LINK.findall(seen.text.replace("&amp;", "&"))))
        answers = {
            link: somebody.look(link).status_code for link in links if "/static/" not in link
        }
        assert set(answers.values()) <= {200, 302}, answers


@pytest.mark.parametrize("role", ["cashier", "receiver"])
def test_these_pages_are_not_for_everybody(app: Flask, role: str) -> None:
    somebody = visit(app, role)
    assert {somebody.look(page).status_code for page in PAGES} == {403}


def test_the_integrity_page_says_what_is_broken(app: Flask, api: ApiClient) -> None:
    live(api)
    somebody = visit(app, "owner")
    assert "checks hold" in _text(somebody.look("/integrity").text)
    more = update(NumberSeries).values(next_number=NumberSeries.next_number + 1)
    with app.app_context():
        transaction(lambda session: session.execute(more.where(NumberSeries.code == "GR")))
    words = _text(somebody.look("/integrity").text)
    assert "1 check does not hold" in words
    assert "series GR: 5 numbers given, 4 documents carry one" in words


def test_the_valuation_page_shows_a_day_and_a_site(
    app: Flask, api: ApiClient, clock: Clock
) -> None:
    clock.at(f"{TODAY}T10:00:00+00:00")
    lots = live(api)
    somebody = visit(app, "accountant")
    assert lots[2] in somebody.look("/valuation").text
    before = somebody.look("/valuation?as_of=2026-11-20")
    assert "Nothing in stock" in before.text
    north = somebody.look("/valuation?site=NORTH").text
    assert lots[2] not in north
    assert "$3.33" in north
    assert "Differs" not in north


def test_somebody_of_one_site_sees_its_figures_alone(app: Flask, api: ApiClient) -> None:
    live(api)
    visitor = Visitor(app)
    north = visit(app, "manager", site_id=2)
    words = _text(north.look("/dashboard").text)
    assert "Stock $3.33 = Ledger $3.33" in words
    assert "L000001B" not in north.look("/valuation").text
    assert visitor.look("/dashboard").status_code == 302
