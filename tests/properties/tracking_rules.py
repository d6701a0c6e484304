"""A product without lots is switched to them: what lies in each bin becomes a lot with a number.

Refused while some of it is on its way, lent to a silent till or recalled; later it gathers what
came back to the old lots.
"""

from decimal import Decimal

from hypothesis.stateful import rule

from tests.properties.shop_base import SELDOM, ShopBase
from tests.properties.shop_model import OK, Lot


class TrackingRules(ShopBase):
    """Somebody walks from bin to bin and writes lot codes down."""

    def __init__(self) -> None:
        super().__init__()
        self.numberless: list[Lot] = []

    def without_number(self, sku: str) -> list[Lot]:
        """Lots of a product that nobody sees, of which something lies somewhere."""
        mine = [lot for lot in self.model.lots if lot.product.sku == sku]
        hidden = [lot for lot in mine if not lot.product.tracked or lot in self.numberless]
        return [lot for lot in hidden if any(lot.places.values())]

    @rule(seldom=SELDOM)
    def give_lot_numbers(self, *, seldom: bool) -> None:
        product = next(p for p in self.model.products if p.policy == "fefo" and p.unit == "each"
                       and p.expiry_kind == "none")  # fmt: skip
        lots = self.without_number(product.sku)
        if not seldom and not product.tracked:
            return
        there: dict[str, Decimal] = {}
        for lot in lots:
            for place, quantity in lot.places.items():
                there[place] = there.get(place, Decimal(0)) + quantity
        rows = [{"location": at, "quantity": str(n)} for at, n in there.items() if n]
        expected = OK
        if (
            (product.tracked and not lots)
            or any("~" in row["location"] for row in rows)
            or any(any(lot.held.values()) for lot in lots)
        ):
            expected = "wrong_state"
        elif any(lot.status == "recalled" for lot in lots):
            expected = "lot_recalled"
        done = self.ask(
            f"/products/{product.sku}/track", {"reason": "dates", "rows": rows}, expected
        )
        if expected != OK:
            return
        if not product.tracked:
            self.numberless = [lot for lot in self.model.lots if lot.product is product]
            object.__setattr__(product, "tracked", True)
        for number in done["lots"]:
            self.came_out(number, lots)

    def came_out(self, number: str, lots: list[Lot]) -> None:
        """A new lot at one place, of all that lay there."""
        (spot,) = self.api.get(f"/lots/{number}").json["balances"]
        parents = [lot for lot in lots if lot.places.get(spot["location"])]
        total = sum((lot.places.pop(spot["location"]) for lot in parents), Decimal(0))
        assert total == Decimal(spot["on_hand"])
        held = any(lot.status == "quarantined" for lot in parents)
        prices = {lot.price for lot in parents}
        made = Lot(
            number,
            len(self.model.lots),
            parents[0].product,
            min(lot.received_on for lot in parents),
            None,
            "quarantined" if held else "released",
            {spot["location"]: total},
            price=prices.pop() if len(prices) == 1 else None,
        )
        for lot in parents:
            lot.children.append(made)
        self.model.lots.append(made)
