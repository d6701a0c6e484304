"""Whether a receipt that was printed without the shop adds up, and what of it the books can take.

Refuses nothing: each line and each sum that is otherwise than the shop computes it is flagged
`total_differs`, the receipt stands (docs/algorithms/offline.md). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.inventory.services.take_fact import Flag
from app.sales.cart import SaleItem
from app.sales.pricing import GIVES_CHANGE, PricedCart, PricedLine, Settled, Tender, cash_rounding
from app.values.money import Currency, extended, money_text
from app.values.quantity import quantity_text
from app.values.tax import tax_of

CODE = "total_differs"
SPLIT_TOLERANCE = 1


@dataclass(frozen=True)
class ShopMoney:
    """How the shop counts: its currency, whether prices hold the tax, its smallest coin."""

    currency: Currency
    tax_included: bool
    cash_step: int

    def text(self, minor: int) -> str:
        """An amount as a plain decimal string."""
        return money_text(minor, self.currency)


@dataclass(frozen=True)
class Foot:
    """What stands under the lines of a receipt: its total, what was handed over and given back."""

    total: int
    tenders: tuple[Tender, ...]
    change: int
    rounding: int

    @property
    def given(self) -> int:
        """What was handed over in all tenders."""
        return sum(tender.amount for tender in self.tenders)

    @property
    def cash(self) -> int:
        """What was handed over in cash."""
        return sum(tender.amount for tender in self.tenders if tender.tender in GIVES_CHANGE)


def _line(item: SaleItem, line: PricedLine, money: ShopMoney) -> Iterator[str]:
    computed = extended(item.price, item.quantity, money.currency) - item.discount
    if line.total != computed:
        yield f"printed {money.text(line.total)}, computed {money.text(computed)}"
    whole = line.net + line.tax if money.tax_included else line.net
    if line.total != whole:
        yield f"{money.text(line.total)} is split into {money.text(whole)}"


def line_flags(items: Sequence[SaleItem], priced: PricedCart, money: ShopMoney) -> list[Flag]:
    """The lines whose total is not price x quantity - discount, or not what net and tax make."""
    found = [
        (line.line, "; ".join(_line(item, line, money)))
        for item, line in zip(items, priced.lines, strict=True)
    ]
    return [Flag(CODE, number, None, said) for number, said in found if said]


def _taxes(
    items: Sequence[SaleItem], priced: PricedCart, money: ShopMoney
) -> Iterator[tuple[int, int, int]]:
    """Each rate with the tax that its lines make, over the whole document, and the tax printed."""
    pairs = [(item.product.tax_rate, line) for item, line in zip(items, priced.lines, strict=True)]
    for rate in sorted({rate for rate, _line in pairs}):
        lines = [line for own, line in pairs if own == rate]
        amount = sum(line.total for line in lines)
        due = tax_of(amount, rate, included=money.tax_included)
        yield rate, due, sum(line.tax for line in lines)


def _tax(items: Sequence[SaleItem], priced: PricedCart, money: ShopMoney) -> Iterator[str]:
    """The split may differ by a minor unit per rate; what the customer pays may not."""
    allowed = SPLIT_TOLERANCE if money.tax_included else 0
    for rate, due, printed in _taxes(items, priced, money):
        if abs(due - printed) > allowed:
            percent = quantity_text(rate * 100)
            yield f"tax at {percent} percent is {money.text(printed)}, not {money.text(due)}"


def rounding_due(foot: Foot, step: int) -> int:
    """What the smallest coin adds to the part of a printed total that was due in cash."""
    due = foot.total - foot.given + foot.cash
    in_cash = foot.cash > 0 or not foot.tenders
    return cash_rounding(due, "cash", step) if due > 0 and in_cash else 0


def _foot(priced: PricedCart, foot: Foot, money: ShopMoney) -> Iterator[str]:
    if foot.total != priced.total:
        yield f"printed {money.text(foot.total)}, the lines make {money.text(priced.total)}"
    kept, due = foot.given - foot.change, foot.total + foot.rounding
    if kept != due:
        yield f"paid less change {money.text(kept)}, due {money.text(due)}"
    if foot.change > foot.cash:
        yield f"change {money.text(foot.change)} out of {money.text(foot.cash)} in cash"
    rounding = rounding_due(foot, money.cash_step)
    if foot.rounding != rounding:
        yield f"rounded by {money.text(foot.rounding)}, the coins make {money.text(rounding)}"


def total_flags(
    items: Sequence[SaleItem], priced: PricedCart, foot: Foot, money: ShopMoney
) -> list[Flag]:
    """One flag for every line that does not add up, and one for all that is wrong with the sums."""
    said = "; ".join([*_foot(priced, foot, money), *_tax(items, priced, money)])
    return line_flags(items, priced, money) + ([Flag(CODE, None, None, said)] if said else [])


def booked_money(priced: PricedCart, foot: Foot) -> Settled:
    """Change and rounding with which the payments cover the lines, whatever the foot says.

    As printed where the receipt adds up; else the difference is rounding, so that the books hold
    exactly the money that the receipt says was taken.
    """
    change = min(foot.change, foot.cash)
    return Settled(change, foot.given - change - priced.total)
