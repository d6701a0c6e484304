"""What the shop floor lacks and what to bring: the rule (docs/algorithms/replenishment.md).

Pure: places that fell below their least are filled to their most, from the earliest date on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Level:
    """How much of a product a place should hold, and what of it is fit for sale there now."""

    location_id: int
    product_id: int
    least: int
    most: int
    here: int

    @property
    def wanted(self) -> int:
        """What is missing up to `most`, once less than `least` is there."""
        return self.most - self.here if self.here < self.least else 0


@dataclass(frozen=True)
class Source:
    """A lot at another place of the site, and how much of it may be taken from there."""

    lot_id: int
    location_id: int
    product_id: int
    free: int
    expires_on: date

    @property
    def order(self) -> tuple[date, int, int]:
        """The earliest date first, then the older lot, then the older location."""
        return self.expires_on, self.lot_id, self.location_id


@dataclass(frozen=True)
class Load:
    """So much of a source."""

    source: Source
    quantity: int


@dataclass(frozen=True)
class Filling:
    """What is brought to one place, and how much of it is nowhere to be had."""

    level: Level
    loads: tuple[Load, ...]

    @property
    def short(self) -> int:
        """What is still missing when everything was brought."""
        return self.level.wanted - sum(load.quantity for load in self.loads)


def fillings(levels: Sequence[Level], sources: Iterable[Source]) -> list[Filling]:
    """What to bring where, place by place; what one gets, the next cannot have."""
    ordered = sorted(sources, key=lambda source: source.order)
    left = {(source.lot_id, source.location_id): source.free for source in ordered}
    done = []
    for level in levels:
        wanted, loads = level.wanted, []
        for source in ordered:
            spot = source.lot_id, source.location_id
            part = min(wanted, left[spot]) if source.product_id == level.product_id else 0
            if part > 0:
                loads.append(Load(source, part))
                left[spot] -= part
                wanted -= part
        if level.wanted:
            done.append(Filling(level, tuple(loads)))
    return done
