"""Claims in the machine: a supplier credits part of a lot's cost, wherever its units are by then.

Quantities stay what they are; that value follows the units and comes back with returns is what the
shop's own checks hold it to.
"""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.shop_base import PICK, UNITS, ShopBase
from tests.properties.shop_model import OK

KINDS = st.sampled_from(["price", "quality", "condition"])


class ClaimRules(ShopBase):
    """Somebody claims, and the supplier credits: little, or more than the goods ever cost."""

    @precondition(lambda self: self.model.lots)
    @rule(pick=PICK, units=UNITS, kind=KINDS, cents=st.integers(1, 2500), final=st.booleans())
    def credit(self, pick: int, units: int, kind: str, cents: int, *, final: bool) -> None:
        lot = self.lot(pick)
        supplier = self.api.get(f"/lots/{lot.number}").json["supplier"]
        quantity, amount = str(self.amount(lot.product, units)), str(Decimal(cents) / 100)
        line = {"lot": lot.number, "kind": kind, "quantity": quantity, "amount": amount}
        body = {"supplier": "S1", "site": "MAIN", "reason": "came warm", "lines": [line]}
        made = self.ask("/claims", body, OK if supplier == "S1" else "invalid")
        if supplier != "S1":
            return
        path = f"/claims/{made['number']}/credits"
        wish = {"lines": [{"line": 1, "amount": amount}], "final": final}
        done = self.ask(path, wish, OK)
        told = [Decimal(part[each]) for part in done["split"] for each in part if each in PARTS]
        assert sum(told) + Decimal(done["price_difference"]) == Decimal(cents) / 100
        self.ask(path, wish, "wrong_state")

    @precondition(lambda self: self.model.lots)
    @rule(pick=PICK, cents=st.integers(1, 900))
    def land(self, pick: int, cents: int) -> None:
        origin = self.api.get(f"/lots/{self.lot(pick).number}/trace").json["origin"]
        if not origin["goods_receipt"]:
            return
        amount = str(Decimal(cents) / 100)
        body = {"goods_receipt": origin["goods_receipt"], "amount": amount, "basis": "quantity"}
        done = self.ask("/landed-costs", body, OK)
        told = [Decimal(part[each]) for part in done["split"] for each in part if each in STAYS]
        assert sum(told) + Decimal(done["price_difference"]) == Decimal(cents) / 100


STAYS = {"in_stock", "sold", "wasted", "other"}
PARTS = {"in_stock", "sold", "wasted", "returned", "other"}
