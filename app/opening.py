"""Opening a shop: schema up to date, then what every new shop has.

Assembly over the rooms; runs before the first request and changes nothing in an open shop.
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app import clock
from app.accounting.chart import DEFAULT_CHART
from app.accounting.services import create_accounts
from app.catalog.services import set_tax_category
from app.db import db, transaction
from app.identity import queries
from app.identity.services import create_site, open_books_of
from app.inventory.places import create_location
from app.sales.tills import create_till
from config import Settings, SettingsError

FIRST_SITE = "MAIN"
FIRST_LOCATIONS = (
    ("DOCK", "dock"),
    ("STOCK", "stock"),
    ("QUARANTINE", "quarantine"),
    ("RETURNS", "returns"),
)
FIRST_TILL = "T1"
FIRST_TAX_CATEGORIES = ("standard", "reduced", "zero")


def furnish(session: Session, settings: Settings, at: datetime) -> None:
    """Give a new shop its site, locations, till, tax categories and chart; once."""
    shop = queries.shop(session)
    if shop is not None:
        if shop.currency != settings.currency:
            raise SettingsError(
                f"SHOP_CURRENCY is {settings.currency} but the books are kept in {shop.currency}"
            )
        return
    open_books_of(session, name="Lotwise shop", currency=settings.currency, at=at)
    site_id = create_site(
        session, FIRST_SITE, name="Main", kind="store", time_zone=settings.time_zone, at=at
    )
    for name, kind in FIRST_LOCATIONS:
        create_location(session, f"{FIRST_SITE}/{name}", kind=kind, site_id=site_id)
    create_till(session, FIRST_TILL, site_id=site_id, at=at)
    for code in FIRST_TAX_CATEGORIES:
        set_tax_category(session, code, rate=0)
    create_accounts(session, DEFAULT_CHART)


def bring_up() -> None:
    """Upgrade the schema and open the shop where that has not been done."""
    upgrade()
    settings: Settings = current_app.extensions["lotwise"].settings
    transaction(lambda session: furnish(session, settings, clock.now()))


def is_up() -> bool:
    """Whether the database has been brought up at all."""
    return bool(inspect(db.engine).has_table("shop"))


def bring_up_if_new() -> None:
    """For commands that may be the first ever run against a database."""
    if not is_up():
        bring_up()
