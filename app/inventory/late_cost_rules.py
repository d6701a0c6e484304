"""Cost that changes after goods came in: who bears it, by where the units are now. Pure.

A supplier's credit makes a lot cheaper, freight or a dearer invoice makes it dearer. Units on a
shelf take their part into stock, sold ones into cost of goods sold, thrown ones into waste, units
made into other lots hand it on to those. Worked examples: docs/algorithms/late-costs.md.
Quantities in millionths of the base unit, money in minor units (IAS 2.10-11: cost of purchase less
trade discounts and rebates).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.values.money import share, spread

CLAIM_ORDER = ("waste", "supplier", "held", "stock", "transit", "made", "customer", "shrinkage")
"""Where the units of a claim about a part of a lot are looked for, in this order."""


@dataclass(frozen=True)
class Units:
    """Units of a lot at one place, and what they are worth there: the most a credit can take.

    `rank` is a word of CLAIM_ORDER. Goods with the supplier take their part, but post nothing:
    their value went back with them.
    """

    lot_id: int
    place: str
    site_id: int
    location_id: int | None
    rank: str
    quantity: int
    value: int

    @property
    def size(self) -> int:
        """How many units of the lot it stands for."""
        return self.quantity

    @property
    def room(self) -> int:
        """The most a credit can take here."""
        return self.value


@dataclass(frozen=True)
class MadeInto:
    """Units of a lot that became another lot, wherever that one's units are now."""

    quantity: int
    inside: tuple[Node, ...]
    rank: str = "made"

    @property
    def size(self) -> int:
        """How many units of the older lot went in."""
        return self.quantity

    @property
    def room(self) -> int:
        """The most a credit can take from all that was made."""
        return sum(node.room for node in self.inside)


Node = Units | MadeInto


@dataclass(frozen=True)
class Borne:
    """What the units at one place bear: above zero dearer, below zero cheaper."""

    units: Units
    amount: int


def _part(node: Node, quantity: int) -> Node:
    """A part of the units of a place, worth its share."""
    if quantity == node.quantity:
        return node
    if isinstance(node, Units):
        return replace(node, quantity=quantity, value=share(node.value, quantity, node.quantity))
    inner = tuple(
        _part(each, share(each.quantity, quantity, node.quantity)) for each in node.inside
    )
    return replace(node, quantity=quantity, inside=tuple(each for each in inner if each.quantity))


def claimed(nodes: Sequence[Node], quantity: int) -> list[Node]:
    """The first `quantity` units in CLAIM_ORDER: what spoiled first, what was sold soundly last."""
    taken: list[Node] = []
    for node in sorted(nodes, key=lambda each: CLAIM_ORDER.index(each.rank)):
        part = min(quantity, node.quantity)
        if part:
            taken.append(_part(node, part))
            quantity -= part
    return taken


def _filled(amount: int, sizes: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """Split by size, nobody above his room; what is left goes to those who have some."""
    parts = [0] * len(sizes)
    while amount:
        open_ = [i for i in range(len(sizes)) if sizes[i] and parts[i] < rooms[i]]
        if not open_:
            break
        shares = spread(amount, [sizes[i] for i in open_])
        amount = 0
        for index, given in zip(open_, shares, strict=True):
            fits = min(given, rooms[index] - parts[index])
            parts[index] += fits
            amount += given - fits
    return parts


def _down(nodes: Sequence[Node], parts: Sequence[int], *, cheaper: bool) -> list[Borne]:
    borne = []
    for node, part in zip(nodes, parts, strict=True):
        if isinstance(node, MadeInto):
            borne += _bear(part, node.inside, cheaper=cheaper)[0]
        elif part:
            borne.append(Borne(node, -part if cheaper else part))
    return borne


def _bear(amount: int, nodes: Sequence[Node], *, cheaper: bool) -> tuple[list[Borne], int]:
    sizes = [node.size for node in nodes]
    if cheaper:
        parts = _filled(amount, sizes, [node.room for node in nodes])
    else:
        parts = spread(amount, sizes) if any(sizes) else [0] * len(sizes)
    return _down(nodes, parts, cheaper=cheaper), amount - sum(parts)


def bear(amount: int, nodes: Sequence[Node]) -> tuple[list[Borne], int]:
    """Who bears a late cost (above zero) or credit (below zero), and what nobody can bear.

    By units; a credit never makes units worth less than nothing: the others of the lot take more,
    and what is above the worth of all is left over, below zero too.
    """
    borne, rest = _bear(abs(amount), nodes, cheaper=amount < 0)
    return borne, -rest if amount < 0 else rest


def back_share(value: int, quantity: int, gone: tuple[int, int], part: int) -> int:
    """What comes back of a late cost of sold units when `part` of them come back.

    `gone` is the quantity and value that came back before; the last unit takes the rest.
    """
    return share(value - gone[1], part, quantity - gone[0])
