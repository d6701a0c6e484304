"""What is being sold and what came of it: cart, items, overrides, allocations. Plain frozen data.

Quantities in millionths of the base unit, unit prices in millionths, amounts in minor units.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from app.catalog.queries import ProductRow
from app.inventory.services.issue import ChosenLot
from app.sales.pricing import PricedCart, Tender
from app.sales.tills import TillPlace


def new_receipt_token() -> str:
    """What opens a receipt's public page: 128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Override:
    """Something beyond the usual on a line: `price`, `discount` or `expired`, and why.

    `approval` is the code of a second person's yes; without it the seller's own right counts.
    """

    kind: str
    reason: str
    approval: str | None = None


@dataclass(frozen=True)
class Approver:
    """An override that was found in order: whose right it stands on."""

    line: int
    kind: str
    reason: str
    approver: str


@dataclass(frozen=True)
class Effort:
    """What a line cost the cashier: taps, milliseconds, and how its lot was found."""

    taps: int
    ms: int
    choice: str


@dataclass(frozen=True)
class DeviceReceipt:
    """A receipt number that the terminal itself gave, in its own epoch."""

    number: str
    epoch: int
    seq: int


@dataclass(frozen=True)
class SaleItem:
    """One line of the cart; `lots` where they were scanned or chosen.

    `labelled`: the price is the shop's own, printed on the goods, and needs nobody's approval.
    `own_price`: what the shop asks for the line's lots, where that is not the product's price.
    """

    product: ProductRow
    quantity: int
    lots: tuple[ChosenLot, ...] = ()
    certainty: str = "auto"
    unit_price: int | None = None
    discount: int = 0
    labelled: bool = False
    overrides: tuple[Override, ...] = ()
    effort: Effort | None = None
    own_price: int | None = None
    note: str = ""

    @property
    def list_price(self) -> int:
        """What the shop asks per base unit."""
        return self.product.price if self.own_price is None else self.own_price

    @property
    def price(self) -> int:
        """What is charged per base unit."""
        return self.list_price if self.unit_price is None else self.unit_price

    def override(self, kind: str) -> Override | None:
        """The line's override of a kind."""
        return next((item for item in self.overrides if item.kind == kind), None)


@dataclass(frozen=True)
class Cart:
    """What is being bought, where, when and by whom; `sold_on` is the site's calendar day.

    `receipt` where a terminal numbered the sale itself; `shift_id` where it is not the till's
    open shift; `token` opens the receipt's public page.
    """

    till: TillPlace
    items: tuple[SaleItem, ...]
    sold_at: datetime
    sold_on: date
    today: date
    customer_id: int | None = None
    token: str | None = None
    receipt: DeviceReceipt | None = None
    shift_id: int | None = None
    offline: bool = False
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """So much of a lot taken by a line, at its cost."""

    line: int
    lot_id: int
    lot: str
    quantity: int
    value: int
    certainty: str


@dataclass(frozen=True)
class Spent:
    """So much (minor units) taken off a voucher by the sale's payment `seq`."""

    voucher_id: int
    seq: int
    amount: int


@dataclass(frozen=True)
class CompletedSale:
    """A sale as it stands in the books; `number` is empty until the till gave one."""

    number: str
    cart: Cart
    priced: PricedCart
    taken: tuple[Taken, ...]
    tenders: tuple[Tender, ...]
    change: int
    rounding: int = 0
    approvers: tuple[Approver, ...] = ()
    spent: tuple[Spent, ...] = ()

    @property
    def cogs(self) -> int:
        """The cost of the very lots sold."""
        return sum(item.value for item in self.taken)
