"""How money goes back: to the tenders it came by, the exact ones before the drawer. Pure.

Amounts in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.sales.pricing import GIVES_CHANGE

ORIGINAL = "original"
"""Asked for instead of a tender: give back as it was paid."""
LAST_RESORT = "cash"


def still_refundable(
    kept: Iterable[tuple[str, int]], given_back: Iterable[tuple[str, int]]
) -> dict[str, int]:
    """What of each tender of a sale has not gone back yet, those without change first."""
    left: dict[str, int] = {}
    for tender, amount in kept:
        left[tender] = left.get(tender, 0) + amount
    for tender, amount in given_back:
        if tender in left:
            left[tender] = max(0, left[tender] - amount)
    return dict(sorted(left.items(), key=lambda item: item[0] in GIVES_CHANGE))


def refund_plan(left: dict[str, int], amount: int) -> list[tuple[str, int]]:
    """So much from each tender in its order; what none of them covers comes out of the drawer."""
    plan: dict[str, int] = {}
    for tender, most in left.items():
        part = min(amount, most)
        if part:
            plan[tender] = part
            amount -= part
    if amount:
        plan[LAST_RESORT] = plan.get(LAST_RESORT, 0) + amount
    return list(plan.items())
