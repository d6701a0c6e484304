"""Founding the demo shop: name, sites, people, partners, tax rates and the whole assortment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.catalog.models import Product
from app.catalog.queries import products_by_sku
from app.catalog.services import create_product, set_tax_category
from app.demo.assortment import GOODS, kept_at
from app.demo.goods import draft_of
from app.demo.parties import CUSTOMERS, LOGINS, SUPPLIERS
from app.demo.stage import DAYS, Setting, Stage, Store
from app.errors import WrongState
from app.identity import queries
from app.identity.actors import SYSTEM, Actor
from app.identity.models import Shop, Site
from app.identity.services import create_person, rename_shop
from app.inventory.models import Location
from app.inventory.places import location_by_code
from app.inventory.services.arrange import Room, add_place, create_zone
from app.inventory.services.putaway_rules import NewRule, add_rule
from app.inventory.services.replenish import set_level
from app.inventory.sites import open_site
from app.inventory.zones import zone_by_code
from app.purchasing.models import GoodsReceipt, Supplier
from app.purchasing.queries import supplier_by_code
from app.purchasing.suppliers import create_supplier
from app.sales.customers import create_customer
from app.sales.models import Customer, Sale
from app.sales.tills import create_till, till_by_code
from app.values.quantity import MICRO

SHOP_NAME = "Harbour & Hearth"
SHOP_ADDRESS = "12 Quay Street\nFine food, wine and a few other things"
HARBOUR = "HARBOUR"
HARBOUR_ZONE = "Europe/Lisbon"
TAX_RATES = (("standard", 200_000), ("reduced", 50_000), ("zero", 0))
SHELVES_OF_A_SITE = ("COLD", "CELLAR", "PHARMACY")
ZONES_OF_A_SITE = (("BACK", "Store room"), ("FLOOR", "Shop floor"))
FLOOR_SHELVES = ("FLOOR-1", "FLOOR-2")
KEPT_FILLED = 4
SALES_A_DAY = {"MAIN": 9, HARBOUR: 5}


def refuse_unless_empty(session: Session) -> None:
    """WrongState where the shop has sales, goods or products: a demo is no addition to it."""
    session.scalar(select(Shop.id).with_for_update())
    for table, what in ((Sale, "sales"), (GoodsReceipt, "deliveries"), (Product, "products")):
        if session.scalar(select(table.id).limit(1)) is not None:
            raise WrongState(
                f"This shop already has {what}, and the demo needs an empty one. Nothing was "
                "written. Name another database in DATABASE_URL, or delete this one, to have it."
            )


def found(session: Session, setting: Setting, password_hash: str) -> Stage:
    """Found the shop as it was on the first day of its history."""
    at = setting.now - timedelta(days=DAYS + 5)
    rename_shop(session, name=SHOP_NAME, address=SHOP_ADDRESS, at=at, by=SYSTEM)
    _open_harbour(session, at)
    actors = _hire(session, password_hash, at)
    _meet_partners(session, at, by=actors["owner"])
    for code, rate in TAX_RATES:
        set_tax_category(session, code, rate=rate)
    for good in GOODS:
        create_product(session, draft_of(good, scale=setting.scale), at=at, by=actors["manager"])
    _say_where(session, at, by=actors["manager"])
    return _stage(session, setting, actors)


def _open_harbour(session: Session, at: datetime) -> None:
    harbour = open_site(
        session,
        HARBOUR,
        name="Harbour kiosk",
        kind="store",
        time_zone=HARBOUR_ZONE,
        at=at,
        by=SYSTEM,
    )
    create_till(session, "T2", site_id=harbour, at=at)
    for site in queries.sites(session):
        _arrange(session, site, at)


def _arrange(session: Session, site: Site, at: datetime) -> None:
    """The zones of a site, with the shelves of its shop floor."""
    zones = {}
    for code, name in ZONES_OF_A_SITE:
        create_zone(session, code, name=name, site_id=site.id, at=at, by=SYSTEM)
        zones[code] = zone_by_code(session, site.id, code)
    shelves = [(shelf, Room(zones["BACK"])) for shelf in SHELVES_OF_A_SITE]
    shelves += [(shelf, Room(zones["FLOOR"], most_lots=12)) for shelf in FLOOR_SHELVES]
    for shelf, room in shelves:
        code = f"{site.code}/{shelf}"
        add_place(session, code, kind="stock", site_id=site.id, room=room, at=at, by=SYSTEM)


def _say_where(session: Session, at: datetime, *, by: Actor) -> None:
    """Which category is put away where, and what the first shelf of each shop floor holds."""
    wanted = sorted({(good.kind.category, good.kind.location) for good in GOODS})
    for site in queries.sites(session):
        for category, shelf in wanted:
            place = location_by_code(session, f"{site.code}/{shelf}", by)
            rule = NewRule(100, category=category, location=place)
            add_rule(session, rule, site_id=site.id, at=at, by=by)
        goods = [good for good in kept_at(site.code) if good.kind.unit == "each"][:KEPT_FILLED]
        floor = location_by_code(session, f"{site.code}/{FLOOR_SHELVES[0]}", by)
        for product in products_by_sku(session, (good.sku for good in goods)).values():
            least, most = 2 * MICRO, 6 * MICRO
            set_level(session, floor, product, least=least, most=most, at=at, by=by)


def _hire(session: Session, password_hash: str, at: datetime) -> dict[str, Actor]:
    """Create the people; the first of each role acts in the history."""
    sites = {site.code: site.id for site in queries.sites(session)}
    actors: dict[str, Actor] = {}
    for login in LOGINS:
        site_id = sites.get(login.site or "")
        person_id = create_person(
            session,
            login.name,
            role=login.role,
            password_hash=password_hash,
            at=at,
            site_id=site_id,
        )
        role = f"{login.role} {login.site}" if login.site else login.role
        actors[role] = Actor(login.name, login.role, f"person:{person_id}", site_id)
    return actors


def _meet_partners(session: Session, at: datetime, *, by: Actor) -> None:
    for create, partners in ((create_supplier, SUPPLIERS), (create_customer, CUSTOMERS)):
        for each in partners:
            create(
                session, each.code, name=each.name, email=each.email, phone=each.phone, at=at, by=by
            )


def _stage(session: Session, setting: Setting, actors: Mapping[str, Actor]) -> Stage:
    suppliers: dict[str, Supplier] = {
        each.code: supplier_by_code(session, each.code) for each in SUPPLIERS
    }
    return Stage(
        session=session,
        setting=setting,
        actors=actors,
        stores={
            code: _store(session, setting, code, till)
            for code, till in (("MAIN", "T1"), (HARBOUR, "T2"))
        },
        suppliers=suppliers,
        customers=_customer_ids(session),
        products=products_by_sku(session, (good.sku for good in GOODS)),
    )


def _customer_ids(session: Session) -> dict[str, int]:
    rows = session.execute(select(Customer.code, Customer.id))
    return {row.code: row.id for row in rows}


def _store(session: Session, setting: Setting, code: str, till: str) -> Store:
    site = queries.site_by_code(session, code, SYSTEM)
    places = session.scalars(select(Location).where(Location.site_id == site.id))
    return Store(
        site=site,
        till=till_by_code(session, till, SYSTEM),
        locations={place.code.rpartition("/")[2]: place for place in places},
        today=clock.local_day(setting.now, site.time_zone),
        goods=kept_at(code),
        sales_a_day=SALES_A_DAY[code],
    )
