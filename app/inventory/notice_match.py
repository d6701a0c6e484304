"""Which lots of ours a pasted notice may mean: hints for a person to confirm. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.inventory.models import Lot
from app.inventory.notice import Mention, in_range, lookups

MOST_HINTS = 300
AT_ONCE = 500
SHORTEST_WORD = 4
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Hint:
    """A lot of ours, where the notice speaks of its code, and what else speaks for it."""

    lot: Lot
    sku: str
    name: str
    mention: Mention
    shared_words: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """The code is named as a lot's, or the product's own words are in the notice."""
        return self.mention.named or bool(self.shared_words)


def _rows(session: Session, found: Sequence[Mention]) -> Iterator[Any]:
    codes = sorted(lookups(found))
    heads = select(Lot, Product.sku, Product.name).join(Product, Product.id == Lot.product_id)
    for start in range(0, len(codes), AT_ONCE):
        some = codes[start : start + AT_ONCE]
        named = or_(Lot.supplier_lot_key.in_(some), Lot.number.in_(some))
        yield from session.execute(heads.where(named).order_by(Lot.id).limit(MOST_HINTS))
    for each in found:
        if each.last:
            key = Lot.supplier_lot_key
            within = key.between(each.code, each.last), func.length(key) == len(each.last)
            yield from session.execute(heads.where(*within).order_by(Lot.id).limit(MOST_HINTS))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _mention_of(lot: Lot, found: Sequence[Mention]) -> Mention | None:
    codes = {lot.supplier_lot_key or "", lot.number}
    fitting = [
        each
        for each in found
        if each.code in codes or any(code and in_range(each, code) for code in codes)
    ]
    return max(fitting, key=lambda each: each.named, default=None)


def hints(session: Session, text: str, found: Sequence[Mention]) -> list[Hint]:
    """Lots of ours whose own or supplier's code is in a notice; the likely ones first."""
    said = _words(text)
    matched: dict[int, Hint] = {}
    for row in _rows(session, found):
        mention = _mention_of(row.Lot, found)
        if mention is not None:
            shared = tuple(sorted(_words(row.name) & said))
            matched[row.Lot.id] = Hint(row.Lot, row.sku, row.name, mention, shared)
    return sorted(matched.values(), key=_likelihood)[:MOST_HINTS]


def _likelihood(hint: Hint) -> tuple[bool, int, int]:
    return not hint.is_likely, -len(hint.shared_words), hint.lot.id


def unmatched(found: Iterable[Mention], hinted: Iterable[Hint]) -> list[str]:
    """Named codes of which no lot of ours is known."""
    met = {hint.mention for hint in hinted}
    codes = [
        f"{m.code} – {m.last}" if m.last else m.code for m in found if m.named and m not in met
    ]
    return list(dict.fromkeys(codes))
