"""What a transfer's steps add up to: on its way, missing, too much, and its status. Pure.

Worked example: docs/algorithms/transfers.md. Quantities in millionths of the base unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

STATUSES = ("sent", "partly_received", "received", "settled", "cancelled")
STEP_KINDS = (
    "sent",
    "cancelled",
    "received",
    "extra",
    "returned",
    "lost",
    "found_at_origin",
    "extra_returned",
    "extra_found",
)
OUTCOMES = ("returned", "lost", "found_at_origin")
SETTLES: MappingProxyType[tuple[str, str], str] = MappingProxyType(
    {
        ("missing", "returned"): "returned",
        ("missing", "lost"): "lost",
        ("missing", "found_at_origin"): "found_at_origin",
        ("extra", "returned"): "extra_returned",
        ("extra", "found_at_origin"): "extra_found",
    }
)
"""Difference and outcome -> the step that settles it. What is too much cannot be lost."""
_LEFT_TRANSIT = ("received", "returned", "lost", "found_at_origin", "cancelled")
_CLEARED_EXTRA = ("extra_returned", "extra_found")
OPEN_STATUSES = frozenset({"sent", "partly_received", "received"})


@dataclass
class Tally:
    """How much of one lot went through each kind of step."""

    sums: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, quantity: int) -> None:
        """One more step."""
        self.sums[kind] = self.sums.get(kind, 0) + quantity

    def of(self, *kinds: str) -> int:
        """The sum of some kinds of steps."""
        return sum(self.sums.get(kind, 0) for kind in kinds)

    @property
    def missing(self) -> int:
        """Sent, and neither received nor settled: on its way, or a claim."""
        return self.of("sent") - self.of(*_LEFT_TRANSIT)

    @property
    def extra(self) -> int:
        """Came without having been sent, and is not settled."""
        return self.of("extra") - self.of(*_CLEARED_EXTRA)

    @property
    def difference(self) -> str:
        """What is open of the lot: `missing`, `extra` or nothing."""
        return "missing" if self.missing else "extra" if self.extra else ""

    @property
    def open(self) -> int:
        """How much is open of it."""
        return self.missing or self.extra


def tallies(steps: Iterable[tuple[int, str, int]]) -> dict[int, Tally]:
    """(lot id, kind, quantity) of each step, in order -> a tally for each lot."""
    found: dict[int, Tally] = {}
    for lot_id, kind, quantity in steps:
        found.setdefault(lot_id, Tally()).add(kind, quantity)
    return found


def status_of(lots: Mapping[int, Tally], *, complete: bool) -> str:
    """The status that the steps of a transfer amount to.

    `complete`: the receiving site said that nothing more is coming, so what is missing is a claim
    and no longer on its way.
    """
    every = lots.values()
    if any(tally.of("cancelled") for tally in every):
        return "cancelled"
    missing = any(tally.missing for tally in every)
    came = any(tally.of("received", "extra") for tally in every)
    if missing and not complete:
        return "partly_received" if came else "sent"
    settled = any(tally.of(*SETTLES.values()) for tally in every)
    opened = missing or any(tally.extra for tally in every)
    return "settled" if settled and not opened else "received"
