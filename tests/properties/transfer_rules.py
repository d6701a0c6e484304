"""Goods go to a second store and back to the supplier: sent, received short or over, settled.

Rules of the state machine; the model's places gain the transit place of each transfer.
"""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.shop_base import PICK, SELDOM, UNITS, ShopBase
from tests.properties.shop_model import FRONT, OK, Lot

ZERO = Decimal(0)
OUTCOMES = st.sampled_from(["returned", "lost", "found_at_origin"])


@dataclass
class Sent:
    """A transfer of one lot: what is on its way, and what came too much."""

    number: str
    lot: Lot
    extra: Decimal = ZERO
    came: bool = False
    settled: bool = False
    cancelled: bool = False

    @property
    def transit(self) -> str:
        return f"MAIN~{self.number}"

    @property
    def missing(self) -> Decimal:
        return self.lot.places.get(self.transit, ZERO)

    @property
    def over(self) -> bool:
        """Nothing can be done to it any more."""
        return self.cancelled or (self.settled and not self.missing and not self.extra)


class TransferRules(ShopBase):
    """What is done between two stores and with the supplier."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        store = {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "UTC"}
        assert self.api.post("/sites", store).status_code == 201

    def going(self, pick: int) -> Sent:
        """A transfer that something may still happen to, while there is one."""
        there = [sent for sent in self.sent if not sent.over] or self.sent
        return there[pick % len(there)]

    def arrival(self, lot: Lot) -> str:
        return "NORTH/DOCK" if lot.status == "released" else "NORTH/QUARANTINE"

    def books_open(self) -> bool:
        return self.model.today > self.model.closed

    @rule(pick=PICK, units=UNITS, why=st.booleans())
    def send(self, pick: int, units: int, *, why: bool) -> None:
        lot = self.good_lot(pick)
        quantity, excused = self.amount(lot.product, units), why and lot.status == "released"
        expected = (
            OK if excused and lot.refusal(self.model.today) else lot.refusal(self.model.today)
        )
        if not expected and lot.front() < quantity:
            expected = "not_enough_stock"
        line = {"lot": lot.number, "quantity": str(quantity)}
        body = {"from_site": "MAIN", "to_site": "NORTH", "lines": [line]}
        done = self.ask("/stock/transfers", body | ({"reason": "cold"} if why else {}), expected)
        if expected == OK:
            lot.sell(quantity)
            self.sent.append(Sent(done["number"], lot))
            lot.put(self.sent[-1].transit, quantity)

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, units=UNITS, all_of_it=st.booleans())
    def take_in(self, pick: int, units: int, *, all_of_it: bool) -> None:
        sent = self.going(pick)
        lot, expected = sent.lot, "wrong_state" if sent.over else OK
        quantity = sent.missing if all_of_it and sent.missing else self.amount(lot.product, units)
        line = {"lot": lot.number, "quantity": str(quantity)}
        self.ask(f"/stock/transfers/{sent.number}/receive", {"lines": [line]}, expected)
        if expected == OK:
            known = min(quantity, sent.missing)
            sent.extra += quantity - known
            sent.came = True
            if known:
                lot.take(known, (sent.transit,))
                lot.put(self.arrival(lot), known)

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, outcome=OUTCOMES)
    def settle(self, pick: int, outcome: str) -> None:
        sent = self.going(pick)
        line = {"lot": sent.lot.number, "outcome": outcome}
        expected = self.foretell_settling(sent, outcome)
        body = {"lines": [line], "reason": "asked"}
        self.ask(f"/stock/transfers/{sent.number}/settle", body, expected)
        if expected == OK:
            self.move_settled(sent, outcome)

    def foretell_settling(self, sent: Sent, outcome: str) -> str:
        if sent.over or not (sent.missing or sent.extra):
            return "wrong_state"
        if not sent.missing and outcome == "lost":
            return "invalid"
        if sent.missing or outcome == "returned":
            return OK
        lot = sent.lot
        places = [place for place in lot.places if place.startswith("MAIN/")]
        if lot.status == "released":
            places = [place for place in places if place in FRONT]
        return OK if sum(lot.free_at(p) for p in places) >= sent.extra else "not_enough_stock"

    def move_settled(self, sent: Sent, outcome: str) -> None:
        lot, missing = sent.lot, sent.missing
        sent.settled = True
        if missing:
            lot.take(missing, (sent.transit,))
            if outcome != "lost":
                lot.put("MAIN/STOCK" if lot.status == "released" else "MAIN/QUARANTINE", missing)
            return
        if outcome == "found_at_origin":
            self.take_free(lot, sent.extra)
            lot.put(self.arrival(lot), sent.extra)
        sent.extra = ZERO

    @staticmethod
    def take_free(lot: Lot, quantity: Decimal, first: tuple[str, ...] = ()) -> None:
        """Goods leave MAIN, from the places they came to first, what is kept left alone."""
        places = [place for place in lot.places if place.startswith("MAIN/")]
        if not first and lot.status == "released":
            places = [place for place in places if place in FRONT]
        for place in sorted(places, key=lambda place: place in FRONT if first else 0):
            part = min(quantity, lot.free_at(place))
            lot.places[place] -= part
            quantity -= part
        assert quantity == 0

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, seldom=SELDOM)
    def call_back(self, pick: int, *, seldom: bool) -> None:
        sent = self.going(pick)
        if not seldom or sent.over:
            return
        expected = "wrong_state" if sent.came or sent.settled else OK
        gone = [place for place in FRONT if place in sent.lot.places]
        if expected == OK and len(gone) != 1:
            return
        self.ask(f"/stock/transfers/{sent.number}/cancel", {}, expected)
        if expected == OK:
            back = sent.missing
            sent.lot.take(back, (sent.transit,))
            sent.lot.put(gone[0], back)
            sent.cancelled = True

    @rule(pick=PICK, units=UNITS)
    def give_back(self, pick: int, units: int) -> None:
        lot = self.lot(pick)
        quantity = self.amount(lot.product, units)
        there = sum((lot.free_at(p) for p in lot.places if p.startswith("MAIN/")), ZERO)
        expected = OK if there >= quantity else "not_enough_stock"
        line = {"lot": lot.number, "quantity": str(quantity)}
        body = {"supplier": "S1", "site": "MAIN", "reason": "mould", "lines": [line]}
        self.ask("/supplier-returns", body, expected)
        if expected == OK:
            self.take_free(lot, quantity, FRONT)
