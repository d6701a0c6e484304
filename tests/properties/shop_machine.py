"""Hypothesis plays shop: any order of deliveries, sales, returns, holds, recalls, days, closings.

Each step goes over the interface and is foretold by the plain model; after it the stock must equal
the model's. The shop's own integrity checks run every few steps and at the end.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import uuid4

import time_machine
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from app.db import reading
from app.gs1.check_digits import check_digit
from app.inventory.models import Location, StockBalance
from app.inventory.models import Lot as LotRow
from app.reporting.integrity import run_checks
from app.values.quantity import from_micro
from tests.properties.shop_model import OK, Lot, Product, Shop, Sold, total_of
from tests.support.api import ApiClient

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
CHECK_EVERY = 10
UNITS = st.integers(min_value=1, max_value=9)
PLACES = st.sampled_from(["MAIN/DOCK", "MAIN/STOCK", "MAIN/QUARANTINE"])
PICK = st.integers(min_value=0, max_value=10_000)
"""Which of the products, lots or sales there are: the number modulo how many."""
DELIVERED = st.tuples(st.integers(1, 30), st.integers(0, 9999), st.integers(-1, 40))
SELDOM = st.integers(0, 7).map(lambda number: number == 7)
"""One time in eight: what goes wrong in a shop, so that there is something left to go wrong."""
KINDS: tuple[tuple[str, bool, str, bool, int], ...] = (
    # policy, tracked, expiry kind, weighed, price in cents
    ("fefo", True, "use_by", False, 199),
    ("fifo", True, "best_before", True, 1333),
    ("lifo", True, "none", False, 1),
    ("same_lot", True, "use_by", False, 250),
    ("ask", True, "best_before", False, 999),
    ("fefo", False, "none", False, 10),
    ("fefo", True, "best_before", True, 0),
)
WAYS = st.sampled_from(["auto", "auto", "lot", "scan"])
NONSENSE: tuple[tuple[str, Any], ...] = (
    ("/sales", {"till": "T1", "lines": []}),
    ("/sales", {"till": "NONE", "lines": [{"sku": "P1"}]}),
    ("/sales", {"till": "T1", "lines": [{"sku": "P1", "quantity": "-1"}]}),
    ("/sales", {"till": "T1", "lines": [{"sku": "P1", "quantity": "0.5", "lot": "NONE"}]}),
    ("/goods-receipts", {"supplier": "S1", "site": "MAIN", "lines": [{"sku": "P1"}]}),
    ("/recalls", {"reason": "x", "scope": {}}),
    ("/lots/NONE/release", {"reason": "x"}),
    ("/accounting/entries", {"on": "2026-01-01", "memo": "x", "postings": []}),
)


class ShopMachine(RuleBasedStateMachine):
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

    def product(self, pick: int) -> Product:
        return self.model.products[pick % len(self.model.products)]

    def lot(self, pick: int) -> Lot:
        return self.model.lots[pick % len(self.model.lots)]

    def sold(self, pick: int) -> Sold:
        """A sale of which something can still come back, while there is one."""
        there = [sold for sold in self.model.sales if sold.left()] or self.model.sales
        return there[pick % len(there)]

    def has_sales(self) -> bool:
        return bool(self.model.sales)

    @initialize(costs=st.lists(st.integers(0, 9999), min_size=2, max_size=2))
    def open_with_full_shelves(self, costs: list[int]) -> None:
        for number, kind in enumerate(KINDS):
            self.new_product(*kind)
            self.receive(number, [(20, costs[0], 30), (9, costs[1], 12)], 0, held=False)

    def new_product(
        self, policy: str, tracked: bool, expiry: str, weighed: bool, cents: int
    ) -> None:
        number = len(self.model.products) + 1
        payload = f"0950600013{number:03d}"
        made = Product(
            f"P{number}",
            payload + check_digit(payload),
            "kg" if weighed else "each",
            policy,
            tracked,
            expiry,
            Decimal(cents).scaleb(-2),
        )
        body = {"sku": made.sku, "name": made.sku, "price": str(made.price), "base_unit": made.unit}
        body |= {"lot_policy": policy, "expiry_kind": expiry, "gtins": [made.gtin]}
        self.ask("/products", body | {"tracking": "lot" if tracked else "none"}, OK)
        self.model.products.append(made)

    @rule(
        pick=PICK,
        lots=st.lists(DELIVERED, min_size=1, max_size=4),
        ago=st.sampled_from([0, 0, 0, 0, 2, 9]),
        held=SELDOM,
    )
    def receive(self, pick: int, lots: list[tuple[int, int, int]], ago: int, *, held: bool) -> None:
        product, came_on = self.product(pick), self.model.days_ago(ago)
        status = "quarantined" if held and len(lots) > 1 else "released"
        lines, new = [], []
        for number, (units, cents, days) in enumerate(lots, len(self.model.lots)):
            quantity = self.amount(product, units)
            dated = None if product.expiry_kind == "none" else came_on + timedelta(days)
            line = {"sku": product.sku, "quantity": str(quantity), "status": status}
            line["line_cost"] = str(Decimal(cents).scaleb(-2))
            lines.append(line | ({"expires_on": dated.isoformat()} if dated else {}))
            where = {"MAIN/DOCK": quantity}
            new.append(Lot("", number, product, came_on, dated, status, where))
        closed = came_on <= self.model.closed
        body = {"supplier": "S1", "site": "MAIN", "received_on": came_on.isoformat()}
        done = self.ask(
            "/goods-receipts", body | {"lines": lines}, "period_closed" if closed else OK
        )
        if not closed:
            for lot, line in zip(new, done["lines"], strict=True):
                lot.number = line["lot"]
            self.model.lots += new

    @staticmethod
    def amount(product: Product, units: int) -> Decimal:
        """So many pieces, or an odd weight."""
        return Decimal(units) * Decimal("0.337") if product.unit == "kg" else Decimal(units)

    @rule(pick=PICK, units=UNITS, change=st.integers(0, 500))
    def sell_by_policy(self, pick: int, units: int, change: int) -> None:
        self.sell(self.good_lot(pick), units, "auto", change, 0)

    @rule(pick=PICK, units=UNITS, way=st.sampled_from(["lot", "scan"]))
    def sell_a_named_lot(self, pick: int, units: int, way: str) -> None:
        self.sell(self.good_lot(pick), units, way, 0, 0)

    @rule(pick=PICK, units=UNITS, way=WAYS, ago=st.sampled_from([0, 0, 1, 9]))
    def sell_whatever_it_is(self, pick: int, units: int, way: str, ago: int) -> None:
        self.sell(self.lot(pick), 3 * units, way, 0, ago)

    def good_lot(self, pick: int) -> Lot:
        """A lot that may be sold, while there is one."""
        good = [
            lot for lot in self.model.lots
            if lot.front() and not lot.refusal(self.model.today)
        ]  # fmt: skip
        return good[pick % len(good)] if good else self.lot(pick)

    def sell(self, lot: Lot, units: int, way: str, change: int, ago: int) -> None:
        product = lot.product
        quantity, named = self.amount(product, units), None
        line: dict[str, Any] = {"sku": product.sku, "quantity": str(quantity)}
        if way == "lot":
            line["lot"], named = lot.number, lot
        if way == "scan":
            data = f"(01)0{product.gtin[-13:]}(10){lot.number}"
            line = {"scan": data, "quantity": str(quantity)}
            named = lot if product.tracked else None
        day = self.model.days_ago(ago)
        expected, picks = self.model.sale(product, quantity, named, day)
        if expected == OK and day <= self.model.closed:
            expected = "period_closed"
        total = total_of(product, quantity)
        back = Decimal(change).scaleb(-2)
        by_card = (total / 2).quantize(Decimal("0.01"), ROUND_DOWN)
        payments = [
            {"tender": "card", "amount": str(by_card)},
            {"tender": "cash", "amount": str(total - by_card + back)},
        ]
        sold_at = (self.now - timedelta(days=ago)).isoformat()
        body = {"till": "T1", "lines": [line], "payments": payments, "sold_at": sold_at}
        done = self.ask("/sales", body, expected)
        if expected == OK:
            self.compare(done, picks, total, back)
            for taken, part in picks:
                taken.take(part, ("MAIN/DOCK", "MAIN/STOCK"))
            self.model.sales.append(Sold(done["number"], picks))

    @staticmethod
    def compare(done: Any, picks: Any, total: Decimal, back: Decimal) -> None:
        (line,) = done["lines"]
        taken = {each["lot"]: Decimal(each["quantity"]) for each in line["allocations"]}
        assert taken == {lot.number: part for lot, part in picks}
        assert (Decimal(done["total"]), Decimal(done["change"])) == (total, back)

    @precondition(has_sales)
    @rule(
        pick=PICK, units=UNITS, wish=st.sampled_from(["restock", "restock", "quarantine", "waste"])
    )
    def bring_back(self, pick: int, units: int, wish: str) -> None:
        sold = self.sold(pick)
        quantity = self.amount(sold.picks[0][0].product, units)
        expected, goods = self.model.give_back(sold, quantity, wish)
        line = {"line": 1, "quantity": str(quantity), "disposition": wish, "reason": "not liked"}
        body = {"till": "T1", "lines": [line], "refund": {"tender": "cash"}}
        done = self.ask(f"/sales/{sold.number}/returns", body, expected)
        if expected == OK:
            kept = [(line["lot"], line["disposition"]) for line in done["lines"]]
            assert kept == [(lot.number, kept_as) for lot, _part, kept_as in goods]
            self.model.came_back(sold, goods)

    @precondition(has_sales)
    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        sold = self.sold(pick)
        expected, goods = self.model.undo(sold)
        self.ask(f"/sales/{sold.number}/void", {"till": "T1", "reason": "mistake"}, expected)
        self.model.came_back(sold, goods)

    @rule(pick=PICK, step=st.sampled_from(["quarantine", "release", "release"]))
    def hold_or_release(self, pick: int, step: str) -> None:
        held = [lot for lot in self.model.lots if lot.status == "quarantined"]
        lot = held[pick % len(held)] if held and step == "release" else self.lot(pick)
        wrong = {"release": {"recalled": "lot_recalled", "released": "wrong_state"}}
        refused = wrong.get(step, {"recalled": "lot_recalled"}).get(lot.status, OK)
        self.ask(f"/lots/{lot.number}/{step}", {"reason": "smell"}, refused)
        status = {"release": "released", "quarantine": "quarantined"}[step]
        lot.status = lot.status if refused else status

    @rule(pick=PICK, seldom=SELDOM)
    def recall(self, pick: int, *, seldom: bool) -> None:
        if not seldom:
            return
        lot = self.lot(pick)
        self.ask("/recalls", {"reason": "glass", "scope": {"lots": [lot.number]}}, OK)
        lot.status = "recalled"

    @rule(pick=PICK, units=st.one_of(st.none(), UNITS))
    def write_off(self, pick: int, units: int | None) -> None:
        lot = self.lot(pick)
        there = sum(lot.places.values())
        quantity = there if units is None else self.amount(lot.product, units)
        enough = 0 < quantity <= there
        named = {} if units is None else {"quantity": str(quantity)}
        expected = OK if enough else "not_enough_stock"
        self.ask(f"/lots/{lot.number}/write-off", {"reason": "broken", **named}, expected)
        if enough:
            lot.take(quantity, tuple(lot.places))

    @rule(pick=PICK, units=UNITS, source=PLACES, goal=PLACES)
    def move(self, pick: int, units: int, source: str, goal: str) -> None:
        lot = self.lot(pick)
        quantity = self.amount(lot.product, units)
        enough = lot.places.get(source, Decimal(0)) >= quantity
        expected = "invalid" if source == goal else OK if enough else "not_enough_stock"
        line = {"lot": lot.number, "quantity": str(quantity), "from": source, "to": goal}
        self.ask("/stock/moves", {"lines": [line]}, expected)
        if expected == OK:
            lot.take(quantity, (source,))
            lot.put(goal, quantity)

    @rule(days=st.integers(1, 4), ago=st.integers(0, 9), close=SELDOM)
    def days_pass(self, days: int, ago: int, *, close: bool) -> None:
        self.now += timedelta(days)
        self.traveller.move_to(self.now, tick=False)
        self.model.today = self.now.date()
        if close:
            self.close_the_books(self.model.days_ago(ago))

    def close_the_books(self, through: date) -> None:
        over, new = through < self.model.today, through > self.model.closed
        expected = "invalid" if not over else OK if new else "wrong_state"
        self.ask("/accounting/periods/close", {"through": through.isoformat()}, expected)
        self.model.closed = through if expected == OK else self.model.closed

    @rule()
    def repeat_the_last_request(self) -> None:
        if self.last is None:
            return
        path, body, key, first = self.last
        again = self.api.post(path, body, key=key)
        assert (again.status_code, again.text) == (201, first)
        assert again.headers["Idempotency-Replayed"] == "true"
        other = self.api.post(path, {**body, "reference": "x"}, key=key)
        assert other.status_code in {400, 422}

    @rule(which=st.sampled_from(NONSENSE))
    def ask_for_nonsense(self, which: tuple[str, Any]) -> None:
        path, body = which
        assert 400 <= self.api.post(path, body).status_code < 500

    @invariant()
    def stock_is_the_models(self) -> None:
        self.steps += 1
        columns = (LotRow.number, LotRow.status, Location.code, StockBalance.on_hand)
        rows = (
            select(*columns)
            .join(StockBalance, StockBalance.lot_id == LotRow.id)
            .join(Location, Location.id == StockBalance.location_id)
            .where(StockBalance.on_hand > 0)
        )
        with self.app.app_context(), reading() as session:
            found = {(r.number, r.code): (from_micro(r.on_hand), r.status)
                     for r in session.execute(rows)}  # fmt: skip
        assert found == {
            (lot.number, place): (quantity, lot.status)
            for lot in self.model.lots
            for place, quantity in lot.places.items()
            if quantity
        }
        if self.steps % CHECK_EVERY == 0:
            self.all_checks_hold()

    def all_checks_hold(self) -> None:
        with self.app.app_context(), reading() as session:
            assert [result for result in run_checks(session) if not result.ok] == []
