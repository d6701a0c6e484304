"""What the rows of an opening stock file may name: places, products, suppliers, lots known before.

A handful of statements for a whole file. Reads only; judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.catalog.queries import (
    CodeRow,
    PackRow,
    ProductRow,
    packs_of,
    products_by_gtin,
    products_by_sku,
)
from app.gs1.codes import normalise_lot_code
from app.gs1.gtin import normalise_gtin
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot, StockBalance
from app.purchasing.models import Supplier
from app.purchasing.opening_rules import OpeningRow

_AT_ONCE = 5_000
LotKey = tuple[int, str, str]


@dataclass(frozen=True)
class Known:
    """Everything the rows of one file name that exists and that the person may see."""

    places: Mapping[str, Location]
    stock_of: Mapping[str, Location]
    """The place for goods of a site where the file names no shelf, by the site's code."""
    sites: Mapping[int, Site]
    today: Mapping[int, date]
    products: Mapping[str, ProductRow]
    codes: Mapping[str, CodeRow]
    packs: Mapping[int, Sequence[PackRow]]
    suppliers: frozenset[str]
    lots: Mapping[LotKey, Lot]
    """The newest lot that came under a product, supplier and supplier's lot code."""
    held: frozenset[tuple[int, int]]
    """Product and location of what is on hand already."""


def _texts(rows: Iterable[OpeningRow], name: str) -> set[str]:
    return {row.texts[name] for row in rows if name in row.texts}


def gtin_of(row: OpeningRow) -> str | None:
    """The row's GTIN in 14 digits; zeros that a spreadsheet took off in front are put back."""
    text = row.texts.get("gtin", "")
    bare = text.replace(" ", "").replace("-", "")
    short = bare.isascii() and bare.isdigit() and len(bare) in (9, 10, 11)
    return normalise_gtin(bare.zfill(12) if short else text)


def _places(session: Session, rows: Sequence[OpeningRow], by: Actor) -> dict[str, Location]:
    found = select(Location).where(
        Location.code.in_(_texts(rows, "location")), Location.kind != "transit"
    )
    if by.site_id is not None:
        found = found.where(Location.site_id == by.site_id)
    return {place.code: place for place in session.scalars(found)}


def _stock_places(session: Session, sites: Iterable[Site]) -> dict[str, Location]:
    """The first shelf of each site."""
    codes = {site.id: site.code for site in sites}
    found: dict[str, Location] = {}
    shelves = select(Location).where(Location.kind == "stock", Location.site_id.in_(codes))
    for place in session.scalars(shelves.order_by(Location.id)):
        found.setdefault(codes[place.site_id], place)
    return found


def _sites(session: Session, by: Actor) -> dict[int, Site]:
    found = select(Site) if by.site_id is None else select(Site).where(Site.id == by.site_id)
    return {site.id: site for site in session.scalars(found)}


def _lots(session: Session, rows: Sequence[OpeningRow]) -> dict[LotKey, Lot]:
    keys = sorted({normalise_lot_code(code) for code in _texts(rows, "supplier_lot")})
    found: dict[LotKey, Lot] = {}
    for start in range(0, len(keys), _AT_ONCE):
        named = Lot.supplier_lot_key.in_(keys[start : start + _AT_ONCE])
        for lot in session.scalars(select(Lot).where(named).order_by(Lot.id)):
            found[lot.product_id, lot.supplier_code or "", lot.supplier_lot_key or ""] = lot
    return found


def _held(session: Session, places: Iterable[Location]) -> frozenset[tuple[int, int]]:
    ids = {place.id for place in places}
    found = select(StockBalance.product_id, StockBalance.location_id).where(
        StockBalance.location_id.in_(ids), StockBalance.on_hand > 0
    )
    return frozenset((row.product_id, row.location_id) for row in session.execute(found))


def known_to(session: Session, rows: Sequence[OpeningRow], *, at: datetime, by: Actor) -> Known:
    """Look up everything the rows name, for this person."""
    sites = _sites(session, by)
    places, stock_of = _places(session, rows, by), _stock_places(session, sites.values())
    products = products_by_sku(session, _texts(rows, "sku"))
    codes = products_by_gtin(session, {code for row in rows if (code := gtin_of(row))})
    ids = {product.id for product in products.values()}
    ids |= {code.product.id for code in codes.values()}
    suppliers = select(Supplier.code).where(Supplier.code.in_(_texts(rows, "supplier")))
    return Known(
        places,
        stock_of,
        sites,
        {site.id: clock.local_day(at, site.time_zone) for site in sites.values()},
        products,
        codes,
        packs_of(session, ids),
        frozenset(session.scalars(suppliers)),
        _lots(session, rows),
        _held(session, [*places.values(), *stock_of.values()]),
    )
