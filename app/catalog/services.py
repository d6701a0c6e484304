"""Products and tax categories: the only writers of the catalogue.

Products are never deleted: they are made inactive. Never commits, never reads the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.catalog.drafts import PackDraft, ProductDraft, checked
from app.catalog.models import Pack, Product, ProductCode, TaxCategory
from app.catalog.queries import gtins_of, packs_of, products_by_gtin
from app.catalog.search_words import search_text
from app.db import is_sqlite
from app.errors import AlreadyExists, NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import SYSTEM, Actor
from app.values.document import DocumentRef
from app.values.quantity import decimal_text

MAX_RATE = 1_000_000
FIXED_BY_STOCK = ("base_unit", "tracking")
_LISTS = ("gtins", "packs")
_COLUMNS = tuple(field.name for field in fields(ProductDraft) if field.name not in _LISTS)


def set_tax_category(session: Session, code: str, *, rate: int) -> None:
    """Add a tax category or change its rate (millionths) for sales from now on."""
    if not 0 <= rate <= MAX_RATE:
        raise bad_field("rate", "must be from 0 to 1")
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(TaxCategory).values(code=code, rate=rate)
    session.execute(statement.on_conflict_do_update(index_elements=["code"], set_={"rate": rate}))


def change_tax_rate(session: Session, code: str, *, rate: int, at: datetime, by: Actor) -> None:
    """Set a tax category as a person or program asks, with an audit row where the rate changes."""
    before = session.scalar(select(TaxCategory.rate).where(TaxCategory.code == code))
    set_tax_category(session, code, rate=rate)
    if before != rate:
        was = None if before is None else decimal_text(before)
        detail = {"from": was, "to": decimal_text(rate)}
        subject = DocumentRef("tax_category", code)
        audit.record(session, by, "tax.rate_changed", subject, at=at, detail=detail)


def create_product(
    session: Session, draft: ProductDraft, *, at: datetime, by: Actor = SYSTEM
) -> int:
    """Add a product with its GTINs and packs; its id.

    BadInput names wrong fields; AlreadyExists where the SKU or a GTIN is another product's.
    """
    good = checked(draft)
    if session.scalar(select(Product.id).where(Product.sku == good.sku)) is not None:
        raise AlreadyExists(f"There is already a product {good.sku}.")
    _refuse_unknown_tax_category(session, good)
    _refuse_taken_codes(session, good, None)
    row = {**_columns(good), "created_at": at}
    product_id: int = session.execute(insert(Product).returning(Product.id), row).scalar_one()
    _write_packs(session, product_id, good)
    detail = {"name": good.name, "price": decimal_text(good.price)}
    subject = DocumentRef("product", good.sku)
    audit.record(session, by, "product.created", subject, at=at, detail=detail)
    return product_id


def lock_product(session: Session, sku: str) -> int:
    """Hold a product still until the transaction ends, so that no lot of it is made meanwhile."""
    product_id = session.scalar(select(Product.id).where(Product.sku == sku).with_for_update())
    if product_id is None:
        raise NotFound("There is no such product.")
    return product_id


def draft_of(session: Session, product_id: int) -> ProductDraft:
    """A product as it stands, ready to be changed; NotFound where there is none."""
    product = session.get(Product, product_id)
    if product is None:
        raise NotFound("There is no such product.")
    packs = packs_of(session, [product_id])[product_id]
    return ProductDraft(
        **{name: getattr(product, name) for name in _COLUMNS},
        gtins=tuple(gtins_of(session, [product_id])[product_id]),
        packs=tuple(PackDraft(pack.unit, pack.factor, pack.gtin) for pack in packs),
    )


def change_product(
    session: Session,
    sku: str,
    changes: Mapping[str, Any],
    *,
    has_stock: bool,
    at: datetime,
    by: Actor,
) -> None:
    """Change the given fields of a product (names as in ProductDraft) and leave the others.

    `has_stock` says whether lots of it exist: then its base unit and tracking stay (WrongState),
    as every quantity on record counts in them. The SKU stands on records and never changes.
    """
    product_id = lock_product(session, sku)
    before = draft_of(session, product_id)
    after = checked(replace(before, **changes))
    if after.sku != before.sku:
        raise bad_field("sku", "stands on records and cannot be changed")
    if has_stock and any(getattr(after, name) != getattr(before, name) for name in FIXED_BY_STOCK):
        raise WrongState("The product has lots: its base unit and tracking stay as they are.")
    if after == before:
        return
    _refuse_unknown_tax_category(session, after)
    _refuse_taken_codes(session, after, product_id)
    session.execute(update(Product).where(Product.id == product_id).values(_columns(after)))
    if (after.gtins, after.packs) != (before.gtins, before.packs):
        session.execute(delete(ProductCode).where(ProductCode.product_id == product_id))
        session.execute(delete(Pack).where(Pack.product_id == product_id))
        _write_packs(session, product_id, after)
    _record_change(session, before, after, at=at, by=by)


def start_tracking(session: Session, sku: str, *, at: datetime, by: Actor) -> None:
    """Count a product by lots from now on; its goods get their numbers in the same transaction.

    Nothing where it is counted so already.
    """
    product_id = lock_product(session, sku)
    before = draft_of(session, product_id)
    after = replace(before, tracking="lot")
    session.execute(update(Product).where(Product.id == product_id).values(tracking="lot"))
    if after != before:
        _record_change(session, before, after, at=at, by=by)


def _columns(draft: ProductDraft) -> dict[str, Any]:
    words = search_text(sku=draft.sku, name=draft.name, category=draft.category, gtins=draft.codes)
    return {name: getattr(draft, name) for name in _COLUMNS} | {"search_text": words}


def _refuse_unknown_tax_category(session: Session, draft: ProductDraft) -> None:
    known = select(TaxCategory.code).where(TaxCategory.code == draft.tax_category)
    if session.scalar(known) is None:
        raise bad_field("tax_category", f"there is no tax category {draft.tax_category}")


def _refuse_taken_codes(session: Session, draft: ProductDraft, own_id: int | None) -> None:
    for gtin, code in sorted(products_by_gtin(session, draft.codes).items()):
        if code.product.id != own_id:
            raise AlreadyExists(f"GTIN {gtin} already belongs to {code.product.sku}.", gtin=gtin)


def _write_packs(session: Session, product_id: int, draft: ProductDraft) -> None:
    packs = [
        {"product_id": product_id, "unit": pack.unit, "factor": pack.factor} for pack in draft.packs
    ]
    codes = [
        {"product_id": product_id, "gtin": gtin, "pack_unit": unit}
        for gtin, unit in draft.codes.items()
    ]
    if packs:
        session.execute(insert(Pack), packs)
    if codes:
        session.execute(insert(ProductCode), codes)


def _record_change(
    session: Session, before: ProductDraft, after: ProductDraft, *, at: datetime, by: Actor
) -> None:
    subject = DocumentRef("product", before.sku)
    names = [
        field.name
        for field in fields(ProductDraft)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    if "price" in names:
        prices = {"from": decimal_text(before.price), "to": decimal_text(after.price)}
        audit.record(session, by, "product.price_changed", subject, at=at, detail=prices)
    others = [name for name in names if name != "price"]
    if others:
        detail = {"fields": others}
        audit.record(session, by, "product.changed", subject, at=at, detail=detail)
