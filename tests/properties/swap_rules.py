"""Swap settlements in the machine: a count finds two lots sold for each other, somebody settles it.

The shop says which sales it would re-attribute; that they are guesses of the over lot, no more than
the count found, is foretold, and what comes back later follows.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.count_rules import CountRules
from tests.properties.shop_base import PICK
from tests.properties.shop_model import OK, Lot, Sold

PLACE = "MAIN/DOCK"


class SwapRules(CountRules):
    """Somebody counts two lots of a product; somebody else says that they were swapped.

    The till sells by the date just before, so that there mostly is a sale whose lot nobody saw.
    """

    def sell(self, lot: Lot, units: int, way: str, change: int, ago: int) -> None:
        """Ring up some of a lot; the shop machine knows how."""
        raise NotImplementedError

    def swappable(self) -> list[tuple[Lot, Lot]]:
        """A lot that was sold, and another of its product that lies at the dock."""
        sold = {lot.number: lot for each in self.model.sales for lot, _n in each.left()}
        return [
            (lot, other)
            for lot in sold.values()
            for other in self.model.lots
            if other.product is lot.product and other is not lot and lot.product.tracked
            if self.amount(lot.product, 1) <= other.places.get(PLACE, Decimal(0))
        ]

    @precondition(lambda self: self.swappable())
    @rule(pick=PICK, units=st.integers(1, 3))
    def settle_a_swap(self, pick: int, units: int) -> None:
        choices = self.swappable()
        self.sell(choices[pick % len(choices)][0], 1, "auto", 0, 0)
        latest = {lot.number for lot, _part in self.model.sales[-1].picks}
        choices = self.swappable()
        fresh = [pair for pair in choices if pair[0].number in latest] or choices
        if not fresh:
            return
        over, short = fresh[pick % len(fresh)]
        off = min(self.amount(over.product, units), short.places[PLACE])
        more = over.places.get(PLACE, Decimal(0)) + off
        left = short.places[PLACE] - off
        figures = [(over.number, more), (short.number, left)]
        lines = [{"lot": lot, "counted": str(counted)} for lot, counted in figures]
        body = {"location": PLACE, "lines": lines, "reason": "cycle"}
        counted = self.counter.post("/stock/counts", body).json
        if counted["status"] == "needs_approval":
            self.ask(f"/stock/counts/{counted['number']}/approve", {}, OK)
        self.correct({(over.number, PLACE): off, (short.number, PLACE): -off})

        path = f"/stock/counts/{counted['number']}/swaps"
        (pair,) = self.api.get(path).json["proposals"]
        assert (pair["from_lot"], pair["to_lot"]) == (over.number, short.number)
        assert Decimal(pair["quantity"]) == off >= Decimal(pair["covered"])
        wish = {"from_lot": over.number, "to_lot": short.number}
        assert self.counter.post(path, wish).status_code == 403
        expected = OK if pair["sales"] else "wrong_state"
        self.ask(path, wish, expected)
        for each in pair["sales"]:
            self.re_attribute(each, over, short)
        self.ask(path, wish | {"quantity": str(off + 1)}, "invalid")

    def re_attribute(self, told: Any, over: Lot, short: Lot) -> None:
        """A sale is held to have taken another lot."""
        part = Decimal(told["quantity"])
        sold = next(each for each in self.model.sales if each.number == told["sale"])
        assert told["certainty"] in {"auto", "opened"}
        taken = {lot.number: n for lot, n in sold.left()}
        assert part <= taken[over.number]
        assert short.number not in {lot.number for lot, _n in sold.picks}
        self.turn(sold, over, short, part)
        cut, at = self.opened.get(over.product.sku), datetime.fromisoformat(told["sold_at"])
        if told["certainty"] == "opened" and cut and cut.lot is over and at >= cut.since:
            cut.sold -= part

    @staticmethod
    def turn(sold: Sold, over: Lot, short: Lot, part: Decimal) -> None:
        """So much of a sale was of the short lot."""
        picks = [(lot, n - part if lot is over else n) for lot, n in sold.picks]
        sold.picks = [(lot, n) for lot, n in picks if n] + [(short, part)]
