"""What a cart costs: price x quantity, discount, tax per document and rate. Pure.

Worked examples: docs/algorithms/pricing-and-tax.md. Amounts in minor units, unit prices and
quantities in millionths, rates in millionths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import PaymentShort, bad_field
from app.values.money import MAX_MONEY, Currency, extended, half_even, half_up, money_text
from app.values.tax import TaxRow, tax_document

GIVES_CHANGE = frozenset({"cash"})


@dataclass(frozen=True)
class CartLine:
    """A line to be priced; `unit_price` is what is charged, `list_price` what the shelf says."""

    line: int
    quantity: int
    unit_price: int
    list_price: int
    discount: int
    tax_category: str
    tax_rate: int


@dataclass(frozen=True)
class PricedLine:
    """A line with its total as priced, and its net and tax."""

    line: int
    discount: int
    total: int
    net: int
    tax: int


@dataclass(frozen=True)
class PricedCart:
    """A cart with its lines, tax per rate and totals."""

    lines: tuple[PricedLine, ...]
    taxes: tuple[TaxRow, ...]
    net: int
    tax: int

    @property
    def total(self) -> int:
        """What the customer pays."""
        return self.net + self.tax


@dataclass(frozen=True)
class Tender:
    """Money handed over, as it was handed over."""

    tender: str
    amount: int
    reference: str = ""


def _line_total(item: CartLine, cur: Currency) -> int:
    amount = extended(item.unit_price, item.quantity, cur)
    if amount > MAX_MONEY:
        raise bad_field(f"lines.{item.line - 1}.quantity", "makes the line dearer than can be paid")
    if item.discount > amount:
        raise bad_field(
            f"lines.{item.line - 1}.discount", f"is more than the line's {money_text(amount, cur)}"
        )
    return amount - item.discount


def price_cart(lines: Sequence[CartLine], *, tax_included: bool, currency: Currency) -> PricedCart:
    """Price a cart: each line rounds half up once, tax once per rate over the whole document."""
    totals = [_line_total(item, currency) for item in lines]
    taxed, rows = tax_document(totals, [item.tax_rate for item in lines], included=tax_included)
    priced = tuple(
        PricedLine(item.line, item.discount, total, part.net, part.tax)
        for item, total, part in zip(lines, totals, taxed, strict=True)
    )
    net, tax = sum(line.net for line in priced), sum(line.tax for line in priced)
    if net + tax > MAX_MONEY:
        raise bad_field("lines", "cost more together than can be paid")
    return PricedCart(priced, tuple(rows), net, tax)


def change_of(total: int, tenders: Sequence[Tender], currency: Currency) -> int:
    """What goes back to the customer; PaymentShort where the tenders do not cover the total.

    Only cash gives change: other tenders may not exceed the total.
    """
    given = sum(tender.amount for tender in tenders)
    if given < total:
        raise PaymentShort(
            f"{money_text(total, currency)} is due, {money_text(given, currency)} was given.",
            due=money_text(total, currency),
            given=money_text(given, currency),
            missing=money_text(total - given, currency),
        )
    change = given - total
    if change > sum(tender.amount for tender in tenders if tender.tender in GIVES_CHANGE):
        raise bad_field("payments", "only cash gives change; take no more than is due otherwise")
    return change


def cash_rounding(amount: int, tender: str, step: int) -> int:
    """What the smallest coin adds to an amount paid or given back in one tender; cash alone."""
    return half_up(amount, step) * step - amount if step > 1 and tender in GIVES_CHANGE else 0


@dataclass(frozen=True)
class Settled:
    """How a total was paid: what goes back, and what cash rounding added (or took off)."""

    change: int
    rounding: int


def settle(total: int, tenders: Sequence[Tender], currency: Currency, step: int = 0) -> Settled:
    """Hold the tenders against the total; the part due in cash is rounded to the smallest coin.

    `step` is that coin in minor units, 0 or 1 for none; half a coin rounds up. What rounds to
    nothing needs no tender. Raises as `change_of`.
    """
    cash = sum(tender.amount for tender in tenders if tender.tender in GIVES_CHANGE)
    due = total - sum(tender.amount for tender in tenders) + cash
    in_cash = cash > 0 or not tenders
    rounding = cash_rounding(due, "cash", step) if due > 0 and in_cash else 0
    return Settled(change_of(total + rounding, tenders, currency), rounding)


def kept(tenders: Sequence[Tender], change: int) -> list[tuple[str, int]]:
    """What stays in the shop by tender, the change taken off the cash."""
    amounts: dict[str, int] = {}
    for tender in tenders:
        amounts[tender.tender] = amounts.get(tender.tender, 0) + tender.amount
    for name in sorted(GIVES_CHANGE & set(amounts)):
        back = min(change, amounts[name])
        amounts[name] -= back
        change -= back
    return [(name, amount) for name, amount in amounts.items() if amount]


def part_of(amount: int, before: int, after: int, whole: int) -> int:
    """The part of an amount that the units from `before` to `after` (of `whole`) stand for.

    Parts taken one after another always add up to the amount.
    """
    return half_even(amount * after, whole) - half_even(amount * before, whole)
