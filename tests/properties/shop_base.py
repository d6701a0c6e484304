"""What every part of the machine stands on: the shop under play, its model, how it is asked.

Holds no rules. After each step the stock must equal the model's, and every few steps the shop's
own integrity checks run.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import time_machine
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from app.db import reading
from app.inventory.models import Location, StockBalance
from app.inventory.models import Lot as LotRow
from app.reporting.integrity import run_checks
from app.values.quantity import from_micro
from tests.properties.shop_model import OK, Lot, Product, Shop, Sold
from tests.properties.till_model import Container, Drawer
from tests.support.api import ApiClient

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
CHECK_EVERY = 10
UNITS = st.integers(min_value=1, max_value=9)
PICK = st.integers(min_value=0, max_value=10_000)
"""Which of the products, lots or sales there are: the number modulo how many."""
SELDOM = st.integers(0, 7).map(lambda number: number == 7)
"""One time in eight: what goes wrong in a shop, so that there is something left to go wrong."""


class ShopBase(RuleBasedStateMachine):
    """One shop from its first day. Subclasses say where its database comes from (`open_shop`)."""

    def open_shop(self) -> tuple[Flask, ApiClient]:
        raise NotImplementedError

    def close_shop(self) -> None:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.travel = time_machine.travel(self.now, tick=False)
        self.traveller = self.travel.start()
        self.model = Shop(self.now.date())
        self.drawer = Drawer()
        self.opened: dict[str, Container] = {}
        self.steps = 0
        self.last: tuple[str, Any, str, str] | None = None
        self.app, self.api = self.open_shop()
        assert self.api.post("/suppliers", {"code": "S1", "name": "S"}).status_code == 201

    def teardown(self) -> None:
        try:
            self.all_checks_hold()
        finally:
            self.travel.stop()
            self.close_shop()

    def ask(self, path: str, body: Any, expected: str) -> Any:
        """POST under a new key and hold the answer against what was foretold."""
        key = uuid4().hex
        answer = self.api.post(path, body, key=key)
        code = OK if answer.status_code in {200, 201} else answer.json["code"]
        assert code == expected, (path, body, answer.text, expected)
        if code == OK and answer.status_code == 201:
            self.last = (path, body, key, answer.text)
        return answer.json

    def pass_time(self, span: timedelta) -> None:
        """Later in the same shop."""
        self.now += span
        self.traveller.move_to(self.now, tick=False)
        self.model.today = self.now.date()

    def product(self, pick: int) -> Product:
        return self.model.products[pick % len(self.model.products)]

    def lot(self, pick: int) -> Lot:
        return self.model.lots[pick % len(self.model.lots)]

    def good_lot(self, pick: int) -> Lot:
        """A lot that may be sold, while there is one."""
        good = [
            lot for lot in self.model.lots
            if lot.front() and not lot.refusal(self.model.today)
        ]  # fmt: skip
        return good[pick % len(good)] if good else self.lot(pick)

    def sold(self, pick: int) -> Sold:
        """A sale of which something can still come back, while there is one."""
        there = [sold for sold in self.model.sales if sold.left()] or self.model.sales
        return there[pick % len(there)]

    def day(self, ago: int) -> date:
        return self.model.days_ago(ago)

    @staticmethod
    def amount(product: Product, units: int) -> Decimal:
        """So many pieces, or an odd weight."""
        return Decimal(units) * Decimal("0.337") if product.unit == "kg" else Decimal(units)

    @invariant()
    def stock_is_the_models(self) -> None:
        self.steps += 1
        self.pass_time(timedelta(seconds=1))
        balance = StockBalance
        columns = (LotRow.number, LotRow.status, Location.code, balance.on_hand, balance.reserved)
        rows = (
            select(*columns)
            .join(StockBalance, StockBalance.lot_id == LotRow.id)
            .join(Location, Location.id == StockBalance.location_id)
            .where(StockBalance.on_hand > 0)
        )
        with self.app.app_context(), reading() as session:
            found = {
                (r.number, r.code): (from_micro(r.on_hand), r.status, from_micro(r.reserved))
                for r in session.execute(rows)
            }
        assert found == {
            (lot.number, place): (quantity, lot.status, lot.held.get(place, Decimal(0)))
            for lot in self.model.lots
            for place, quantity in lot.places.items()
            if quantity
        }
        if self.steps % CHECK_EVERY == 0:
            self.all_checks_hold()

    def all_checks_hold(self) -> None:
        with self.app.app_context(), reading() as session:
            assert [result for result in run_checks(session) if not result.ok] == []
