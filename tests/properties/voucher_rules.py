"""Steps with vouchers: sold, spent at a sale, refilled or issued by what is given back.

The model knows of each what is left on it, until when it is good, and what it paid of which sale.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.shop_base import PICK, UNITS, ShopBase
from tests.properties.shop_model import OK, Product, Sold

NOTHING = Decimal(0)
WORTH = st.integers(0, 3000).map(lambda cents: Decimal(cents).scaleb(-2))
GOOD_FOR = st.one_of(st.none(), st.none(), st.integers(-1, 6))


@dataclass
class Paper:
    """A voucher: what is left on it, the last day it is good, what it paid of which sale."""

    number: str
    left: Decimal
    good_until: date | None = None
    paid: dict[str, Decimal] = field(default_factory=dict)

    def expired(self, on: date) -> bool:
        return self.good_until is not None and on > self.good_until


class VoucherRules(ShopBase):
    """Vouchers of the shop, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.vouchers: list[Paper] = []

    def foretell(self, product: Product, quantity: Decimal, named: Any, ago: int) -> Any:
        raise NotImplementedError

    def book(self, sold: Sold, cash: Decimal, cut: Any) -> None:
        raise NotImplementedError

    @rule(worth=WORTH, change=WORTH, days=GOOD_FOR)
    def sell_a_voucher(self, worth: Decimal, change: Decimal, days: int | None) -> None:
        good_until = None if days is None else self.model.today + timedelta(days)
        paid = [{"tender": "cash", "amount": str(worth + change)}]
        body = {"till": "T1", "amount": str(worth), "payments": paid}
        body |= {} if good_until is None else {"expires_on": good_until.isoformat()}
        over = good_until is not None and good_until < self.model.today
        done = self.ask("/vouchers", body, "invalid" if over or not worth else OK)
        if "number" in done:
            assert Decimal(done["change"]) == change
            self.vouchers.append(Paper(done["number"], worth, good_until))
            self.drawer.put(worth)

    @precondition(lambda self: self.vouchers)
    @rule(pick=PICK, units=UNITS, which=PICK, asked=WORTH, all_of_it=st.booleans())
    def spend_a_voucher(
        self, pick: int, units: int, which: int, asked: Decimal, *, all_of_it: bool
    ) -> None:
        """So much of a voucher, or all that is left on it; the rest in cash."""
        lot, voucher = self.good_lot(pick), self.vouchers[which % len(self.vouchers)]
        quantity = self.amount(lot.product, units)
        expected, picks, total, cut = self.foretell(lot.product, quantity, None, 0)
        by_voucher = min(total, voucher.left if all_of_it else asked)
        if expected == OK and by_voucher:
            expected = self._refusal(voucher, by_voucher)
        payments = [
            {"tender": "voucher", "amount": str(by_voucher), "reference": voucher.number},
            {"tender": "cash", "amount": str(total - by_voucher)},
        ]
        line = {"sku": lot.product.sku, "quantity": str(quantity)}
        body = {"till": "T1", "lines": [line], "payments": payments}
        done = self.ask("/sales", body, expected)
        if expected != OK:
            return
        voucher.left -= by_voucher
        voucher.paid[done["number"]] = by_voucher
        self.book(Sold(done["number"], picks), total - by_voucher, cut)

    def _refusal(self, voucher: Paper, amount: Decimal) -> str:
        if voucher.expired(self.model.today):
            return "voucher_expired"
        return "voucher_empty" if amount > voucher.left else OK

    def refilled(self, sale: str, refunds: list[Any], *, undoes: bool) -> None:
        """Money that came back in vouchers is on those that paid, the rest on a new one."""
        rest = sum((Decimal(each["amount"]) for each in refunds), NOTHING)
        told = {each["voucher"]: Decimal(each["amount"]) for each in refunds}
        for voucher in self.vouchers:
            part = min(rest, voucher.paid.get(sale, NOTHING))
            if part and (undoes or not voucher.expired(self.model.today)):
                assert told.pop(voucher.number) == part
                voucher.left += part
                voucher.paid[sale] -= part
                rest -= part
        assert list(told.values()) == ([rest] if rest else [])
        self.vouchers += [Paper(number, rest) for number in told]

    def all_checks_hold(self) -> None:
        super().all_checks_hold()
        for voucher in self.vouchers[-5:]:
            found = self.api.get(f"/vouchers/{voucher.number}").json
            assert Decimal(found["balance"]) == voucher.left
