"""The writers of the catalogue: one check for every way in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalog import queries
from app.catalog.drafts import PackDraft, ProductDraft, checked
from app.catalog.models import Product
from app.catalog.price_history import price_history
from app.catalog.services import change_product, create_product, draft_of, set_tax_category
from app.db import reading, transaction
from app.errors import AlreadyExists, BadInput, NotFound, WrongState
from app.identity.actors import SYSTEM
from app.values.quantity import MICRO
from app.web.paging import encode_cursor

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
MILK = ProductDraft(
    "MILK",
    "Milk",
    1_190_000,
    gtins=("4006381333931",),
    packs=(PackDraft("case", 12 * MICRO, "14006381333938"), PackDraft("tray", 6 * MICRO)),
    category="Dairy",
)
Write = Callable[[Callable[..., Any]], Any]


@pytest.fixture
def milk(write: Write) -> int:
    made: int = write(lambda session: create_product(session, MILK, at=AT))
    return made


def test_a_product_stands_as_it_was_drafted(milk: int) -> None:
    with reading() as session:
        stood = draft_of(session, milk)
        row = queries.product_by_sku(session, "MILK")
    assert set(stood.packs) == set(checked(MILK).packs)
    assert replace(stood, packs=()) == replace(checked(MILK), packs=())
    assert (row.id, row.tax_rate, row.price, row.active) == (milk, 0, 1_190_000, True)


def test_many_products_are_read_by_one_statement(milk: int) -> None:
    with reading() as session:
        found = queries.products_by_sku(session, ["MILK", "MILK", "GONE"])
        assert {sku: row.id for sku, row in found.items()} == {"MILK": milk}
        assert queries.products_by_sku(session, []) == {}
        code = queries.products_by_gtin(session, ["14006381333938"])["14006381333938"]
    assert (code.product.sku, code.pack_unit, code.factor) == ("MILK", "case", 12 * MICRO)


def test_a_unit_is_the_base_unit_or_one_of_the_packs(milk: int) -> None:
    with reading() as session:
        product = queries.product_by_id(session, milk)
        factors = [queries.unit_factor(session, product, unit) for unit in (None, "each", "tray")]
        with pytest.raises(BadInput):
            queries.unit_factor(session, product, "pallet")
    assert factors == [MICRO, MICRO, 6 * MICRO]


def test_every_wrong_field_is_named_at_once() -> None:
    wrong = replace(MILK, name="", price=-1, base_unit="dozen", gtins=("1",), shelf_life_days=-1)
    with pytest.raises(BadInput) as refused:
        checked(wrong)
    named = {fault["field"] for fault in refused.value.errors}
    assert {"name", "price", "base_unit", "gtins.0", "shelf_life_days"} <= named


def test_weighed_goods_may_have_packs_of_any_size() -> None:
    wheel = replace(MILK, base_unit="kg", packs=(PackDraft("wheel", 4_500_000),))
    assert checked(wheel).packs[0].factor == 4_500_000


def test_stock_fixes_unit_and_tracking_and_nothing_else(write: Write, milk: int) -> None:
    def change(**changes: Any) -> None:
        write(
            lambda session: change_product(
                session, "MILK", changes, has_stock=True, at=AT, by=SYSTEM
            )
        )

    for fixed in ({"base_unit": "l", "packs": ()}, {"tracking": "none"}):
        with pytest.raises(WrongState):
            change(**fixed)
    change(price=1_290_000, tracking="lot")
    with reading() as session:
        assert draft_of(session, milk).base_unit == "each"
        prices = [(each.before, each.after, each.by) for each in price_history(session, "MILK")]
    assert prices == [(1_190_000, 1_290_000, "Lotwise")]


def test_a_product_that_is_not_there_cannot_change(write: Write) -> None:
    with pytest.raises(NotFound):
        write(
            lambda session: change_product(session, "GONE", {}, has_stock=False, at=AT, by=SYSTEM)
        )


def test_of_two_people_who_add_the_same_sku_one_is_told(context: Flask) -> None:
    def add(name: str) -> str:
        with context.app_context():
            try:
                transaction(
                    lambda session: create_product(session, replace(MILK, name=name), at=AT)
                )
            except AlreadyExists:
                return "told"
            return "added"

    with ThreadPoolExecutor(4) as crowd:
        outcomes = sorted(crowd.map(add, "abcd"))
    assert outcomes == ["added", "told", "told", "told"]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 1


def test_a_rate_beyond_one_is_refused(write: Write) -> None:
    with pytest.raises(BadInput):
        write(lambda session: set_tax_category(session, "standard", rate=1_000_001))
    with reading() as session:
        assert queries.tax_rates(session) == {"reduced": 0, "standard": 0, "zero": 0}


def test_products_are_listed_by_category_and_state(write: Write, milk: int) -> None:
    for sku, category, active in (("A", "Dairy", False), ("B", "Bread", True)):
        draft = ProductDraft(sku, sku, 0, category=category, active=active)
        write(lambda session, draft=draft: create_product(session, draft, at=AT))

    def skus(**wanted: Any) -> list[str]:
        with reading() as session:
            return [row.sku for row in queries.search(session, **wanted).items]

    assert skus(category="Dairy") == ["A", "MILK"]
    assert skus(active=True) == ["B", "MILK"]
    assert skus(query="bread") == ["B"]
    with reading() as session:
        assert list(queries.categories(session)) == ["Bread", "Dairy"]


@pytest.mark.parametrize(
    "key", [("a", 2**63), ("a", -1), ("a\x00", 1), ("\ud800", 1), (1, "a"), (None, None)]
)
def test_a_forged_cursor_is_refused(context: Flask, key: tuple[Any, Any]) -> None:
    with reading() as session, pytest.raises(BadInput):
        queries.search(session, cursor=encode_cursor(*key))
