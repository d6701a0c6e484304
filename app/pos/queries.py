"""What a till needs to know to sell: products with prices, codes and the lots it may take next.

Reads only. Never a cost. What it says about lots is a forecast; the sale judges again under lock.
Prices, rates and quantities are whole millionths.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Pack, Product, ProductCode, TaxCategory
from app.identity.models import AuditEvent
from app.inventory.allocation import POLICIES, Candidate, Verdict, sellable
from app.inventory.models import Lot, LotStatusChange, Movement, StockBalance
from app.sales.queries import best_sellers
from app.sales.tills import TillPlace

LOTS_SHOWN = 8
STALE_AFTER_SECONDS = 300
UNTRACKED_POLICY = "fifo"
_B = StockBalance.__table__
_P = Product.__table__
_PRODUCTS = (
    select(
        _P.c.id, _P.c.sku, _P.c.name, _P.c.price, TaxCategory.rate, _P.c.base_unit,
        _P.c.lot_policy, _P.c.category, _P.c.tracking, _P.c.min_days_at_sale, _P.c.expiry_kind,
    )
    .join(TaxCategory, TaxCategory.code == _P.c.tax_category)
    .where(_P.c.active == 1)
    .order_by(_P.c.category, _P.c.name, _P.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class SellableLot:
    """A lot the till may take from, as the rules see it, and the supplier's code on the pack."""

    candidate: Candidate
    supplier_lot: str | None


def feed_version(session: Session, till: TillPlace, at: datetime, on: date) -> str:
    """A tag that changes when stock, products or the day do. Read without reading the feed.

    Ids of transactions that overlapped may appear late, so a tag also ends after five minutes.
    """
    tables = (Movement.id, AuditEvent.id, LotStatusChange.id)
    newest = [session.scalar(select(func.max(column))) for column in tables]
    period = int(at.timestamp()) // STALE_AFTER_SECONDS
    facts = f"{till.code}|{newest}|{on.isoformat()}|{period}"
    return hashlib.sha256(facts.encode()).hexdigest()[:24]


def till_catalogue(session: Session, till: TillPlace, on: date) -> dict[str, Any]:
    """The till's catalogue: products by category and name, favourites, lots of its site."""
    rows = session.execute(_PRODUCTS).all()
    codes, packs = _codes(session), _packs(session)
    lots = _lots_by_product(session, till.site_id)
    return {
        "till": till.code,
        "site": till.site,
        "on": on.isoformat(),
        "favourites": best_sellers(session, till.site_id),
        "products": [
            _product(row, codes.get(row.id, {}), packs.get(row.id, {}))
            | _lots(row, lots.get(row.id, ()), on)
            for row in rows
        ],
    }


def _product(row: Any, codes: dict[str | None, list[str]], packs: dict[str, int]) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "name": row.name,
        "price": row.price,
        "rate": row.rate,
        "unit": row.base_unit,
        "policy": row.lot_policy,
        "category": row.category,
        "tracked": row.tracking == "lot",
        "ask": row.tracking == "lot" and POLICIES[row.lot_policy].ask,
        "one_lot": row.tracking == "lot" and POLICIES[row.lot_policy].one_lot,
        "min_days": row.min_days_at_sale,
        "expiry_kind": row.expiry_kind,
        "gtins": codes.get(None, []),
        "packs": [
            {"unit": unit, "factor": factor, "gtins": codes.get(unit, [])}
            for unit, factor in packs.items()
        ],
    }


def _codes(session: Session) -> dict[int, dict[str | None, list[str]]]:
    """GTINs by product and the pack they stand on (None: the product itself)."""
    found: dict[int, dict[str | None, list[str]]] = {}
    every = select(ProductCode.product_id, ProductCode.pack_unit, ProductCode.gtin)
    for row in session.execute(every.order_by(ProductCode.gtin)):
        found.setdefault(row.product_id, {}).setdefault(row.pack_unit, []).append(row.gtin)
    return found


def _packs(session: Session) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in session.execute(select(Pack.product_id, Pack.unit, Pack.factor)):
        found.setdefault(row.product_id, {})[row.unit] = row.factor
    return found


def _lots_by_product(session: Session, site_id: int) -> dict[int, list[SellableLot]]:
    statement = (
        select(
            _B.c.id, _B.c.product_id, _B.c.lot_id, _B.c.location_id, _B.c.on_hand, _B.c.status,
            _B.c.expires_on, _B.c.received_on, Lot.number, Lot.expiry_kind, Lot.supplier_lot,
        )
        .join(Lot, Lot.id == _B.c.lot_id)
        .where(_B.c.site_id == site_id, _B.c.on_hand > 0, _B.c.sellable_place == 1)
        .where(_B.c.status == "released")
    )  # fmt: skip
    found: dict[int, list[SellableLot]] = {}
    for row in session.execute(statement):
        seen = Candidate(
            row.id, row.lot_id, row.number, row.location_id, row.on_hand, row.status,
            row.expiry_kind, row.expires_on, row.received_on,
        )  # fmt: skip
        found.setdefault(row.product_id, []).append(SellableLot(seen, row.supplier_lot))
    return found


def _lots(row: Any, found: Iterable[SellableLot], on: date) -> dict[str, Any]:
    """The product's lots that may be sold today, in the order its policy takes them."""
    policy = POLICIES[row.lot_policy if row.tracking == "lot" else UNTRACKED_POLICY]
    ordered = sorted(found, key=lambda lot: policy.order(lot.candidate))
    lots: dict[int, dict[str, Any]] = {}
    for lot in ordered:
        if _may_be_sold(lot.candidate, row.min_days_at_sale, on):
            known = lots.setdefault(lot.candidate.lot_id, _lot(lot, on))
            known["available"] += lot.candidate.on_hand
    every = list(lots.values())
    available = sum(lot["available"] for lot in every)
    return {"lots": every[:LOTS_SHOWN], "lot_count": len(every), "available": available}


def _may_be_sold(lot: Candidate, min_days: int | None, on: date) -> bool:
    judged = sellable(lot.status, lot.expiry_kind, lot.expires_on, on, min_days=min_days)
    return judged is Verdict.OK


def _lot(lot: SellableLot, on: date) -> dict[str, Any]:
    seen = lot.candidate
    dated = seen.expiry_kind != "none" and seen.expires_on.year < 9999
    return {
        "number": seen.lot,
        "supplier_lot": lot.supplier_lot,
        "expires_on": seen.expires_on.isoformat() if dated else None,
        "kind": seen.expiry_kind,
        "days": (seen.expires_on - on).days if dated else None,
        "available": 0,
    }
