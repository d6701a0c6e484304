"""Lots made from lots in the machine: parts get a number of their own, two lots become one.

A part keeps date, day of receipt, price and hold of its lot, whatever that is; a mix of lots that
may be sold takes the earliest dates. A recall of a parent finds it.
"""

from datetime import date
from decimal import Decimal

from hypothesis.stateful import rule

from tests.properties.shop_base import PICK, UNITS, ShopBase
from tests.properties.shop_model import FRONT, OK, Lot


def family(lot: Lot) -> list[Lot]:
    """A lot and all that was made from it."""
    return [lot, *(each for child in lot.children for each in family(child))]


def part_off(lot: Lot, quantity: Decimal) -> str:
    """Take so much of a lot, from where it is sold first; the place of the first part."""
    here = [place for place in lot.places if place.startswith("MAIN/")]
    first = ""
    for place in sorted(here, key=lambda place: place not in FRONT):
        part = min(quantity, lot.free_at(place))
        lot.places[place] -= part
        quantity -= part
        first = first or (place if part else "")
    assert quantity == 0
    return first


class LineageRules(ShopBase):
    """Somebody cuts, opens and labels."""

    @rule(pick=PICK, units=UNITS)
    def split(self, pick: int, units: int) -> None:
        lot = self.lot(pick)
        quantity = self.amount(lot.product, units)
        container = self.opened.get(lot.product.sku)
        if container is not None and container.lot is lot:
            return
        here = [place for place in lot.places if place.startswith("MAIN/")]
        there = sum((lot.free_at(place) for place in here), Decimal(0))
        undated = lot.product.expiry_kind == "use_by" and lot.expires_on is None
        expected = OK if quantity <= there else "not_enough_stock"
        if lot.status == "recalled":
            expected = "lot_recalled"
        elif expected == OK and undated:
            expected = "invalid"
        body = {"kind": "split", "site": "MAIN", "reason": "for the counter"}
        body |= {"inputs": [{"lot": lot.number, "quantity": str(quantity)}]}
        done = self.ask(
            "/stock/repacks", body | {"outputs": [{"quantity": str(quantity)}]}, expected
        )
        if expected != OK:
            return
        number, seq = done["outputs"][0]["lot"], len(self.model.lots)
        place = part_off(lot, quantity)
        kept = (lot.product, lot.received_on, lot.expires_on, lot.status)
        child = Lot(number, seq, *kept, {place: quantity}, price=lot.price)
        lot.children.append(child)
        self.model.lots.append(child)

    @rule(pick=PICK, other=PICK, units=UNITS, more=UNITS)
    def merge(self, pick: int, other: int, units: int, more: int) -> None:
        one = self.good_lot(pick)
        like = [lot for lot in self.model.lots if lot.product is one.product and lot is not one]
        container = self.opened.get(one.product.sku)
        if not like or container is not None:
            return
        two = like[other % len(like)]
        taken = [(one, self.amount(one.product, units)), (two, self.amount(one.product, more))]
        total = sum((quantity for _, quantity in taken), Decimal(0))
        days = [lot.expires_on for lot, _ in taken if lot.expires_on is not None]
        day = min(days, default=None)
        refused = [lot.refusal(self.model.today) for lot, _ in taken]
        refused += ["not_enough_stock" for lot, quantity in taken if quantity > lot.front()]
        refused += ["invalid"] if one.product.expiry_kind == "use_by" and day is None else []
        expected = next((code for code in refused if code), OK)
        body = {"kind": "merge", "site": "MAIN", "reason": "one box is enough"}
        body |= {"inputs": [{"lot": lot.number, "quantity": str(n)} for lot, n in taken]}
        done = self.ask("/stock/repacks", body | {"outputs": [{"quantity": str(total)}]}, expected)
        if expected == OK:
            self.merged(done["outputs"][0]["lot"], taken, day)

    def merged(self, number: str, taken: list[tuple[Lot, Decimal]], day: date | None) -> None:
        """The new lot of two that were taken from, where the first of them lay."""
        first, *_ = [part_off(lot, quantity) for lot, quantity in taken]
        lots = [lot for lot, _ in taken]
        total = sum((quantity for _, quantity in taken), Decimal(0))
        prices = {lot.price for lot in lots}
        child = Lot(
            number,
            len(self.model.lots),
            lots[0].product,
            min(lot.received_on for lot in lots),
            day,
            "released",
            {first: total},
            price=prices.pop() if len(prices) == 1 else None,
        )
        for lot in lots:
            lot.children.append(child)
        self.model.lots.append(child)
