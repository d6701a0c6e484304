"""Exceptions of recorded sales in the words of the shop: what happened, and how bad it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Words:
    """An exception's title, its tone on the screen, and what a person should look at."""

    title: str
    tone: str
    todo: str


WORDS = MappingProxyType(
    {
        "lot_recalled": Words(
            "Recalled lot sold", "error", "Reach the buyer: the sale is on the recall's list."
        ),
        "lot_quarantined": Words("Lot on hold sold", "held", "Find out how it came to the shelf."),
        "lot_expired": Words("Expired lot sold", "error", "Reach the buyer if it can harm."),
        "not_enough_stock": Words(
            "Sold beyond the books", "warn", "Count the lot; the shortage is booked as found."
        ),
        "lot_unknown": Words("Unknown lot", "warn", "Look at the pack or the shelf."),
        "price_differs": Words(
            "Price changed meanwhile", "info", "The receipt's price stands; nothing to pay."
        ),
        "discount_over_limit": Words("Discount over the limit", "warn", "Ask who agreed to it."),
        "approval_missing": Words("Nobody's word for it", "warn", "Ask who agreed to it."),
        "product_inactive": Words("Product no longer sold", "info", "Take it off the shelf."),
        "person_inactive": Words("Seller may not sign in", "error", "Find out who sold."),
        "customer_unknown": Words("Unknown customer", "info", "The sale has no customer now."),
        "late_period": Words(
            "Came after the books closed", "info", "It stands in the first open day."
        ),
        "late_shift": Words("Came after the shift closed", "info", "It is in a rescue shift."),
        "clock_skew": Words("The till's clock was wrong", "warn", "Set the terminal's clock."),
        "device_revoked": Words("From a closed terminal", "warn", "Compare with its receipts."),
        "voucher_refused": Words(
            "Voucher taken that was not good", "error", "Its money was not there; ask who took it."
        ),
        "reentered": Words("Entered from paper", "info", "Compare it with the paper."),
        "total_differs": Words("Totals differ", "warn", "The receipt's total stands; compare."),
    }
)


def words_of(code: str) -> Words:
    """The words of an exception's code; an unknown code keeps its letters."""
    return WORDS.get(code) or Words(code.replace("_", " ").capitalize(), "warn", "")
