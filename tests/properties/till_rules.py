"""Steps at the till besides sales: shifts, cash, carts set aside, lots priced, containers opened.

Knows nothing of terminals.
"""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.shop_base import PICK, UNITS, ShopBase
from tests.properties.shop_model import FRONT, OK, Lot
from tests.properties.till_model import Container, Drawer

CENTS = st.integers(0, 20_000).map(lambda cents: Decimal(cents).scaleb(-2))
OFF = st.sampled_from([0, 0, 0, -500, 1, 999]).map(lambda cents: Decimal(cents).scaleb(-2))
CASH_WAYS = st.sampled_from([("in", "float"), ("in", "petty"), ("out", "drop"), ("out", "tip")])


class TillRules(ShopBase):
    """A drawer, containers, lot prices and parked carts."""

    @rule(cash=CENTS)
    def open_a_shift(self, cash: Decimal) -> None:
        expected = "wrong_state" if self.drawer.open else OK
        self.ask("/tills/T1/shifts", {"opening_cash": str(cash)}, expected)
        if expected == OK:
            self.drawer = Drawer(open=True, cash=cash, counted=self.drawer.counted)

    @rule(off=OFF)
    def close_the_shift(self, off: Decimal) -> None:
        drawer = self.drawer
        counted = max(Decimal(0), drawer.cash + off)
        expected = OK if drawer.open or drawer.counted else "wrong_state"
        done = self.ask("/tills/T1/shifts/close", {"counted_cash": str(counted)}, expected)
        if drawer.open:
            assert Decimal(done["expected_cash"]) == drawer.cash
            assert Decimal(done["difference"]) == counted - drawer.cash
            self.drawer = Drawer(counted=drawer.counted + 1)

    @rule(way=CASH_WAYS, amount=CENTS)
    def move_cash(self, way: tuple[str, str], amount: Decimal) -> None:
        direction, reason = way
        there = self.drawer.open and (direction == "in" or amount <= self.drawer.cash)
        expected = OK if there and amount else "wrong_state" if amount else "invalid"
        body = {"direction": direction, "reason": reason, "amount": str(amount)}
        self.ask("/tills/T1/cash", body, expected)
        if expected == OK:
            self.drawer.put(amount if direction == "in" else -amount)

    @rule(pick=PICK, units=UNITS)
    def park_a_cart_and_take_it_once(self, pick: int, units: int) -> None:
        lot, key = self.lot(pick), uuid4().hex
        line = {"sku": lot.product.sku, "quantity": units * 1_000_000, "lot": lot.number}
        body = {"key": key, "till": "T1", "name": "Coat", "total": "1.00"}
        self.ask("/till/parked", body | {"cart": json.dumps({"lines": [line]})}, OK)
        self.ask(f"/till/parked/{key}/take", {"till": "T2"}, OK)
        self.ask(f"/till/parked/{key}/take", {"till": "T1"}, "wrong_state")

    @rule(pick=PICK, cents=st.one_of(st.none(), st.integers(0, 999)))
    def price_a_lot(self, pick: int, cents: int | None) -> None:
        lot = self.lot(pick)
        lot.price = None if cents is None else Decimal(cents).scaleb(-2)
        price = None if lot.price is None else str(lot.price)
        answer = self.api.patch(f"/lots/{lot.number}", {"price": price, "reason": "short date"})
        assert answer.status_code == 200, answer.text

    @rule(pick=PICK, units=st.one_of(st.none(), UNITS), measured=st.booleans())
    def open_a_container(self, pick: int, units: int | None, *, measured: bool) -> None:
        fits = [lot for lot in self.model.lots if lot.product.unit == "kg" and lot.on_shelf()]
        lot = fits[pick % len(fits)] if measured and fits else self.lot(pick)
        quantity = lot.on_shelf() if units is None else self.amount(lot.product, units)
        expected = self._may_open(lot, quantity)
        body: dict[str, Any] = {"till": "T1", "lot": lot.number}
        body |= {} if units is None else {"quantity": str(quantity)}
        done = self.ask("/containers", body, expected)
        if expected == OK:
            made = Container(done["container"], lot, quantity, self.now)
            self.opened[lot.product.sku] = made

    def _may_open(self, lot: Lot, quantity: Decimal) -> str:
        """The code that opening a lot is refused with, or OK."""
        if lot.product.unit != "kg":
            return "invalid"
        why = lot.refusal(self.model.today)
        if why or lot.product.sku in self.opened:
            return why or "wrong_state"
        return OK if 0 < quantity <= lot.on_shelf() else "not_enough_stock"

    @precondition(lambda self: self.opened)
    @rule(pick=PICK, units=st.integers(0, 9))
    def close_a_container(self, pick: int, units: int) -> None:
        sku = sorted(self.opened)[pick % len(self.opened)]
        container = self.opened[sku]
        lot, left = container.lot, self.amount(container.lot.product, units)
        loss = min(container.unsold() - left, lot.on_shelf())
        whole = [place for place in lot.places if place in FRONT and lot.places[place] >= loss]
        expected = OK if left <= container.unsold() else "invalid"
        if expected == OK and not whole:
            return
        done = self.ask(f"/containers/{container.id}/close", {"left": str(left)}, expected)
        if expected != OK:
            return
        assert (Decimal(done["sold"]), Decimal(done["loss"])) == (container.sold, loss)
        lot.take(loss, (whole[0],))
        del self.opened[sku]
