"""Everything a scene of the demo's history needs: who, where, when, with what, and the dice.

Moments are told in days before today, by the clock on the site's wall. Reads no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow
from app.demo.goods import Good
from app.demo.shelves import Shelves
from app.gs1.rcn import RcnRules
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.shop_context import ShopContext
from app.inventory.models import Location
from app.purchasing.models import Supplier
from app.sales.tills import TillPlace
from app.values.money import Currency

DAYS = 120
"""How many days of history there are, today included."""
SEED = 9501101


@dataclass(frozen=True)
class Setting:
    """The shop as it was started: the moment, its money, and how its codes are read."""

    now: datetime
    currency: Currency
    prices_include_tax: bool
    in_store: RcnRules

    @property
    def scale(self) -> int:
        """The tables' prices fit dollars; a currency without cents has prices a hundred fold."""
        return 1 if self.currency.decimals else 100


@dataclass(frozen=True)
class Store:
    """A site with its till and locations; `today` is the calendar day there."""

    site: Site
    till: TillPlace
    locations: Mapping[str, Location]
    today: date
    goods: tuple[Good, ...]
    sales_a_day: int

    @property
    def code(self) -> str:
        """The site's code."""
        return self.site.code

    def day(self, ago: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment by the clock on this site's wall."""
        wall = datetime.combine(self.day(ago), time(hour, minute), ZoneInfo(self.till.time_zone))
        return wall.astimezone(UTC)


@dataclass
class Stage:
    """The scene: one database transaction, the shop, and what is remembered from scene to scene."""

    session: Session
    setting: Setting
    actors: Mapping[str, Actor]
    stores: Mapping[str, Store]
    suppliers: Mapping[str, Supplier]
    customers: Mapping[str, int]
    products: dict[str, ProductRow]
    shelves: Shelves = field(default_factory=Shelves)
    printed: dict[tuple[str, str], date | None] = field(default_factory=dict)
    """The date that stands on a supplier's lot: the same code never comes with another."""
    dice: Random = field(default_factory=lambda: Random(SEED))

    def has_come(self, at: datetime) -> bool:
        """Whether a moment lies in the past; nothing is recorded before it happens."""
        return at <= self.setting.now

    def shop(self, role: str, at: datetime) -> ShopContext:
        """The shop as this person knows it at this moment."""
        known = self.setting
        return ShopContext(
            self.actors[role], at, known.currency, known.prices_include_tax, known.in_store
        )

    def chance(self, percent: int) -> bool:
        """Whether something happens that does so in so many cases of a hundred."""
        return self.dice.randrange(100) < percent
