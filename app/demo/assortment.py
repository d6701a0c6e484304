"""The whole assortment of the demo shop, and which of it each store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.demo import corner, deli, pantry
from app.demo.goods import Good

GOODS: tuple[Good, ...] = (*deli.GOODS, *pantry.GOODS, *corner.GOODS)
BY_SKU: Mapping[str, Good] = MappingProxyType({good.sku: good for good in GOODS})


def kept_at(site: str) -> tuple[Good, ...]:
    """The goods a store keeps: all at MAIN, most at HARBOUR."""
    return tuple(good for good in GOODS if site == "MAIN" or good.harbour)
