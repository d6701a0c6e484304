"""What a till's page is told of money: the smallest coin, preset reasons. Decides nothing."""

from __future__ import annotations

from typing import Any

from app.identity.shop_context import ShopContext
from app.sales.cash_reasons import CASH_REASONS, DRAWER_REASONS


def till_money(shop: ShopContext) -> dict[str, Any]:
    """The smallest coin in minor units (0: none), reasons for cash and for the drawer."""
    return {
        "cash_step": shop.cash_step,
        "reasons": [reason._asdict() for reason in CASH_REASONS],
        "drawer_reasons": list(DRAWER_REASONS),
    }
