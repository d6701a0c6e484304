"""Lots made from lots in the machine: part of a lot gets a number of its own, whatever its state.

The part keeps date, day of receipt, price and hold; a recall of the lot finds it.
"""

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
