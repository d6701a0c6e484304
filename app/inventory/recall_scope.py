"""What a recall is about: the rule that says whether goods fall into its scope. Pure.

The same conditions choose the lots that are there when a recall opens and the ones that come later.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from app.gs1.codes import normalise_lot_code


@dataclass(frozen=True)
class RecallScope:
    """Which lots: by number, or by products, supplier, supplier lot codes and making days.

    Of several products or codes any one will do.
    """

    lots: tuple[str, ...] = ()
    sku: tuple[str, ...] = ()
    supplier: str | None = None
    supplier_lot: tuple[str, ...] = ()
    made_from: date | None = None
    made_to: date | None = None

    def is_empty(self) -> bool:
        """Whether nothing at all was named."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class Goods:
    """Goods at the dock as a scope looks at them."""

    sku: str
    supplier: str | None = None
    supplier_lot: str | None = None
    made_on: date | None = None


Kin = tuple[str, str]
"""A product and a supplier's lot code in normal form: what a lot by number has in common."""


def kin_of(goods: Goods) -> Kin | None:
    """What ties goods to a lot listed by number; None where the pack shows no code."""
    code = normalise_lot_code(goods.supplier_lot) if goods.supplier_lot else ""
    return (goods.sku, code) if code else None


def write_scope(scope: RecallScope) -> str:
    """A scope as it is stored."""
    return json.dumps(asdict(scope), default=str, sort_keys=True)


def read_scope(text: str) -> RecallScope:
    """A stored scope."""
    said = json.loads(text)
    first, last = said.get("made_from"), said.get("made_to")
    return RecallScope(
        lots=_several(said.get("lots")),
        sku=_several(said.get("sku")),
        supplier=said.get("supplier") or None,
        supplier_lot=_several(said.get("supplier_lot")),
        made_from=date.fromisoformat(first) if first else None,
        made_to=date.fromisoformat(last) if last else None,
    )


def _several(said: str | list[str] | None) -> tuple[str, ...]:
    """What was stored: several, or as older recalls have it one or none."""
    return (said,) if isinstance(said, str) and said else tuple(said or ())


def covers(scope: RecallScope, goods: Goods, listed: Collection[Kin] = ()) -> bool:
    """Whether goods fall into a scope: all that it names must hold.

    A scope of lots by number covers what has the product and the supplier's code of one of them.
    Goods without a day of making are in no range of days.
    """
    if scope.lots:
        return kin_of(goods) in listed
    if scope.is_empty():
        return False
    code = normalise_lot_code(goods.supplier_lot) if goods.supplier_lot else None
    asked = {normalise_lot_code(each) for each in scope.supplier_lot}
    return (
        (not scope.sku or goods.sku in scope.sku)
        and scope.supplier in (None, goods.supplier)
        and (not asked or code in asked)
        and _made_within(scope, goods.made_on)
    )


def _made_within(scope: RecallScope, made_on: date | None) -> bool:
    if scope.made_from is None and scope.made_to is None:
        return True
    if made_on is None:
        return False
    return (scope.made_from or made_on) <= made_on <= (scope.made_to or made_on)
