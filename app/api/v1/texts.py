"""How answers write amounts, days and instants, and what day it is at a site."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import clock
from app.api.v1.calls import Call
from app.identity.models import Site
from app.identity.queries import home_site
from app.identity.shop_context import ShopContext
from app.values.money import money_text
from app.values.quantity import quantity_text


def day(value: date | None) -> str | None:
    """A date as YYYY-MM-DD."""
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """An instant in RFC 3339, UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def money(minor: int, shop: ShopContext) -> str:
    """Minor units as a decimal string."""
    return money_text(minor, shop.currency)


def quantity(micro: int | None) -> Any:
    """Millionths as a decimal string."""
    return None if micro is None else quantity_text(micro)


def plain(value: Decimal | None) -> str | None:
    """A decimal without exponent."""
    return None if value is None else format(value, "f")


def today_at(asked: Call, site: Site | None = None) -> date:
    """The calendar day at a site, else at the actor's own."""
    site = site or home_site(asked.session, asked.shop.actor)
    return clock.local_day(asked.shop.now, site.time_zone)
