"""The order in the store in the machine: goods are put where it is suggested, shelves are filled.

A suggestion never sends released goods to quarantine, nor held ones to where a till sells.
"""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.count_rules import CountRules
from tests.properties.shop_base import PICK
from tests.properties.shop_model import OK


class PlaceRules(CountRules):
    """Somebody goes through the store with a trolley."""

    @rule(pick=PICK, least=st.integers(1, 9), more=st.integers(0, 9))
    def fill_the_shop_floor(self, pick: int, least: int, more: int) -> None:
        product, place = self.product(pick), "MAIN/STOCK"
        body = {"location": place, "sku": product.sku, "least": str(least)}
        assert self.api.post("/floor-levels", body | {"most": str(least + more)}).status_code == 201
        listed = self.api.get("/stock/replenishment", site="MAIN").json["items"]
        loads = [load for item in listed for load in item["bring"]]
        self.ask("/stock/replenishment", {"site": "MAIN"}, OK if loads else "wrong_state")
        lots = {lot.number: lot for lot in self.model.lots}
        for load in loads:
            lot, quantity = lots[load["lot"]], Decimal(load["quantity"])
            assert (load["location"], lot.status) == ("MAIN/DOCK", "released"), load
            lot.take(quantity, ("MAIN/DOCK",))
            lot.put(place, quantity)
        after = self.api.get("/stock/replenishment", site="MAIN").json["items"]
        assert all(not item["bring"] for item in after), after

    @rule(most=st.integers(1, 4))
    def put_away(self, most: int) -> None:
        answer = self.api.get("/stock/putaway", site="MAIN")
        assert answer.status_code == 200, answer.text
        lots = {lot.number: lot for lot in self.model.lots}
        for item in answer.json["items"][:most]:
            lot, quantity = lots[item["lot"]], Decimal(item["quantity"])
            goal = "MAIN/STOCK" if lot.status == "released" else "MAIN/QUARANTINE"
            assert (item["status"], item["to"]) == (lot.status, goal), item
            assert lot.places[item["location"]] == quantity, item
            ends = {"from": item["location"], "to": goal}
            self.ask(
                "/stock/moves",
                {"lines": [{"lot": lot.number, "quantity": item["quantity"], **ends}]},
                OK,
            )
            lot.take(quantity, (item["location"],))
            lot.put(goal, quantity)
