"""The order in the store in the machine: what waits is put where it is suggested.

A suggestion never sends released goods to quarantine, nor held ones to where a till sells.
"""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.count_rules import CountRules
from tests.properties.shop_model import OK


class PlaceRules(CountRules):
    """Somebody goes through the store with a trolley."""

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
