"""What a till needs to know of the products: prices, codes, packs, tax, policy, risk.

Reads only. Never a cost, never stock (that is `feeds.py`). Prices, rates and quantities are whole
millionths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.catalog.models import Pack, Product, ProductCode, TaxCategory
from app.identity.models import AuditEvent
from app.inventory.allocation import POLICIES

MOST_CHANGED = 2000
LATE = timedelta(minutes=5)
"""Transactions that overlap write moments out of order; none takes longer than this."""
UNTRACKED_POLICY = "fifo"
_PRODUCT_ACTS = ("product.created", "product.changed", "product.price_changed")
_TAX_ACT = "tax.rate_changed"
_ORDERS = MappingProxyType({POLICIES[word].order: word for word in ("fefo", "fifo", "lifo")})
"""How a policy orders lots, as the till's own table names it."""
_A = AuditEvent.__table__
_P = Product.__table__
_PRODUCTS = (
    select(
        _P.c.id, _P.c.sku, _P.c.name, _P.c.price, TaxCategory.rate, _P.c.base_unit, _P.c.category,
        _P.c.lot_policy, _P.c.tracking, _P.c.min_days_at_sale, _P.c.expiry_kind, _P.c.risk,
        _P.c.expired_sale, _P.c.tax_category,
    )
    .join(TaxCategory, TaxCategory.code == _P.c.tax_category)
    .where(_P.c.active == 1)
    .order_by(_P.c.category, _P.c.name, _P.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A state of the catalogue: the newest change, and how many there were just before it."""

    moment: datetime
    count: int

    @property
    def text(self) -> str:
        """As it travels."""
        return f"{int(self.moment.timestamp() * 1_000_000)}-{self.count}"


_NEVER = Version(datetime(1970, 1, 1, tzinfo=UTC), 0)


def products_version(session: Session) -> str:
    """A tag that changes when products, prices, codes, packs or taxes do, and only then."""
    return _version(session).text


def _version(session: Session) -> Version:
    newest = union_all(
        *(select(func.max(_A.c.at)).where(_A.c.action == act) for act in (*_PRODUCT_ACTS, _TAX_ACT))
    )
    moments = [at for at in session.scalars(newest) if at is not None]
    if not moments:
        return _NEVER
    last = max(moments)
    near = select(func.count()).where(
        _A.c.action.in_((*_PRODUCT_ACTS, _TAX_ACT)), _A.c.at >= last - LATE
    )
    return Version(last, session.scalar(near) or 0)


def products_feed(session: Session, since: str) -> dict[str, Any]:
    """Every product that is sold, or what changed since a version: `products` and `gone` SKUs."""
    changed = _changed(session, since)
    statement = _PRODUCTS if changed is None else _PRODUCTS.where(_P.c.sku.in_(changed))
    rows = session.execute(statement).all()
    ids = None if changed is None else [row.id for row in rows]
    codes, packs = _codes(session, ids), _packs(session, ids)
    there = {row.sku for row in rows}
    return {
        "full": changed is None,
        "gone": sorted(set(changed or ()) - there),
        "products": [_product(row, codes.get(row.id, {}), packs.get(row.id, {})) for row in rows],
    }


def _changed(session: Session, since: str) -> list[str] | None:
    """SKUs that changed since a version; None where all of them must be sent."""
    head, _, _count = since.partition("-")
    if not (head.isascii() and head.isdecimal()) or len(head) > 17:
        return None
    begin = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(head)) - LATE
    taxes = select(_A.c.id).where(_A.c.action == _TAX_ACT, _A.c.at >= begin).limit(1)
    if session.scalar(taxes) is not None:
        return None
    skus = (
        select(_A.c.subject)
        .where(_A.c.action.in_(_PRODUCT_ACTS), _A.c.at >= begin)
        .distinct()
        .limit(MOST_CHANGED + 1)
    )
    found = list(session.scalars(skus))
    return None if len(found) > MOST_CHANGED else found


def _product(row: Any, codes: dict[str | None, list[str]], packs: dict[str, int]) -> dict[str, Any]:
    tracked = row.tracking == "lot"
    policy = POLICIES[row.lot_policy if tracked else UNTRACKED_POLICY]
    return {
        "sku": row.sku,
        "name": row.name,
        "price": row.price,
        "rate": row.rate,
        "tax": row.tax_category,
        "unit": row.base_unit,
        "category": row.category,
        "tracked": tracked,
        "order": _ORDERS[policy.order],
        "ask": policy.ask,
        "one_lot": policy.one_lot,
        "min_days": row.min_days_at_sale,
        "expiry_kind": row.expiry_kind,
        "risk": row.risk,
        "expired_sale": row.expired_sale,
        "gtins": codes.get(None, []),
        "packs": [
            {"unit": unit, "factor": factor, "gtins": codes.get(unit, [])}
            for unit, factor in packs.items()
        ],
    }


def _codes(session: Session, ids: Sequence[int] | None) -> dict[int, dict[str | None, list[str]]]:
    """GTINs by product and the pack they stand on (None: the product itself)."""
    found: dict[int, dict[str | None, list[str]]] = {}
    every = select(ProductCode.product_id, ProductCode.pack_unit, ProductCode.gtin)
    some = every if ids is None else every.where(ProductCode.product_id.in_(ids))
    for row in session.execute(some.order_by(ProductCode.gtin)):
        found.setdefault(row.product_id, {}).setdefault(row.pack_unit, []).append(row.gtin)
    return found


def _packs(session: Session, ids: Sequence[int] | None) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    every = select(Pack.product_id, Pack.unit, Pack.factor)
    some = every if ids is None else every.where(Pack.product_id.in_(ids))
    for row in session.execute(some):
        found.setdefault(row.product_id, {})[row.unit] = row.factor
    return found
