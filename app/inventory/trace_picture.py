"""The picture of a lot's journey: where it came from on the left, where it went on the right.

Every stream is as wide as its share of what came in. Pure: quantities in, coordinates out; what is
drawn is also said in words beside it. Whole units of an abstract picture `WIDTH` wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, GAP, LEAST = 640, 14, 4
"""The picture's width, the gap between two ends, and the thinnest stream that is still seen."""
HEIGHT = 220
"""What all streams together are high, without gaps."""
LEFT, MIDDLE, RIGHT, BAR = 0, 300, 628, 12
Flows = Mapping[tuple[str, str], int]
SOURCES: Sequence[tuple[str, str, str]] = (
    ("supplier", "From the supplier", "ok"),
    ("opening", "Opening stock", "plain"),
    ("conversion", "Made from other lots", "ok"),
)
ENDS: Sequence[tuple[str, str, str]] = (
    ("customer", "With customers", "info"),
    ("stock", "On hand", "ok"),
    ("conversion", "Made into other lots", "plain"),
    ("supplier", "Back to the supplier", "warn"),
    ("waste", "Thrown away", "error"),
    ("shrinkage", "Missing at counts", "error"),
)
FOUND = ("found", "Found at counts", "warn")


@dataclass(frozen=True)
class End:
    """One end of a stream: what it is, how much (millionths), and where it is drawn."""

    key: str
    label: str
    tone: str
    quantity: int
    top: int
    height: int
    inner: int

    @property
    def path(self) -> str:
        """The stream between this end and the lot in the middle, as an SVG path."""
        left = self.key in _ON_THE_LEFT
        near, far = (LEFT + BAR, MIDDLE) if left else (RIGHT, MIDDLE + BAR)
        half = (near + far) // 2
        below, inner_below = self.top + self.height, self.inner + self.height
        return (
            f"M{near} {self.top}C{half} {self.top} {half} {self.inner} {far} {self.inner}"
            f"V{inner_below}C{half} {inner_below} {half} {below} {near} {below}Z"
        )


_ON_THE_LEFT = frozenset({f"from-{key}" for key, _, _ in SOURCES} | {FOUND[0]})


@dataclass(frozen=True)
class Picture:
    """Both sides, and how high the picture and the lot in its middle are."""

    sources: tuple[End, ...]
    ends: tuple[End, ...]
    middle: int
    height: int


def _net(flows: Flows, place: str) -> int:
    """What went to a place and did not come back to the stock or go on."""
    into = sum(q for (_, target), q in flows.items() if target == place)
    out = sum(q for (source, _), q in flows.items() if source == place)
    return into - out


def amounts(flows: Flows, on_hand: int) -> tuple[list[tuple[str, str, str, int]], ...]:
    """What came from where, and what lies where now; an end with nothing is left out."""
    came = [
        (f"from-{key}", label, tone, sum(q for (source, _), q in flows.items() if source == key))
        for key, label, tone in SOURCES
    ]
    lost = _net(flows, "shrinkage")
    if lost < 0:
        came.append((*FOUND, -lost))
    gone = {
        "customer": _net(flows, "customer"),
        "stock": on_hand,
        "waste": _net(flows, "waste"),
        "shrinkage": max(lost, 0),
        "supplier": sum(q for (_, target), q in flows.items() if target == "supplier"),
        "conversion": sum(q for (_, target), q in flows.items() if target == "conversion"),
    }
    went = [(key, label, tone, gone[key]) for key, label, tone in ENDS]
    return [each for each in came if each[3] > 0], [each for each in went if each[3] > 0]


def _placed(rows: Sequence[tuple[str, str, str, int]], total: int) -> list[End]:
    placed, top, inner = [], 0, 0
    for key, label, tone, quantity in rows:
        height = max(quantity * HEIGHT // total, LEAST)
        placed.append(End(key, label, tone, quantity, top, height, inner))
        top, inner = top + height + GAP, inner + height
    return placed


def picture(flows: Flows, on_hand: int) -> Picture:
    """The picture of a lot that moved so and of which so much is here."""
    came, went = amounts(flows, on_hand)
    total = max(sum(each[3] for each in came), sum(each[3] for each in went), 1)
    sources, ends = _placed(came, total), _placed(went, total)
    sides = [side for side in (sources, ends) if side]
    middle = max((sum(end.height for end in side) for side in sides), default=LEAST)
    low = max((side[-1].top + side[-1].height for side in sides), default=LEAST)
    return Picture(tuple(sources), tuple(ends), middle, max(low, middle))
