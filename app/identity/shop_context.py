"""What every use case needs to know of the shop and the moment, gathered once at the edge.

A frozen value: services never read settings or the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.gs1.rcn import DEFAULT, RcnRules
from app.identity.actors import Actor
from app.values.money import Currency


@dataclass(frozen=True)
class ShopContext:
    """Who acts, when, and the shop's currency and price mode."""

    actor: Actor
    now: datetime
    currency: Currency
    prices_include_tax: bool
    in_store: RcnRules = DEFAULT
    cash_step: int = 0
    second_release: tuple[str, ...] = ()
