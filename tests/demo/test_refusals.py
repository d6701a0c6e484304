"""The demo is for empty shops, and is there whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounting.models import JournalEntry
from app.catalog.drafts import ProductDraft
from app.catalog.models import Product
from app.catalog.services import create_product
from app.db import reading, transaction
from app.demo import history, keeping
from app.demo.command import make_demo_shop
from app.demo.stage import Stage
from app.identity.models import AuditEvent, Person, Site
from app.identity.queries import shop
from app.inventory.models import Movement
from app.purchasing.models import GoodsReceipt, Supplier
from app.sales.models import Sale, Till
from tests.demo.shop import DemoShop

TABLES = (Person, Site, Till, Supplier, Product, GoodsReceipt, Sale, Movement, JournalEntry)


def _written() -> list[Any]:
    with reading() as session:
        counts = [session.scalar(select(func.count()).select_from(each)) for each in TABLES]
        events = session.scalar(select(func.count(AuditEvent.id)))
        kept = shop(session)
        return [*counts, events, kept.name if kept else None]


def _run(app: Flask, *options: str) -> Any:
    return app.test_cli_runner().invoke(args=["demo", *options])


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_second_demo_is_refused_and_writes_nothing(demo: DemoShop) -> None:
    with demo.app.app_context():
        before = _written()
    answer = _run(demo.app)
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "already has sales" in answer.stderr
    assert "Nothing was written" in answer.stderr
    with demo.app.app_context():
        assert _written() == before


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_if_empty_repeats_the_log_ins_of_a_demo_shop(demo: DemoShop) -> None:
    answer = _run(demo.app, "--if-empty")
    assert answer.exit_code == 0
    assert answer.stdout == demo.answer.stdout
    assert answer.stderr == ""


def _add_product(app: Flask) -> list[Any]:
    with app.app_context():
        draft = ProductDraft(sku="OWN", name="Own honey", price=5_000_000)
        transaction(lambda session: create_product(session, draft, at=clock.now()))
        return _written()


def test_a_shop_with_its_own_products_is_refused_and_stays_as_it_is(app: Flask) -> None:
    before = _add_product(app)
    answer = _run(app)
    assert answer.exit_code == 1
    assert "already has products" in answer.stderr
    with app.app_context():
        assert _written() == before


def test_if_empty_leaves_a_real_shop_alone_and_shows_no_log_ins(app: Flask) -> None:
    before = _add_product(app)
    answer = _run(app, "--if-empty")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", "")
    with app.app_context():
        assert _written() == before


def test_an_interrupted_demo_leaves_the_shop_empty(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _written()
    monkeypatch.setattr(keeping, "throw_away_expired", _interrupted_after(3))
    with pytest.raises(KeyboardInterrupt):
        make_demo_shop()
    assert _written() == before


def _interrupted_after(days: int) -> Callable[..., None]:
    def throw_away(stage: Stage, store: object, ago: int) -> None:
        if ago < history.DAYS - days:
            raise KeyboardInterrupt

    return throw_away
