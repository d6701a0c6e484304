"""A big shop for the till: 20 000 products and 60 000 lots, written straight into the tables.

For measuring only: no movement or entry stands behind these lots, so the doctor would object.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.catalog.models import Product, ProductCode
from app.catalog.services import set_tax_category
from app.gs1.check_digits import check_digit
from app.gs1.codes import lot_number
from app.identity.models import Site
from app.inventory.models import NEVER, Location, Lot, StockBalance
from app.values.quantity import MICRO

PRODUCTS = 20_000
LOTS_EACH = 3
PART = 2_000
WORDS = (
    "Crème", "brûlée", "Apple", "Oat", "Milk", "Butter", "Rye", "Bread", "Cheese", "Smoked", "Ham",
    "Olive", "Oil", "Sea", "Salt", "Dark", "Chocolate", "Green", "Tea", "Blossom", "Honey", "Plum",
    "Jam", "Sparkling", "Water", "Red", "Wine", "Basil", "Pesto", "Roasted", "Coffee", "Bean",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A product on the shelf: what its codes say."""

    sku: str
    ean: str
    gs1: str


def ean_of(number: int) -> str:
    """The EAN of the product of that number."""
    payload = f"400{number:09d}"
    return payload + check_digit(payload)


def item(number: int, today: date) -> Item:
    """What a scanner reads on the product of that number: plain, and with its second lot."""
    day = _expiry(number, 1, today)
    ean = ean_of(number)
    return Item(f"SKU-{number:05d}", ean, f"010{ean}17{day:%y%m%d}10{_code(number, 1)}")


def fill(session: Session, today: date) -> None:
    """Products with codes, prices and categories, and three lots of each at the first site."""
    site, shelf = session.execute(
        select(Site.id, Location.id)
        .join(Location, Location.site_id == Site.id)
        .where(Location.kind == "stock")
        .order_by(Site.id, Location.id)
        .limit(1)
    ).one()
    set_tax_category(session, "standard", rate=200_000)
    rng, now = random.Random(20_261_121), clock.now()
    for start in range(0, PRODUCTS, PART):
        numbers = range(start, min(start + PART, PRODUCTS))
        session.execute(insert(Product), [_product(n, rng, now) for n in numbers])
        session.execute(insert(ProductCode), [_codes(n) for n in numbers])
        lots = [_lot(n, each, today, now) for n in numbers for each in range(LOTS_EACH)]
        session.execute(insert(Lot), lots)
        session.execute(insert(StockBalance), [_balance(lot, site, shelf) for lot in lots])


def _product(number: int, rng: random.Random, now: datetime) -> dict[str, Any]:
    name = f"{' '.join(rng.sample(WORDS, 3))} {number}"
    return {
        "id": number + 1, "sku": f"SKU-{number:05d}", "name": name, "search_text": name.lower(),
        "base_unit": "each", "tracking": "lot", "lot_policy": "fefo", "expiry_kind": "use_by",
        "price": rng.randint(50, 3000) * MICRO // 100, "tax_category": "standard",
        "category": f"Aisle {number % 40 + 1:02d}", "active": True, "created_at": now,
        "risk": ("normal", "sensitive", "high")[number % 3], "expired_sale": "never",
    }  # fmt: skip


def _codes(number: int) -> dict[str, Any]:
    return {"gtin": f"0{ean_of(number)}", "product_id": number + 1, "pack_unit": None}


def _expiry(number: int, each: int, today: date) -> date:
    return today + timedelta(days=5 + each * 30 + number % 20)


def _code(number: int, each: int) -> str:
    return f"B{number:05d}{each}"


def _lot(number: int, each: int, today: date, now: datetime) -> dict[str, Any]:
    code, own = _code(number, each), number * LOTS_EACH + each + 1
    return {
        "id": own, "number": lot_number(own), "product_id": number + 1, "tracked": True,
        "supplier_code": None, "supplier_lot": code, "supplier_lot_key": code, "made_on": None,
        "expires_on": _expiry(number, each, today), "expiry_kind": "use_by",
        "received_on": today - timedelta(days=each), "status": "released",
        "origin_kind": "bench", "origin_number": f"B{number}", "created_at": now, "price": None,
    }  # fmt: skip


def _balance(lot: dict[str, Any], site: int, shelf: int) -> dict[str, Any]:
    return {
        "lot_id": lot["id"], "location_id": shelf, "on_hand": 40 * MICRO, "value": 4000,
        "site_id": site, "product_id": lot["product_id"], "status": "released",
        "expires_on": lot["expires_on"] or NEVER, "received_on": lot["received_on"],
        "sellable_place": True, "reserved": 0,
    }  # fmt: skip
