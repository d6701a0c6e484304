"""What a product must be before it is written: one check for screens, API and imports.

Names every field that is wrong. Touches no database and knows no other product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.catalog.models import EXPIRED_SALES, EXPIRY_KINDS, LOT_POLICIES, RISKS, TRACKING, UNITS
from app.catalog.search_words import is_hidden
from app.errors import BadInput
from app.gs1.gtin import normalise_gtin
from app.values.quantity import MAX_QUANTITY, MICRO

MAX_PRICE = 10**9 * MICRO
MAX_DAYS = 36_500
MAX_GTINS = 100
MAX_PACKS = 50
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "base_unit": UNITS,
        "tracking": TRACKING,
        "lot_policy": LOT_POLICIES,
        "expiry_kind": EXPIRY_KINDS,
        "risk": RISKS,
        "expired_sale": EXPIRED_SALES,
    }
)
TEXTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "sku": (1, 64),
        "name": (1, 200),
        "category": (0, 200),
        "tax_category": (1, 64),
    }
)
DAYS = ("shelf_life_days", "min_days_at_receipt", "min_days_at_sale")

Fault = tuple[str, str]


@dataclass(frozen=True)
class PackDraft:
    """A buying or selling unit: `factor` millionths of the base unit, and its own GTIN if any."""

    unit: str
    factor: int
    gtin: str | None = None


@dataclass(frozen=True)
class ProductDraft:
    """A product as somebody wants it. `price` is millionths of the currency per base unit."""

    sku: str
    name: str
    price: int
    base_unit: str = "each"
    tracking: str = "lot"
    lot_policy: str = "fefo"
    expiry_kind: str = "none"
    shelf_life_days: int | None = None
    min_days_at_receipt: int | None = None
    min_days_at_sale: int | None = None
    tax_category: str = "standard"
    category: str = ""
    active: bool = True
    risk: str = "normal"
    expired_sale: str = "never"
    gtins: tuple[str, ...] = ()
    packs: tuple[PackDraft, ...] = ()

    @property
    def codes(self) -> dict[str, str | None]:
        """Every GTIN of the product with the pack it stands on, None for the product itself."""
        own: dict[str, str | None] = dict.fromkeys(self.gtins)
        return own | {pack.gtin: pack.unit for pack in self.packs if pack.gtin}


def checked(draft: ProductDraft) -> ProductDraft:
    """The draft with its GTINs in 14 digits; BadInput names every field that is wrong."""
    faults = [*_faults(draft)]
    if faults:
        raise BadInput("; ".join(f"{name}: {text}" for name, text in faults[:3]), faults)
    return _normalised(draft)


def _faults(draft: ProductDraft) -> Iterator[Fault]:
    for name, (shortest, longest) in TEXTS.items():
        yield from _text_faults(name, getattr(draft, name), shortest, longest)
    if draft.sku != draft.sku.strip("/") or "//" in draft.sku or draft.sku in {".", ".."}:
        yield "sku", "must not begin or end with / or hold //"
    for name, words in WORDS.items():
        if getattr(draft, name) not in words:
            yield name, f"must be one of {', '.join(words)}"
    for name in DAYS:
        days = getattr(draft, name)
        if days is not None and not 0 <= days <= MAX_DAYS:
            yield name, f"must be from 0 to {MAX_DAYS}"
    if not 0 <= draft.price <= MAX_PRICE:
        yield "price", "must be from 0 to 1000000000"
    yield from _code_faults(draft)
    yield from _pack_faults(draft)


def _text_faults(name: str, text: str, shortest: int, longest: int) -> Iterator[Fault]:
    if len(text) > longest:
        yield name, f"is longer than {longest} characters"
    if len(text.strip()) < shortest:
        yield name, "must not be empty"
    if any(map(is_hidden, text)):
        yield name, "has a character that cannot be shown"


def _code_faults(draft: ProductDraft) -> Iterator[Fault]:
    if len(draft.gtins) > MAX_GTINS:
        yield "gtins", f"at most {MAX_GTINS}"
    for index, gtin in enumerate(draft.gtins):
        yield from _gtin_faults(f"gtins.{index}", gtin)
    taken = {normalise_gtin(gtin) for gtin in draft.gtins}
    for index, pack in enumerate(draft.packs):
        if not pack.gtin:
            continue
        yield from _gtin_faults(f"packs.{index}.gtin", pack.gtin)
        number = normalise_gtin(pack.gtin)
        if number is not None and number in taken:
            yield f"packs.{index}.gtin", "stands twice on this product"
        taken.add(number)


def _gtin_faults(name: str, gtin: str) -> Iterator[Fault]:
    if normalise_gtin(gtin) is None:
        shown = "".join(char for char in gtin[:20] if char.isprintable())
        yield name, f"{shown} is no GTIN: 8, 12, 13 or 14 digits with the right check digit"


def _pack_faults(draft: ProductDraft) -> Iterator[Fault]:
    if len(draft.packs) > MAX_PACKS:
        yield "packs", f"at most {MAX_PACKS}"
    units = {draft.base_unit.casefold()}
    for index, pack in enumerate(draft.packs):
        yield from _text_faults(f"packs.{index}.unit", pack.unit, 1, 40)
        if pack.unit.strip().casefold() in units:
            yield f"packs.{index}.unit", "is named twice, or is the base unit"
        units.add(pack.unit.strip().casefold())
        if not 0 < pack.factor <= MAX_QUANTITY:
            yield f"packs.{index}.factor", "must be above 0 and at most 1000000000"
        elif draft.base_unit == "each" and pack.factor % MICRO:
            yield f"packs.{index}.factor", "must be whole: the base unit is counted in pieces"


def _normalised(draft: ProductDraft) -> ProductDraft:
    packs = (
        PackDraft(pack.unit.strip(), pack.factor, normalise_gtin(pack.gtin) if pack.gtin else None)
        for pack in draft.packs
    )
    return replace(
        draft,
        sku=draft.sku.strip(),
        name=draft.name.strip(),
        category=draft.category.strip(),
        gtins=_unique(filter(None, map(normalise_gtin, draft.gtins))),
        packs=tuple(packs),
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
