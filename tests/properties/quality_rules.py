"""Dates of lots in the machine: made earlier by one person, later by two, refused where they must.

A receiver asks, the owner decides; nobody decides what they asked for.
"""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.lineage_rules import family
from tests.properties.shop_base import PICK
from tests.properties.shop_model import OK
from tests.properties.swap_rules import SwapRules


class QualityRules(SwapRules):
    """Somebody read a label again."""

    @rule(pick=PICK, days=st.integers(-9, 40), approve=st.booleans())
    def read_the_label_again(self, pick: int, days: int, *, approve: bool) -> None:
        lot, day = self.lot(pick), self.model.today + timedelta(days)
        path, body = f"/lots/{lot.number}/expiry", {"expires_on": day.isoformat(), "reason": "read"}
        later = lot.expires_on is not None and day > lot.expires_on
        expected = OK
        if lot.status == "recalled":
            expected = "lot_recalled"
        elif lot.product.expiry_kind == "none":
            expected = "wrong_state"
        elif day == lot.expires_on:
            expected = "invalid"
        answer = self.counter.post(path, body)
        code = OK if answer.status_code == 200 else answer.json["code"]
        assert code == expected, (body, answer.text)
        if expected != OK:
            return
        assert (answer.json["request"] is not None) == later
        if not later:
            lot.expires_on = day
            for each in family(lot)[1:]:
                known = each.expires_on
                if each.status != "recalled" and (known is None or known > day):
                    each.expires_on = day
            return
        asked = f"/lot-requests/{answer.json['request']['request']}"
        assert self.counter.post(f"{asked}/approve", {}).status_code == 403
        self.ask(f"{asked}/{'approve' if approve else 'refuse'}", {}, OK)
        if approve:
            lot.expires_on = day
