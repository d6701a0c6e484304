"""Reads of the catalogue: products by SKU or GTIN, packs, search, categories. Writes nothing.

The reads of the sale path are one Core statement each and return plain frozen rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.catalog.models import Pack, Product, ProductCode, TaxCategory
from app.catalog.search_words import query_words
from app.errors import NotFound, bad_field
from app.rows import run
from app.values.quantity import MICRO
from app.web.paging import DEFAULT_LIMIT, Page, decode_cursor, page_of

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as selling and receiving need it. Price in millionths per base unit, rate too."""

    id: int
    sku: str
    name: str
    base_unit: str
    tracking: str
    lot_policy: str
    expiry_kind: str
    shelf_life_days: int | None
    min_days_at_receipt: int | None
    min_days_at_sale: int | None
    price: int
    tax_category: str
    tax_rate: int
    category: str
    active: bool
    risk: str
    expired_sale: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What a GTIN stands on: a product, or a pack of it with its factor in millionths."""

    gtin: str
    product: ProductRow
    pack_unit: str | None
    factor: int


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack with its GTIN, if it has one."""

    unit: str
    factor: int
    gtin: str | None


_P, _T = Product.__table__, TaxCategory.__table__  # tables, not classes: the sale path is hot
_COLUMNS = tuple(
    _T.c.rate.label(name) if name == "tax_rate" else _P.c[name]
    for name in ProductRow.__dataclass_fields__
)
_TAX = _P.c.tax_category == _T.c.code
_PRODUCTS = select(*_COLUMNS).join(_T, _TAX)
_BY_SKU = _PRODUCTS.where(_P.c.sku.in_(bindparam("skus", expanding=True)))
_BY_ID = _PRODUCTS.where(_P.c.id.in_(bindparam("ids", expanding=True)))
_BY_GTIN = (
    select(ProductCode.gtin, ProductCode.pack_unit, Pack.factor, *_COLUMNS)
    .join(_P, _P.c.id == ProductCode.product_id)
    .join(_T, _TAX)
    .outerjoin(
        Pack, (Pack.product_id == ProductCode.product_id) & (Pack.unit == ProductCode.pack_unit)
    )
    .where(ProductCode.gtin.in_(bindparam("gtins", expanding=True)))
)
_PACKS = (
    select(Pack.product_id, Pack.unit, Pack.factor, ProductCode.gtin)
    .outerjoin(
        ProductCode,
        (ProductCode.product_id == Pack.product_id) & (ProductCode.pack_unit == Pack.unit),
    )
    .where(Pack.product_id.in_(bindparam("ids", expanding=True)))
    .order_by(Pack.product_id, Pack.factor, Pack.unit)
)
_OWN_CODES = (
    select(ProductCode.product_id, ProductCode.gtin)
    .where(ProductCode.product_id.in_(bindparam("ids", expanding=True)))
    .where(ProductCode.pack_unit.is_(None))
    .order_by(ProductCode.gtin)
)
_FACTOR = select(Pack.factor).where(
    Pack.product_id == bindparam("id"), Pack.unit == bindparam("unit")
)


def products_by_sku(session: Session, skus: Iterable[str]) -> dict[str, ProductRow]:
    """The products of these SKUs, by SKU; an unknown SKU is simply absent. One statement."""
    wanted = sorted(set(skus))
    if not wanted:
        return {}
    rows = run(session, _BY_SKU, {"skus": wanted})
    return {row.sku: ProductRow(*row) for row in rows}


def products_by_id(session: Session, ids: Iterable[int]) -> dict[int, ProductRow]:
    """The products of these ids, by id. One statement."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {row.id: ProductRow(*row) for row in session.execute(_BY_ID, {"ids": wanted})}


def product_by_sku(session: Session, sku: str) -> ProductRow:
    """The product of a SKU; NotFound where there is none."""
    found = products_by_sku(session, (sku,)).get(sku)
    if found is None:
        raise NotFound("There is no such product.")
    return found


def product_by_id(session: Session, product_id: int) -> ProductRow:
    """The product of an id; NotFound where there is none."""
    found = products_by_id(session, (product_id,)).get(product_id)
    if found is None:
        raise NotFound("There is no such product.")
    return found


def products_by_gtin(session: Session, gtins: Iterable[str]) -> dict[str, CodeRow]:
    """What these GTINs (14 digits) stand on, by GTIN; unknown ones are absent. One statement."""
    wanted = sorted(set(gtins))
    if not wanted:
        return {}
    rows = session.execute(_BY_GTIN, {"gtins": wanted}).mappings()
    return {row["gtin"]: _code_row(row) for row in rows}


def _code_row(row: RowMapping) -> CodeRow:
    product = ProductRow(*(row[name] for name in ProductRow.__dataclass_fields__))
    return CodeRow(row["gtin"], product, row["pack_unit"], row["factor"] or MICRO)


def packs_of(session: Session, ids: Iterable[int]) -> dict[int, list[PackRow]]:
    """The packs of these products, smallest first, by product id. One statement."""
    found: dict[int, list[PackRow]] = {id_: [] for id_ in ids}
    if found:
        for row in session.execute(_PACKS, {"ids": sorted(found)}):
            found[row.product_id].append(PackRow(row.unit, row.factor, row.gtin))
    return found


def gtins_of(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    """The products' own GTINs in 14 digits, without those of their packs, by product id."""
    found: dict[int, list[str]] = {id_: [] for id_ in ids}
    if found:
        for row in session.execute(_OWN_CODES, {"ids": sorted(found)}):
            found[row.product_id].append(row.gtin)
    return found


def unit_factor(session: Session, product: ProductRow, unit: str | None) -> int:
    """Millionths of the base unit in one `unit`: the base unit itself, or one of its packs.

    None means the base unit. BadInput on `unit` where the product has no such unit.
    """
    if unit is None or unit == product.base_unit:
        return MICRO
    factor: int | None = session.scalar(_FACTOR, {"id": product.id, "unit": unit})
    if factor is None:
        raise bad_field("unit", f"{product.sku} has no unit {unit[:40]}")
    return factor


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _matching(statement: Select[Any], query: str) -> Select[Any]:
    for writings in query_words(query):
        tests = [Product.search_text.like(_like(text), escape="\\") for text in writings]
        statement = statement.where(or_(*tests))
    return statement


def _after(cursor: str) -> tuple[str, int]:
    try:
        name, last_id = decode_cursor(cursor, 2)
    except ValueError:
        raise bad_field("cursor", "is not one of ours") from None
    sound = isinstance(name, str) and isinstance(last_id, int) and 0 <= last_id <= MAX_ID
    if not sound or "\0" in str(name) or not str(name).isprintable():
        raise bad_field("cursor", "is not one of ours")
    return str(name), int(str(last_id))


def search(
    session: Session,
    query: str = "",
    *,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
    category: str | None = None,
    active: bool | None = None,
) -> Page[ProductRow]:
    """Products by name whose SKU, name, GTIN or category hold every word of `query`.

    Without case or accents; GTINs with or without leading zeros. BadInput on a wrong cursor.
    """
    statement = _matching(_PRODUCTS, query).order_by(Product.name, Product.id).limit(limit + 1)
    if category is not None:
        statement = statement.where(Product.category == category)
    if active is not None:
        statement = statement.where(Product.active == active)
    if cursor:
        after = tuple_(*_after(cursor))
        statement = statement.where(tuple_(Product.name, Product.id) > after)
    rows = [ProductRow(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda row: (row.name, row.id), first=not cursor)


def categories(session: Session) -> Sequence[str]:
    """Every category that some product is in, by name; products without one have none."""
    named = select(Product.category).where(Product.category != "").distinct()
    return session.scalars(named.order_by(Product.category)).all()


def tax_rates(session: Session) -> dict[str, int]:
    """The rate of every tax category in millionths, by code."""
    rows = session.execute(select(TaxCategory.code, TaxCategory.rate).order_by(TaxCategory.code))
    return {row.code: row.rate for row in rows}


def products_per_tax_category(session: Session) -> dict[str, int]:
    """How many products each tax category has, by code."""
    counted = select(Product.tax_category, func.count().label("products"))
    rows = session.execute(counted.group_by(Product.tax_category))
    return {row.tax_category: row.products for row in rows}
