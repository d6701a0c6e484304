"""A shop in plain Python: what must lie where, and what every request must answer.

Written from the rules (docs/map.md, docs/api.md), not from the code: lists and sorting, no SQL. It
knows quantities, states and refusals; values and books are the integrity checks' business.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

OK = ""
FRONT = ("MAIN/DOCK", "MAIN/STOCK")
CENT = Decimal("0.01")
Places = dict[str, Decimal]


@dataclass(frozen=True)
class Product:
    """A product as it was created."""

    sku: str
    gtin: str
    unit: str
    policy: str
    tracked: bool
    expiry_kind: str
    price: Decimal


@dataclass
class Lot:
    """A lot: what lies where, in the order in which it first came there."""

    number: str
    seq: int
    product: Product
    received_on: date
    expires_on: date | None
    status: str
    places: Places = field(default_factory=dict)
    held: Places = field(default_factory=dict)
    lent: Places = field(default_factory=dict)
    price: Decimal | None = None
    children: "list[Lot]" = field(default_factory=list)

    def on_shelf(self) -> Decimal:
        """What lies where goods are sold from."""
        return sum((self.places.get(place, Decimal(0)) for place in FRONT), Decimal(0))

    def free_at(self, place: str) -> Decimal:
        """What of a place is kept for no silent terminal."""
        kept = self.held.get(place, Decimal(0))
        return max(Decimal(0), self.places.get(place, Decimal(0)) - kept)

    def front(self) -> Decimal:
        """What lies where the till may take it."""
        return sum((self.free_at(place) for place in FRONT), Decimal(0))

    def asks(self) -> Decimal:
        """What a unit costs: its own price, else the product's."""
        return self.product.price if self.price is None else self.price

    def refusal(self, today: date) -> str:
        """Why it may not be sold, or OK."""
        if self.status != "released":
            return f"lot_{self.status}"
        return "lot_expired" if self.is_past(today) else OK

    def is_past(self, today: date) -> bool:
        """Past a use-by date; best-before only warns."""
        dated = self.product.expiry_kind == "use_by" and self.expires_on is not None
        return dated and (self.expires_on or date.max) < today

    def take(self, quantity: Decimal, places: tuple[str, ...]) -> None:
        """Goods leave, from the place they came to first."""
        for place in [place for place in self.places if place in places]:
            part = min(quantity, self.places[place])
            self.places[place] -= part
            quantity -= part
        assert quantity == 0

    def sell(self, quantity: Decimal) -> None:
        """Goods go to a customer: what is free, from the place they came to first."""
        for place in [place for place in self.places if place in FRONT]:
            part = min(quantity, self.free_at(place))
            self.places[place] -= part
            quantity -= part
        assert quantity == 0

    def put(self, place: str, quantity: Decimal) -> None:
        """Goods arrive."""
        self.places[place] = self.places.get(place, Decimal(0)) + quantity


ORDERS: dict[str, Callable[[Lot], tuple[object, ...]]] = {
    "fefo": lambda lot: (lot.expires_on or date.max, lot.seq),
    "fifo": lambda lot: (lot.received_on, lot.seq),
    "lifo": lambda lot: (-lot.received_on.toordinal(), -lot.seq),
    "same_lot": lambda lot: (lot.expires_on or date.max, lot.seq),
    "ask": lambda lot: (lot.expires_on or date.max, lot.seq),
}
WORST_FIRST = ("lot_recalled", "lot_quarantined", "lot_expired")
Picks = list[tuple[Lot, Decimal]]
Back = list[tuple[Lot, Decimal, str]]


@dataclass
class Sold:
    """A sale of one line: which lots gave how much, and how much of each came back."""

    number: str
    picks: Picks
    returned: dict[str, Decimal] = field(default_factory=dict)

    def left(self) -> Picks:
        """What can still come back, lots in the order they were made."""
        open_picks = [(lot, n - self.returned.get(lot.number, Decimal(0))) for lot, n in self.picks]
        return sorted(((lot, n) for lot, n in open_picks if n), key=lambda pick: pick[0].seq)


@dataclass
class Shop:
    """Everything the model knows."""

    today: date
    closed: date = date.min
    products: list[Product] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    sales: list[Sold] = field(default_factory=list)

    def sale(
        self, product: Product, wanted: Decimal, lot: Lot | None, on: date
    ) -> tuple[str, Picks]:
        """Which lots a sale of a day takes, or the code it is refused with."""
        if lot is not None:
            why = lot.refusal(on)
            return (why, []) if why else _fill([lot], wanted)
        policy = product.policy if product.tracked else "fifo"
        found = [
            each for each in self.ordered(product)
            if each.front() and not each.refusal(on)
        ]  # fmt: skip
        if not found:
            return self._all_blocked(product, on), []
        if policy == "ask" and len(found) > 1:
            return "lot_choice_needed", []
        if policy != "same_lot":
            return _fill(found, wanted)
        whole = [each for each in found if each.front() >= wanted]
        if whole:
            return _fill(whole[:1], wanted)
        enough = sum(each.front() for each in found) >= wanted
        return ("lot_choice_needed" if enough and found else "not_enough_stock"), []

    def ordered(self, product: Product) -> list[Lot]:
        """A product's lots as its policy takes them."""
        lots = [each for each in self.lots if each.product is product]
        return sorted(lots, key=ORDERS[product.policy if product.tracked else "fifo"])

    def unit_price(self, picks: Picks, named: Lot | None, on: date) -> tuple[str, Decimal]:
        """What a unit of a sale costs, or that a person has to say which lot it is.

        A lot's own price counts where the lot was named, or where no other price could be meant.
        """
        product, asked = picks[0][0].product, {lot.asks() for lot, _part in picks}
        if len(asked) == 1 and (named is not None or asked == {product.price}):
            return OK, asked.pop()
        found = [each for each in self.lots if each.product is product and each.on_shelf()]
        asked |= {lot.asks() for lot in found if not lot.refusal(on)}
        return (OK, asked.pop()) if len(asked) == 1 else ("lot_choice_needed", product.price)

    def _all_blocked(self, product: Product, on: date) -> str:
        """Why nothing of a product can be sold: the worst state of what is there."""
        there = [each for each in self.lots if each.product is product and each.on_shelf()]
        reasons = {each.refusal(on) for each in there}
        return next((code for code in WORST_FIRST if code in reasons), "not_enough_stock")

    def give_back(self, sold: Sold, wanted: Decimal, wish: str) -> tuple[str, Back]:
        """Where each unit goes that is brought back, or the code it is refused with."""
        met, missing = [], wanted
        for lot, left in sold.left():
            part = min(missing, left)
            if part:
                met.append((lot, part))
                missing -= part
        if missing:
            return "return_refused", []
        if any(self._kept(lot, wish) == "refused" for lot, _part in met):
            return "return_refused", []
        return OK, [(lot, part, self._kept(lot, wish)) for lot, part in met]

    def _kept(self, lot: Lot, wish: str) -> str:
        if lot.status != "released":
            return "quarantine"
        return "refused" if wish == "restock" and lot.is_past(self.today) else wish

    def undo(self, sold: Sold) -> tuple[str, Back]:
        """Where everything goes when a sale is voided, or the code it is refused with."""
        if sold.returned:
            return "wrong_state", []
        return OK, [
            (lot, n, "quarantine" if lot.refusal(self.today) else "restock")
            for lot, n in sold.picks
        ]

    def came_back(self, sold: Sold, goods: Back) -> None:
        """Book a return or void."""
        places = {"restock": "MAIN/STOCK", "quarantine": "MAIN/QUARANTINE"}
        for lot, quantity, kept in goods:
            sold.returned[lot.number] = sold.returned.get(lot.number, Decimal(0)) + quantity
            if kept in places:
                lot.put(places[kept], quantity)

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def _fill(lots: list[Lot], wanted: Decimal) -> tuple[str, Picks]:
    picks: Picks = []
    for lot in lots:
        part = min(wanted, lot.front())
        if part:
            picks.append((lot, part))
            wanted -= part
    return ("not_enough_stock", []) if wanted else (OK, picks)


def total_of(price: Decimal, quantity: Decimal) -> Decimal:
    """What a line costs: half up to the cent."""
    return (price * quantity).quantize(CENT, ROUND_HALF_UP)
