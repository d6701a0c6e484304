"""Calls for sites, locations, tills, customers and suppliers. Holds no rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.api.v1.calls import Call, call
from app.api.v1.places_shapes import (
    LocationAnswer,
    LocationBody,
    LocationQuery,
    LocationsAnswer,
    PagedQuery,
    PartiesAnswer,
    PartyAnswer,
    PartyBody,
    SearchQuery,
    SiteAnswer,
    SiteBody,
    SitesAnswer,
    SupplierAnswer,
    SupplierBody,
    SupplierChanges,
    SuppliersAnswer,
    TillAnswer,
    TillBody,
    TillsAnswer,
)
from app.errors import bad_field
from app.identity import audit, queries
from app.identity.models import Site
from app.identity.permissions import Permission
from app.inventory.models import Location
from app.inventory.place_models import Zone
from app.inventory.services.arrange import Room, add_place
from app.inventory.sites import open_site
from app.inventory.zones import zone_by_code
from app.purchasing.suppliers import (
    change_supplier,
    create_supplier,
    find_supplier,
    find_suppliers,
)
from app.sales.customers import create_customer, find_customers
from app.sales.models import Till
from app.sales.tills import create_till
from app.values.document import DocumentRef
from app.web.paging import decode_cursor, encode_cursor

P = Permission
PARTY = ("code", "name", "email", "phone")
SUPPLIER = (*PARTY, "terms")


def _after(cursor: str | None) -> str | None:
    """The code after which a list goes on."""
    if cursor is None:
        return None
    try:
        (code,) = decode_cursor(cursor, 1)
    except ValueError:
        raise bad_field("cursor", "is not one of ours") from None
    if not isinstance(code, str):
        raise bad_field("cursor", "is not one of ours")
    return code


def _page(items: Sequence[dict[str, Any]], limit: int) -> dict[str, Any]:
    """A page from `limit + 1` items; the extra one only says that there is more."""
    more = len(items) > limit
    following = encode_cursor(items[limit - 1]["code"]) if more else None
    return {"items": list(items[:limit]), "next": following}


def _listed(asked: Call, query: Select[Any], code: Any) -> dict[str, Any]:
    """A page of rows by code, of the sites the caller works at."""
    after = _after(asked.query.cursor)
    if asked.shop.actor.site_id is not None:
        query = query.where(Site.id == asked.shop.actor.site_id)
    if after is not None:
        query = query.where(code > after)
    rows = asked.session.execute(query.order_by(code).limit(asked.query.limit + 1)).mappings()
    return _page([dict(row) for row in rows], asked.query.limit)


@call("POST", "/sites", needs=P.MANAGE_SHOP, body=SiteBody, answer=SiteAnswer, status=201)
def add_site(asked: Call) -> Any:
    """Open a store or warehouse with its dock, stock, quarantine and returns."""
    session, shop, body = asked.session, asked.shop, asked.body
    zone = body.time_zone or queries.home_site(session, shop.actor).time_zone
    open_site(
        session,
        body.code,
        name=body.name,
        kind=body.kind,
        time_zone=zone,
        at=shop.now,
        by=shop.actor,
    )
    return {"code": body.code, "name": body.name, "kind": body.kind, "time_zone": zone}


@call("GET", "/sites", needs=P.SIGNED_IN, query=PagedQuery, answer=SitesAnswer)
def list_sites(asked: Call) -> Any:
    """The sites the caller works at."""
    return _listed(asked, select(Site.code, Site.name, Site.kind, Site.time_zone), Site.code)


@call(
    "POST", "/locations", needs=P.EDIT_CATALOG, body=LocationBody, answer=LocationAnswer, status=201
)
def add_location(asked: Call) -> Any:
    """Add a shelf, dock or cage; its site is what its code begins with, unless given."""
    session, shop, body = asked.session, asked.shop, asked.body
    prefix, slash, _place = body.code.partition("/")
    code = body.site or (prefix if slash else None)
    if code is None:
        raise bad_field("site", "say which site, or begin the code with it: MAIN/A1")
    site = queries.site_by_code(session, code, shop.actor)
    zone = zone_by_code(session, site.id, body.zone) if body.zone else None
    room = Room(zone, body.most_lots, body.most_quantity)
    add_place(
        session,
        body.code,
        kind=body.kind,
        site_id=site.id,
        room=room,
        at=shop.now,
        by=shop.actor,
    )
    return {"code": body.code, "kind": body.kind, "site": site.code, "zone": body.zone}


@call("GET", "/locations", needs=P.SEE_STOCK, query=LocationQuery, answer=LocationsAnswer)
def list_locations(asked: Call) -> Any:
    """Locations, of one site where it is named."""
    query = (
        select(Location.code, Location.kind, Site.code.label("site"), Zone.code.label("zone"))
        .join(Site, Site.id == Location.site_id)
        .outerjoin(Zone, Zone.id == Location.zone_id)
        .where(Location.kind != "transit")
    )
    if asked.query.site:
        site = queries.site_by_code(asked.session, asked.query.site, asked.shop.actor)
        query = query.where(Location.site_id == site.id)
    return _listed(asked, query, Location.code)


@call("POST", "/tills", needs=P.MANAGE_SHOP, body=TillBody, answer=TillAnswer, status=201)
def add_till(asked: Call) -> Any:
    """Add a till to a site."""
    session, shop, body = asked.session, asked.shop, asked.body
    site = queries.site_by_code(session, body.site, shop.actor)
    create_till(session, body.code, site_id=site.id, at=shop.now)
    subject = DocumentRef("till", body.code)
    audit.record(session, shop.actor, "till.created", subject, at=shop.now)
    return {"code": body.code, "site": site.code}


@call("GET", "/tills", needs=P.SIGNED_IN, query=PagedQuery, answer=TillsAnswer)
def list_tills(asked: Call) -> Any:
    """The tills of the sites the caller works at."""
    query = select(Till.code, Site.code.label("site")).join(Site, Site.id == Till.site_id)
    return _listed(asked, query, Till.code)


def _party(row: Any, names: tuple[str, ...] = PARTY) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


@call("POST", "/customers", needs=P.EDIT_CUSTOMERS, body=PartyBody, answer=PartyAnswer, status=201)
def add_customer(asked: Call) -> Any:
    """Add a customer."""
    given = _party(asked.body)
    create_customer(asked.session, **given, at=asked.shop.now, by=asked.shop.actor)
    return given


@call("GET", "/customers", needs=P.SEE_CUSTOMERS, query=SearchQuery, answer=PartiesAnswer)
def list_customers(asked: Call) -> Any:
    """Find customers by code, name, e-mail or phone; all of them without `q`."""
    query = asked.query
    rows = find_customers(asked.session, query.q, after=_after(query.cursor), limit=query.limit + 1)
    return _page([_party(row) for row in rows], query.limit)


@call("POST", "/suppliers", needs=P.PURCHASE, body=SupplierBody, answer=SupplierAnswer, status=201)
def add_supplier(asked: Call) -> Any:
    """Add a supplier; the code never changes, lots carry it."""
    given = _party(asked.body, SUPPLIER)
    create_supplier(asked.session, **given, at=asked.shop.now, by=asked.shop.actor)
    return given


@call(
    "PATCH",
    "/suppliers/<path:code>",
    needs=P.PURCHASE,
    body=SupplierChanges,
    answer=SupplierAnswer,
)
def edit_supplier(asked: Call) -> Any:
    """Change the given fields of a supplier; orders keep the terms they were made at."""
    session, shop, body = asked.session, asked.shop, asked.body
    given = body.model_dump(exclude_none=True)
    change_supplier(session, asked.path["code"], given, at=shop.now, by=shop.actor)
    return _party(find_supplier(session, asked.path["code"]), SUPPLIER)


@call("GET", "/suppliers", needs=P.SEE_STOCK, query=SearchQuery, answer=SuppliersAnswer)
def list_suppliers(asked: Call) -> Any:
    """Find suppliers by code, name, e-mail or phone; all of them without `q`."""
    query = asked.query
    rows = find_suppliers(asked.session, query.q, after=_after(query.cursor), limit=query.limit + 1)
    return _page([_party(row, SUPPLIER) for row in rows], query.limit)
