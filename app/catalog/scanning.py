"""What a scan means for this shop: which product, which pack, how much, which lot is named.

Looks only at the catalogue. Where two products answer to one code it names both and picks none;
whether a lot exists and may be sold is judged by the rooms above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.catalog.queries import CodeRow, ProductRow, products_by_gtin, products_by_sku
from app.gs1.codes import is_lot_number
from app.gs1.gtin import gtin_check_digit
from app.gs1.reading import Kind, Reading
from app.values.quantity import MAX_QUANTITY, MICRO, to_micro

Candidate = tuple[ProductRow, str | None, int]


@dataclass(frozen=True, slots=True)
class ResolvedScan:
    """A scan with its product. Quantities are millionths of the product's base unit.

    `quantity` is what the code stands for: a weight or count in it, else one piece or one pack;
    None where that is not said (weighed goods without a weight). `price` is the amount printed in
    the code for all of it, in millionths of the currency unit. `lot_codes` are the supplier lot
    codes or lot numbers it may name, most likely first; more than one must be asked about, not
    guessed. `ambiguous` names the SKUs that all answer to this code; then `product` is None.
    `problem` says in a sentence why the scan must not be used as it stands.
    """

    reading: Reading
    product: ProductRow | None = None
    pack_unit: str | None = None
    factor: int = MICRO
    quantity: int | None = None
    price: int | None = None
    lot_codes: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    problem: str = ""
    serial: str | None = None
    expires_on: date | None = None
    best_before: date | None = None
    made_on: date | None = None

    @property
    def lot_code(self) -> str | None:
        """The one lot code the scan names; None where it names none, or several."""
        return self.lot_codes[0] if len(self.lot_codes) == 1 else None


def resolve(session: Session, reading: Reading) -> ResolvedScan:
    """What one scan means here. Never raises for an unknown code: the product is None then."""
    return resolve_all(session, [reading])[0]


def resolve_all(session: Session, readings: Sequence[Reading]) -> list[ResolvedScan]:
    """What these scans mean here, with two statements in all."""
    codes = products_by_gtin(session, {gtin for each in readings for gtin in gtins_in(each)})
    texts = {text for each in readings for text in skus_in(each)}
    products = products_by_sku(session, texts)
    return [_resolved(each, codes, products) for each in readings]


def gtins_in(reading: Reading) -> Iterator[str]:
    """The 14-digit numbers a scan may mean, the most exact first; of a pallet, its content's."""
    numbers = (reading.gtin14, reading.lookup_gtin14, _without_value(reading))
    yield from dict.fromkeys(filter(None, numbers if any(numbers) else (reading.content_gtin14,)))


def _without_value(reading: Reading) -> str | None:
    """An in-store number with five value digits zeroed: names the item where no rule is set.

    What the digits mean stays unsaid: no weight or price is taken from them without a rule.
    """
    gtin = reading.gtin14 or ""
    if len(gtin) != 14 or not gtin.startswith("02"):
        return None
    payload = f"{gtin[:8]}00000"
    return payload + gtin_check_digit(payload)


def skus_in(reading: Reading) -> Iterator[str]:
    """The SKUs a scan may mean: bare text as typed or in other case; an in-store item number."""
    if _is_bare(reading) or reading.kind in _NUMBERS:
        yield from dict.fromkeys((reading.text, reading.text.upper(), reading.text.lower()))
    yield from _item_numbers(reading)


_NUMBERS = frozenset((Kind.GTIN, Kind.IN_STORE, Kind.SSCC))


def _is_bare(reading: Reading) -> bool:
    """Whether it is text that a person may have typed, not data that some symbol declared."""
    return reading.kind is Kind.TEXT or reading.guessed


def _item_numbers(reading: Reading) -> tuple[str, ...]:
    reference = reading.item_reference or ""
    return tuple(dict.fromkeys(filter(None, (reference, reference.lstrip("0")))))


def _resolved(
    reading: Reading, codes: Mapping[str, CodeRow], products: Mapping[str, ProductRow]
) -> ResolvedScan:
    if reading.kind is Kind.UNREADABLE:
        return ResolvedScan(reading, problem=reading.error)
    found = {each[0].id: each for each in _candidates(reading, codes, products)}
    if len(found) > 1:
        skus = tuple(sorted(each[0].sku for each in found.values()))
        problem = f"This code stands for several products: {', '.join(skus)}."
        return replace(_facts(reading), ambiguous=skus, problem=problem)
    if not found:
        return _facts(reading)
    ((product, unit, factor),) = found.values()
    said = ResolvedScan(reading) if _is_bare(reading) else _facts(reading)
    known = replace(said, product=product, pack_unit=unit, factor=factor)
    broken = reading.error and not _is_bare(reading)
    return replace(known, quantity=None if broken else _quantity(known, product))


def _candidates(
    reading: Reading, codes: Mapping[str, CodeRow], products: Mapping[str, ProductRow]
) -> list[Candidate]:
    """Every product that answers to the scan; a number's own entry last, as it knows the pack."""
    hit = next((codes[gtin] for gtin in gtins_in(reading) if gtin in codes), None)
    skus = [text for text in skus_in(reading) if text in products]
    exact = [text for text in skus if text == reading.text]
    if hit is not None:  # a made-up item number counts only where the number itself is unknown
        skus = [text for text in skus if text not in _item_numbers(reading)]
    named: list[Candidate] = [(products[text], None, MICRO) for text in exact or skus]
    return [*named, (hit.product, hit.pack_unit, hit.factor)] if hit else named


def _facts(reading: Reading) -> ResolvedScan:
    """What the scan states besides the product; bare text without a product may be a lot.

    Our own labels of goods without a GTIN carry the lot number under a company-internal AI.
    """
    bare = (reading.text,) if _is_bare(reading) else ()
    named = (reading.lot,) if reading.lot else ()
    labelled = tuple(value for _ai, value in reading.internal if is_lot_number(value))
    return ResolvedScan(
        reading,
        price=_micro(reading.price),
        lot_codes=tuple(dict.fromkeys((*bare, *named, *labelled, *reading.lot_candidates))),
        problem=reading.error or reading.association_error,
        serial=reading.serial,
        expires_on=reading.expires_on,
        best_before=reading.best_before,
        made_on=reading.made_on,
    )


def _micro(amount: Decimal | None) -> int | None:
    """Whole millionths; None where the code states more than the shop can count."""
    if amount is None:
        return None
    micro = to_micro(amount.quantize(Decimal("0.000001")))
    return micro if 0 <= micro <= MAX_QUANTITY else None


def _measured(reading: Reading, stem: str) -> Decimal | None:
    return dict(reading.measures).get(stem)


_MEASURES: Mapping[str, Callable[[Reading], Decimal | None]] = MappingProxyType(
    {
        "kg": lambda reading: reading.weight,
        "g": lambda reading: None if reading.weight is None else reading.weight * 1000,
        "l": lambda reading: _measured(reading, "315"),
        "m": lambda reading: _measured(reading, "311"),
    }
)
"""Base unit -> what a code measures in it (GS1 General Specifications 3.6.2: 310n, 311n, 315n)."""


def _quantity(scan: ResolvedScan, product: ProductRow) -> int | None:
    """Millionths of the base unit in what was scanned; None where the code does not say."""
    measure = _MEASURES.get(product.base_unit)
    stated = _micro(measure(scan.reading)) if measure else None
    if stated is not None:
        return stated or None
    if scan.reading.count is not None:
        holds_packs = scan.reading.gtin14 is None  # 02 + 37: so many of the content's units
        many = scan.reading.count * (scan.factor if holds_packs else MICRO)
        return many if 0 < many <= MAX_QUANTITY else None
    if scan.pack_unit is not None or product.base_unit == "each":
        return scan.factor
    return None
