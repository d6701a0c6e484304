"""What a claim against a supplier may be about, and the way it goes until it is credited. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

LINE_KINDS = (
    "quantity",
    "price",
    "short_dated",
    "temperature",
    "condition",
    "quality",
    "recall",
    "other",
)
"""Why something is claimed: a difference at the dock, a quality failure, a recall."""
NEVER_CAME = frozenset({"quantity"})
"""Kinds about goods that never came: no units bear the credit, it only clears what was billed."""
WHOLE_LOT = frozenset({"price"})
"""Kinds about the cost of all units of a lot, not of some of them."""
STATES = ("open", "sent", "partly_credited", "credited", "refused", "withdrawn")
NEXT = MappingProxyType(
    {
        "send": (frozenset({"open", "sent", "partly_credited"}), "sent"),
        "refuse": (frozenset({"sent"}), "refused"),
        "withdraw": (frozenset({"open", "sent"}), "withdrawn"),
        "credit": (frozenset({"open", "sent", "partly_credited", "refused"}), "credited"),
    }
)
"""What is done -> in which states it may be, and where it leads."""
OVER = frozenset({"credited", "withdrawn"})


@dataclass(frozen=True)
class Owed:
    """A claim line's amount and what was credited of it so far, in minor units."""

    line: int
    amount: int
    credited: int

    @property
    def left(self) -> int:
        """What the supplier still owes of it."""
        return max(0, self.amount - self.credited)


def state_after(state: str, act: str, owed: Sequence[Owed] = (), *, final: bool = True) -> str:
    """Where an act leads. A credit of less than all leaves the claim open, unless it is final."""
    if act == "credit" and not final and any(each.left for each in owed):
        return "partly_credited"
    if act == "send" and state == "partly_credited":
        return state
    return NEXT[act][1]
