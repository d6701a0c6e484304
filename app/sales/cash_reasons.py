"""Why money goes into a drawer or out of it besides sales. A table, no logic.

What each reason posts stands in `accounting.posting_rules`.
"""

from __future__ import annotations

from typing import NamedTuple


class CashReason(NamedTuple):
    """One preset reason: the direction it goes, its code, and its words."""

    direction: str
    code: str
    words: str


CASH_REASONS = (
    CashReason("in", "float", "Float from the safe"),
    CashReason("in", "change", "Change from the safe"),
    CashReason("in", "petty", "Petty cash handed back"),
    CashReason("out", "drop", "Drop to the safe"),
    CashReason("out", "change", "Notes to the safe for change"),
    CashReason("out", "petty", "Petty expense"),
    CashReason("out", "tip", "Tips paid out"),
)
REASONS_OF = {
    way: tuple(reason.code for reason in CASH_REASONS if reason.direction == way)
    for way in ("in", "out")
}
REASON_WORDS = {(reason.direction, reason.code): reason.words for reason in CASH_REASONS} | {
    ("in", "opening"): "More in the drawer than was left",
    ("out", "opening"): "Less in the drawer than was left",
}
DRAWER_REASONS = ("Change for a customer", "Put right a wrong change", "Check the drawer", "Test")
"""Preset reasons for opening a drawer without a sale."""
