"""Where goods are put away: the rule, in plain data (docs/algorithms/putaway.md).

Pure: it suggests a location and says why. It moves nothing; a person may know better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Goods:
    """A quantity (millionths) of a lot that looks for a place."""

    lot_id: int
    product_id: int
    category: str
    status: str
    quantity: int


@dataclass(frozen=True)
class Rule:
    """Goods of a product or category and of a status (None: any) go to a zone or a location."""

    id: int
    rank: int
    product_id: int | None = None
    category: str | None = None
    status: str | None = None
    zone_id: int | None = None
    location_id: int | None = None

    def speaks_of(self, goods: Goods) -> bool:
        """Whether it is about these goods."""
        return (
            self.product_id in {None, goods.product_id}
            and self.category in {None, goods.category}
            and self.status in {None, goods.status}
        )

    @property
    def order(self) -> tuple[int, int, int]:
        """Low rank first; of equal ones a product before a category before anything."""
        width = 0 if self.product_id is not None else 1 if self.category is not None else 2
        return self.rank, width, self.id


@dataclass(frozen=True)
class Bin:
    """A location with the room it has and what lies there: lots, products, units (millionths)."""

    id: int
    code: str
    kind: str
    zone_id: int | None = None
    most_lots: int | None = None
    most_units: int | None = None
    lots: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    units: int = 0

    def takes(self, goods: Goods) -> bool:
        """Whether goods of this status belong here and all of them fit."""
        right = "stock" if goods.status == "released" else "quarantine"
        lots = len(self.lots | {goods.lot_id})
        return (
            self.kind == right
            and (self.most_lots is None or lots <= self.most_lots)
            and (self.most_units is None or self.units + goods.quantity <= self.most_units)
        )

    def filled(self, goods: Goods) -> Bin:
        """The same with the goods in it."""
        return replace(
            self,
            lots=self.lots | {goods.lot_id},
            products=self.products | {goods.product_id},
            units=self.units + goods.quantity,
        )

    def liking(self, goods: Goods) -> tuple[bool, bool, int, str]:
        """Less is better: its lot is there, its product is there, the emptier, then by code."""
        there = goods.lot_id in self.lots, goods.product_id in self.products
        return not there[0], not there[1], self.units, self.code


@dataclass(frozen=True)
class Suggestion:
    """A bin and why: rule, product (lies there already), kind (first of its kind), full."""

    bin: Bin | None
    why: str


def _best(goods: Goods, bins: Iterable[Bin]) -> Bin | None:
    return min(bins, key=lambda each: each.liking(goods), default=None)


def suggest(goods: Goods, rules: Iterable[Rule], bins: Iterable[Bin]) -> Suggestion:
    """The bin for these goods: by rule, else where the product lies, else the first that fits."""
    fitting = [each for each in bins if each.takes(goods)]
    for rule in sorted(rules, key=lambda each: each.order):
        if not rule.speaks_of(goods):
            continue
        named = [
            each
            for each in fitting
            if each.id == rule.location_id
            or (rule.zone_id is not None and each.zone_id == rule.zone_id)
        ]
        best = _best(goods, named)
        if best is not None:
            return Suggestion(best, "rule")
    known = _best(goods, (each for each in fitting if goods.product_id in each.products))
    if known is not None:
        return Suggestion(known, "product")
    first = min(fitting, key=lambda each: each.id, default=None)
    return Suggestion(first, "kind" if first else "full")


def plan(goods: Sequence[Goods], rules: Sequence[Rule], bins: Sequence[Bin]) -> list[Suggestion]:
    """A suggestion for each; what was put somewhere takes its room from those after it."""
    state = {each.id: each for each in bins}
    found = []
    for item in goods:
        said = suggest(item, rules, state.values())
        if said.bin is not None:
            state[said.bin.id] = said.bin.filled(item)
        found.append(said)
    return found
