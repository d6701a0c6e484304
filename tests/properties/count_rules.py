"""Stock counts in the machine: over, short, complete; large ones wait while selling goes on.

A receiver counts; the owner, who did not, decides at once or many steps later.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.shop_base import PICK, SELDOM, ShopBase
from tests.properties.shop_model import OK, Lot
from tests.support import people
from tests.support.api import ApiClient

SHELVES = st.sampled_from(["MAIN/DOCK", "MAIN/DOCK", "MAIN/STOCK"])
Spot = tuple[str, str]


@dataclass(frozen=True)
class Waiting:
    """A count that waits for a second person: what it found, and in which step."""

    number: str
    step: int
    found: dict[Spot, Decimal]


class CountRules(ShopBase):
    """Somebody counts, somebody else decides."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []
        self.corrected: dict[Spot, int] = {}
        super().__init__()
        token = people.token(self.app, "receiver")
        self.counter = ApiClient(self.app.test_client(), token)

    @rule(pick=PICK, place=SHELVES, units=st.integers(0, 9), complete=SELDOM, at_once=st.booleans())
    def count(self, pick: int, place: str, units: int, *, complete: bool, at_once: bool) -> None:
        lot = self.lot(pick)
        figures = {lot.number: self.amount(lot.product, units)}
        if complete:
            figures |= {each.number: Decimal(0) for each in self.model.lots if each is not lot}
        found = {
            (each.number, place): figures[each.number] - each.places.get(place, Decimal(0))
            for each in self.model.lots
            if each.number in figures
        }
        found = {spot: off for spot, off in found.items() if off}
        line = {"lot": lot.number, "counted": str(figures[lot.number])}
        body = {"location": place, "lines": [line], "reason": "cycle", "complete": complete}
        done = self.counter.post("/stock/counts", body, key=uuid4().hex)
        assert done.status_code == 201, done.text
        told = {
            (d["lot"], d["location"]): Decimal(d["difference"]) for d in done.json["differences"]
        }
        assert told == found
        if done.json["status"] == "posted":
            self.correct(found)
            return
        self.waiting.append(Waiting(done.json["number"], self.steps, found))
        if at_once:
            self.decide(-1, approve=True)

    @precondition(lambda self: self.waiting)
    @rule(pick=PICK, approve=st.booleans())
    def decide(self, pick: int, *, approve: bool) -> None:
        count = self.waiting.pop(pick % len(self.waiting))
        path = f"/stock/counts/{count.number}"
        assert self.counter.post(f"{path}/approve", {}).status_code == 403
        refusals = self.refusals(count) if approve else set()
        if not refusals:
            self.ask(f"{path}/{'approve' if approve else 'reject'}", {}, OK)
            if approve:
                self.correct(count.found)
            return
        refused = self.api.post(f"{path}/approve", {})
        assert refused.json["code"] in refusals, refused.text
        self.ask(f"{path}/reject", {}, OK)

    def refusals(self, count: Waiting) -> set[str]:
        """With which codes a count is refused that was overtaken while it waited."""
        codes = set()
        for (number, place), off in count.found.items():
            if self.corrected.get((number, place), -1) >= count.step:
                codes.add("wrong_state")
            if self.named(number).places.get(place, Decimal(0)) + off < 0:
                codes.add("not_enough_stock")
        return codes

    def named(self, number: str) -> Lot:
        return next(lot for lot in self.model.lots if lot.number == number)

    def correct(self, found: dict[Spot, Decimal]) -> None:
        """A count was posted."""
        for (number, place), off in found.items():
            self.named(number).put(place, off)
            self.corrected[number, place] = self.steps
