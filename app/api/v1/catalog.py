"""Calls for products and tax categories. Holds no rule: the catalogue's services do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import (
    ProductAnswer,
    ProductBody,
    ProductChanges,
    ProductQuery,
    ProductsAnswer,
    TaxCategoryAnswer,
    TaxCategoryBody,
)
from app.api.v1.fields import Body
from app.catalog.drafts import PackDraft, ProductDraft
from app.catalog.queries import (
    PackRow,
    ProductRow,
    gtins_of,
    packs_of,
    product_by_sku,
    search,
)
from app.catalog.services import change_product, change_tax_rate, create_product, lock_product
from app.identity.permissions import Permission
from app.inventory.models import Lot
from app.values.money import Currency, price_text
from app.values.quantity import decimal_text, quantity_text

PLAIN = (
    "sku", "name", "base_unit", "tracking", "lot_policy", "expiry_kind", "shelf_life_days",
    "min_days_at_receipt", "min_days_at_sale", "tax_category", "category", "active", "risk",
    "expired_sale",
)  # fmt: skip


def _pack_json(pack: PackRow) -> dict[str, Any]:
    return {"unit": pack.unit, "factor": quantity_text(pack.factor), "gtin": pack.gtin}


def products_json(
    session: Session, products: Sequence[ProductRow], currency: Currency
) -> list[dict[str, Any]]:
    """Products as the interface writes them, with their codes, in three statements at most."""
    ids = [product.id for product in products]
    packs, gtins = packs_of(session, ids), gtins_of(session, ids)
    return [
        {name: getattr(product, name) for name in PLAIN}
        | {
            "price": price_text(product.price, currency),
            "gtins": gtins[product.id],
            "packs": [_pack_json(pack) for pack in packs[product.id]],
        }
        for product in products
    ]


def _answer(asked: Call, sku: str) -> dict[str, Any]:
    product = product_by_sku(asked.session, sku)
    return products_json(asked.session, [product], asked.shop.currency)[0]


def _draft_fields(body: Body, names: set[str]) -> dict[str, Any]:
    given = {name: getattr(body, name) for name in names}
    if "packs" in given:
        given["packs"] = tuple(PackDraft(p.unit, p.factor, p.gtin) for p in given["packs"])
    if "gtins" in given:
        given["gtins"] = tuple(given["gtins"])
    if "category" in given:
        given["category"] = given["category"] or ""
    return given


@call(
    "POST",
    "/tax-categories",
    needs=Permission.EDIT_CATALOG,
    body=TaxCategoryBody,
    answer=TaxCategoryAnswer,
)
def set_tax_category(asked: Call) -> Any:
    """Add a tax category or change its rate for sales from now on."""
    body = asked.body
    shop = asked.shop
    change_tax_rate(asked.session, body.code, rate=body.rate, at=shop.now, by=shop.actor)
    return {"code": body.code, "rate": decimal_text(body.rate, 2)}


@call(
    "POST",
    "/products",
    needs=Permission.EDIT_CATALOG,
    body=ProductBody,
    answer=ProductAnswer,
    status=201,
)
def create(asked: Call) -> Any:
    """Add a product with its GTINs and packs."""
    draft = ProductDraft(**_draft_fields(asked.body, set(ProductBody.model_fields)))
    create_product(asked.session, draft, at=asked.shop.now, by=asked.shop.actor)
    return _answer(asked, draft.sku)


@call(
    "GET",
    "/products",
    needs=Permission.SEE_CATALOG,
    query=ProductQuery,
    answer=ProductsAnswer,
)
def list_products(asked: Call) -> Any:
    """Find products by words of their name, SKU, GTIN or category; all of them without `q`."""
    query = asked.query
    page = search(
        asked.session,
        query.q,
        limit=query.limit,
        cursor=query.cursor,
        category=query.category,
    )
    items = products_json(asked.session, page.items, asked.shop.currency)
    return {"items": items, "next": page.next}


@call("GET", "/products/<path:sku>", needs=Permission.SEE_CATALOG, answer=ProductAnswer)
def show_product(asked: Call) -> Any:
    """One product."""
    return _answer(asked, asked.path["sku"])


@call(
    "PATCH",
    "/products/<path:sku>",
    needs=Permission.EDIT_CATALOG,
    body=ProductChanges,
    answer=ProductAnswer,
)
def change(asked: Call) -> Any:
    """Change the given fields of a product."""
    sku, shop = asked.path["sku"], asked.shop
    product_id = lock_product(asked.session, sku)
    lots = select(exists().where(Lot.product_id == product_id))
    change_product(
        asked.session,
        sku,
        _draft_fields(asked.body, asked.body.model_fields_set),
        has_stock=bool(asked.session.scalar(lots)),
        at=shop.now,
        by=shop.actor,
    )
    return _answer(asked, sku)
