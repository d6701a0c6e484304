"""Tax of a document: per rate over the whole document, its cents spread back over the lines.

Worked examples: docs/algorithms/pricing-and-tax.md. Rates are millionths (0.20 -> 200000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.values.money import half_up, spread
from app.values.quantity import MICRO


@dataclass(frozen=True)
class TaxRow:
    """One rate of one document, in minor units."""

    rate: int
    net: int
    tax: int


@dataclass(frozen=True)
class TaxedLine:
    """A line's net and tax in minor units; their sum is what the customer pays for it."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        """What the customer pays for the line, tax included."""
        return self.net + self.tax


def tax_of(amount: int, rate: int, *, included: bool) -> int:
    """Tax in or on an amount, rounded half up to the minor unit."""
    return half_up(amount * rate, MICRO + rate if included else MICRO)


def tax_document(
    amounts: Sequence[int], rates: Sequence[int], *, included: bool
) -> tuple[list[TaxedLine], list[TaxRow]]:
    """Tax per rate over all its lines, then spread over them by amount.

    `amounts` are line amounts in minor units as priced (tax in them where `included`).
    """
    groups: dict[int, list[int]] = {}
    for index, rate in enumerate(rates):
        groups.setdefault(rate, []).append(index)
    lines: list[TaxedLine] = [TaxedLine(amount, 0) for amount in amounts]
    rows = []
    for rate, members in sorted(groups.items()):
        total = sum(amounts[i] for i in members)
        tax = tax_of(total, rate, included=included)
        for i, part in zip(members, spread(tax, [amounts[i] for i in members]), strict=True):
            lines[i] = TaxedLine(amounts[i] - (part if included else 0), part)
        rows.append(TaxRow(rate, total - (tax if included else 0), tax))
    return lines, rows
