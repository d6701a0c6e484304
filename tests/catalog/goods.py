"""A product as programs send it, for the tests of this room."""

from typing import Any

YOGURT: dict[str, Any] = {
    "sku": "YOG-500",
    "name": "Crème yogurt 500 g",
    "base_unit": "each",
    "gtins": ["04006381333931"],
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
