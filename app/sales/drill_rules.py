"""How good a recall drill was: what is explained, who can be reached, how long it took. Pure.

A drill is a recall without blocking: one lot, every unit of it, against the clock. Auditors ask for
it (BRCGS Food Safety, clause 3.9: forward and back within four hours, with a mass balance).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

WHOLE = 1_000_000
"""All of something, in millionths."""
QUICK_MIN, SLOW_MIN = 60, 240
"""Up to the one a drill gets all points for time, from the other on none."""
EXPLAINED_TO_PASS = 995_000
WEIGHTS = MappingProxyType({"explained": 60, "reachable": 20, "in_time": 20})
"""What each share is worth of a hundred points."""


@dataclass(frozen=True)
class DrillFigures:
    """What a drill found. Quantities in millionths of the base unit.

    `unaccounted` is what the records alone cannot explain, `booked` what they say lies here,
    `found` what people found. `buyers` had some of it, `reachable` of them can be told.
    """

    received: int
    unaccounted: int
    booked: int
    found: int
    buyers: int
    reachable: int
    minutes: int

    @property
    def gap(self) -> int:
        """Came in, and nobody can say where it is; below nothing where more was found than came."""
        return self.unaccounted + self.booked - self.found

    @property
    def explained(self) -> int:
        """The share of what came in that is explained, in millionths."""
        return share(max(self.received - abs(self.gap), 0), self.received)

    @property
    def reached(self) -> int:
        """The share of the buyers that can be told, in millionths; all of nobody is all."""
        return share(self.reachable, self.buyers)

    @property
    def in_time(self) -> int:
        """All up to an hour, nothing from four hours on, in millionths."""
        late = min(max(self.minutes - QUICK_MIN, 0), SLOW_MIN - QUICK_MIN)
        return WHOLE - share(late, SLOW_MIN - QUICK_MIN)

    @property
    def score(self) -> int:
        """0 to 100 points, rounded down."""
        points = (
            WEIGHTS["explained"] * self.explained
            + WEIGHTS["reachable"] * self.reached
            + WEIGHTS["in_time"] * self.in_time
        )
        return points // WHOLE

    @property
    def passed(self) -> bool:
        """Whether an auditor would be content: nearly all explained, within four hours."""
        return self.explained >= EXPLAINED_TO_PASS and self.minutes <= SLOW_MIN


def share(part: int, whole: int) -> int:
    """A part in millionths of the whole, rounded down; all of nothing is all."""
    return WHOLE if whole <= 0 else part * WHOLE // whole


def minutes_between(seconds: int) -> int:
    """Begun minutes."""
    return max(-(-seconds // 60), 0)
