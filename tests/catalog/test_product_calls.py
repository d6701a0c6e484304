"""Products over the interface: created, read, changed, found; refused without a trace."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.api.v1.calls import ROUTES
from app.catalog.models import Pack, Product, ProductCode
from app.db import reading
from app.identity.models import AuditEvent
from tests.support.api import ApiClient

YOGURT: dict[str, Any] = {
    "sku": "YOG-500",
    "name": "Crème yogurt 500 g",
    "base_unit": "each",
    "gtins": ["4006381333931"],
    "tracking": "lot",
    "lot_policy": "fefo",
    "expiry_kind": "use_by",
    "shelf_life_days": 21,
    "min_days_at_receipt": 14,
    "min_days_at_sale": 2,
    "price": "2.49",
    "tax_category": "reduced",
    "category": "Dairy",
    "packs": [{"unit": "case", "factor": "12", "gtin": "14006381333938"}],
}


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Product, Pack, ProductCode, AuditEvent)
        )


def test_a_product_is_answered_as_it_was_created(api: ApiClient) -> None:
    made = api.post("/products", YOGURT)
    assert made.status_code == 201, made.text
    assert made.json == YOGURT | {"gtins": ["04006381333931"], "active": True}
    assert api.get("/products/YOG-500").json == made.json
