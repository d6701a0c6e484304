"""Calls for the order in a store: zones, the room of a location, and what lies where."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Decimals, Name, Note, Quantity
from app.api.v1.places_shapes import LocationAnswer, MostLots
from app.api.v1.texts import day, quantity, today_at
from app.identity import queries
from app.identity.permissions import Permission
from app.inventory import shelves, zones
from app.inventory.finding import Found, LotFound, find
from app.inventory.services.arrange import Room, arrange, create_zone

P = Permission


class ZoneBody(Body):
    """A zone of a site: locations that belong together."""

    site: Code
    code: Code
    name: Name


class ZoneQuery(Body):
    """Of one site, or of all the caller works at."""

    site: Code | None = None


class RoomBody(Body):
    """What changes of a location: its zone, how many lots and how much of everything fit.

    What is not given stays; `null`: no zone, no limit.
    """

    zone: Code | None = None
    most_lots: MostLots | None = None
    most_quantity: Quantity | None = None


class FindQuery(Body):
    """What was scanned or typed."""

    code: Annotated[Note, Field(min_length=1, max_length=2000)]


class ZoneAnswer(Answer):
    """A zone as it stands."""

    site: str
    code: str
    name: str


class ZonesAnswer(Answer):
    """Every zone of the sites asked for."""

    items: list[ZoneAnswer]


class PlacedAnswer(Answer):
    """How much of a lot lies at a location."""

    lot: str
    sku: str
    name: str
    quantity: Decimals


class FoundAnswer(Answer):
    """What a code means: a `location` with its `contents`, or `lots` with their places.

    `kind` is location, lot, lots or unknown; `quantity` is what the code itself stands for.
    """

    kind: str
    location: LocationAnswer | None
    contents: list[PlacedAnswer]
    lots: list[dict[str, Any]]
    quantity: Decimals | None
    more: bool


@call("POST", "/zones", needs=P.EDIT_CATALOG, body=ZoneBody, answer=ZoneAnswer, status=201)
def add_zone(asked: Call) -> Any:
    """Add a zone to a site."""
    session, shop, body = asked.session, asked.shop, asked.body
    site = queries.site_by_code(session, body.site, shop.actor)
    create_zone(session, body.code, name=body.name, site_id=site.id, at=shop.now, by=shop.actor)
    return {"site": site.code, "code": body.code, "name": body.name}


@call("GET", "/zones", needs=P.SEE_STOCK, query=ZoneQuery, answer=ZonesAnswer)
def list_zones(asked: Call) -> Any:
    """Zones, of one site where it is named."""
    session, actor = asked.session, asked.shop.actor
    mine = queries.sites_of(session, actor)
    if asked.query.site:
        mine = [queries.site_by_code(session, asked.query.site, actor)]
    rows = zones.zones_of(session, [site.id for site in mine])
    items = [{"site": row.site, "code": row.Zone.code, "name": row.Zone.name} for row in rows]
    return {"items": items}


def location_json(asked: Call, row: Any) -> dict[str, Any]:
    """A location with its zone, its room and how full it is."""
    place, fill = row.Location, zones.fill(asked.session, row.Location)
    zone = zones.zone_of(asked.session, place)
    return {
        "code": place.code,
        "kind": place.kind,
        "site": row.Site.code,
        "zone": zone.code if zone else None,
        "most_lots": place.most_lots,
        "most_quantity": quantity(place.most_units),
        "lots": fill.lots,
        "quantity": quantity(fill.units),
    }


@call(
    "PATCH",
    "/locations/<path:code>",
    needs=P.EDIT_CATALOG,
    body=RoomBody,
    answer=LocationAnswer,
)
def change_location(asked: Call) -> Any:
    """Put a location into a zone and say how much fits; its kind stays."""
    session, shop, body = asked.session, asked.shop, asked.body
    row = shelves.location(session, asked.path["code"], shop.actor)
    place, given = row.Location, body.model_fields_set
    zone = zones.zone_of(session, place)
    if "zone" in given:
        zone = zones.zone_by_code(session, place.site_id, body.zone) if body.zone else None
    room = Room(
        zone,
        body.most_lots if "most_lots" in given else place.most_lots,
        body.most_quantity if "most_quantity" in given else place.most_units,
    )
    arrange(session, place, room, at=shop.now, by=shop.actor)
    session.refresh(place)
    return location_json(asked, row)


def _placed(item: Any) -> dict[str, Any]:
    return {
        "lot": item.Lot.number,
        "sku": item.sku,
        "name": item.name,
        "base_unit": item.base_unit,
        "status": item.Lot.status,
        "expires_on": day(item.Lot.expires_on),
        "quantity": quantity(item.on_hand),
    }


def _lot_json(found: LotFound) -> dict[str, Any]:
    lot = found.row.Lot
    return {
        "lot": lot.number,
        "sku": found.row.sku,
        "name": found.row.name,
        "base_unit": found.row.base_unit,
        "status": lot.status,
        "expires_on": day(lot.expires_on),
        "quantity": quantity(found.on_hand),
        "places": [
            {
                "site": spot.site,
                "location": spot.location,
                "kind": spot.kind,
                "quantity": quantity(spot.on_hand),
            }
            for spot in found.spots
        ],
    }


def _found_json(asked: Call, found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "location": location_json(asked, found.place) if found.place else None,
        "contents": [_placed(item) for item in found.contents],
        "lots": [_lot_json(each) for each in found.lots],
        "quantity": quantity(found.quantity),
        "more": found.more,
    }


@call("GET", "/stock/find", needs=P.SEE_STOCK, query=FindQuery, answer=FoundAnswer)
def find_stock(asked: Call) -> Any:
    """What is in this location, or where is this lot: any label of a shelf, a lot or a pack."""
    shop = asked.shop
    found = find(
        asked.session,
        asked.query.code,
        today=today_at(asked),
        actor=shop.actor,
        rcn=shop.in_store,
    )
    return _found_json(asked, found)
