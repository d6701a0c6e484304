"""Opening stock from files in the machine: several lots at once, on several shelves, or none of it.

A file with one bad row, one that came in before, or one for a closed day changes nothing.
"""

import hashlib
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.shop_base import PICK, SELDOM, ShopBase
from tests.properties.shop_model import OK, Lot

ROWS = st.lists(
    st.tuples(PICK, st.integers(1, 30), st.integers(0, 9999), st.integers(-1, 40)),
    min_size=1,
    max_size=4,
)
SHELVES = ("MAIN/DOCK", "MAIN/STOCK", "MAIN/QUARANTINE")
HEAD = "location;sku;quantity;line_cost;expires_on;reference;supplier"


class OpeningRules(ShopBase):
    """Somebody brings lists of what is on the shelves."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[bytes] = []

    @rule(rows=ROWS, ago=st.sampled_from([0, 0, 0, 2, 9]), spoilt=SELDOM, again=SELDOM)
    def bring_a_file(
        self, rows: list[tuple[int, int, int, int]], ago: int, *, spoilt: bool, again: bool
    ) -> None:
        day = self.model.today - timedelta(days=ago)
        lots, lines = [], [HEAD]
        for number, (pick, units, cents, days) in enumerate(rows):
            product = self.model.products[pick % len(self.model.products)]
            dated = None if product.expiry_kind == "none" else day + timedelta(days)
            quantity, shelf = self.amount(product, units), SHELVES[pick % 3]
            cost = Decimal(cents).scaleb(-2)
            told = (dated or "", f"{self.steps}/{number}", "S1")
            cells = (shelf, product.sku, quantity, cost, *told)
            lines.append(";".join(map(str, cells)))
            seq = len(self.model.lots) + number
            lots.append(Lot("", seq, product, day, dated, "released", {shelf: quantity}))
        if spoilt:
            lines.append("MAIN/STOCK;NOSUCH;1;1;;;")
        data = "\n".join(lines).encode()
        if again and self.files:
            data, lots = self.files[-1], []
        expected = "already_exists" if again and self.files else "invalid" if spoilt else OK
        if expected == OK and day <= self.model.closed:
            expected = "period_closed"
        done = self.ask("/stock/openings", self.file(data, day.isoformat()), expected)
        if expected == OK:
            self.files.append(data)
            answer = self.api.get(f"/stock/openings/{done['number']}").json
            for lot, line in zip(lots, answer["lines"], strict=True):
                lot.number = line["lot"]
            self.model.lots += lots

    def file(self, data: bytes, day: str) -> dict[str, str]:
        """The body of an import."""
        content, print_ = b64encode(data).decode(), hashlib.sha256(data).hexdigest()
        return {"file_name": "f.csv", "content": content, "opened_on": day, "sha256": print_}
