"""Lot labels: from a lot to the data of its label, with a code every scan door understands.

A product with a GTIN gets (01) GTIN, its date as (17) use-by or (15) best-before, and (10) our own
lot number. One without gets a company-internal code: (91) our lot number, as GS1 forbids (10)
without a product. Draws nothing; printing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.catalog.queries import gtins_of
from app.errors import NotFound, bad_field
from app.gs1.encode import element_string, hri
from app.identity.actors import Actor
from app.inventory.models import Lot, StockBalance
from app.web.filters import day
from printing.documents import LotLabel

DATE_AI: Mapping[str, str] = MappingProxyType({"use_by": "17", "best_before": "15"})
DATE_WORD: Mapping[str, str] = MappingProxyType({"use_by": "Use by", "best_before": "Best before"})
OWN_LOT_AI = "91"
MAX_LOTS = 500
MOST_LABELS = 1000
"""So many at once; more is a mistake, or a job for lot by lot."""


@dataclass(frozen=True)
class Labelled:
    """What a label says of a lot."""

    number: str
    sku: str
    name: str
    gtin14: str | None
    supplier_lot: str
    expiry_kind: str
    expires_on: date | None


def label_ais(lot: Labelled) -> list[tuple[str, str]]:
    """The (AI, value) pairs of a lot's label, those of fixed length first."""
    if lot.gtin14 is None:
        return [(OWN_LOT_AI, lot.number)]
    dated = [
        (ai, lot.expires_on.strftime("%y%m%d"))
        for kind, ai in DATE_AI.items()
        if kind == lot.expiry_kind and lot.expires_on is not None
    ]
    return [("01", lot.gtin14), *dated, ("10", lot.number)]


def wanted_labels(text: str) -> dict[str, int]:
    """Lots and how many labels each: `L000001B, L0000029*12` -> {L000001B: 1, L0000029: 12}.

    A lot that is named twice gets one label, or the sum where a number is said. BadInput for a
    number that is none.
    """
    wanted: dict[str, int] = {}
    for word in text.upper().replace(",", " ").replace("×", "*").split():
        number, mark, count = word.partition("*")
        if mark and not (count.isascii() and count.isdigit() and 0 < len(count) < 5 and int(count)):
            raise bad_field("lots", "write a lot and how many such as L000001B*12")
        wanted[number] = wanted.get(number, 0) + int(count) if mark else wanted.get(number, 1)
    return wanted


def lot_label(lot: Labelled, *, copies: int = 1, locale: str = "en") -> LotLabel:
    """The label of one lot, `copies` times."""
    ais = label_ais(lot)
    dated = lot.expires_on is not None
    return LotLabel(
        product_name=lot.name,
        sku=lot.sku,
        lot_number=lot.number,
        payload=element_string(ais),
        hri=hri(ais),
        gtin14=lot.gtin14,
        supplier_lot=lot.supplier_lot,
        expiry_kind=DATE_WORD.get(lot.expiry_kind, "Date") if dated else "",
        expires=day(lot.expires_on, locale) if dated else "",
        copies=copies,
    )


def _rows(session: Session, numbers: Sequence[str], by: Actor) -> dict[str, Lot]:
    found = select(Lot).where(Lot.number.in_(numbers))
    if by.site_id is not None:
        own = select(StockBalance.id).where(
            StockBalance.lot_id == Lot.id, StockBalance.site_id == by.site_id
        )
        found = found.where(own.exists())
    return {lot.number: lot for lot in session.scalars(found)}


def labelled(session: Session, numbers: Iterable[str], by: Actor) -> list[Labelled]:
    """What the labels of these lots say, in the order asked; NotFound names one that is not."""
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    wanted = wanted[:MAX_LOTS]
    lots = _rows(session, wanted, by)
    missing = next((number for number in wanted if number not in lots), None)
    if missing is not None:
        raise NotFound(f"There is no lot {missing[:40]}.")
    ids = {lot.product_id for lot in lots.values()}
    gtins = gtins_of(session, ids)
    found = session.scalars(select(Product).where(Product.id.in_(ids)))
    products = {each.id: each for each in found}
    return [_labelled(lots[number], products, gtins) for number in wanted]


def _labelled(
    lot: Lot, products: Mapping[int, Product], gtins: Mapping[int, Sequence[str]]
) -> Labelled:
    product, numbers = products[lot.product_id], gtins[lot.product_id]
    gtin = numbers[0] if numbers else None
    return Labelled(
        lot.number,
        product.sku,
        product.name,
        gtin,
        lot.supplier_lot or "",
        lot.expiry_kind,
        lot.expires_on,
    )
