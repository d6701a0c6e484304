"""Calls for the shop floor: what its places should hold, what is to be brought, bringing it."""

from __future__ import annotations

from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Decimals, Quantity, Sku
from app.api.v1.putaway import SiteQuery
from app.api.v1.texts import quantity, today_at
from app.catalog.queries import product_by_sku
from app.identity import queries
from app.identity.permissions import Permission
from app.inventory import floors
from app.inventory.places import location_by_code
from app.inventory.services import replenish as services

P = Permission


class LevelKey(Body):
    """A place and a product."""

    location: Code
    sku: Sku


class LevelBody(LevelKey):
    """Below `least` the place is filled to `most`."""

    least: Quantity
    most: Quantity


class ReplenishBody(Body):
    """Which site."""

    site: Code


class LevelAnswer(Answer):
    """What a place should hold."""

    location: str
    sku: str
    least: Decimals
    most: Decimals


class LevelsAnswer(Answer):
    """What the places of a site should hold."""

    items: list[LevelAnswer]


class LoadAnswer(Answer):
    """So much of a lot from a location."""

    lot: str
    location: str
    quantity: Decimals


class BringAnswer(LevelAnswer):
    """A place that lacks something: `here` is fit for sale there, `short` is nowhere to be had."""

    here: Decimals
    bring: list[LoadAnswer]
    short: Decimals


class BringListAnswer(Answer):
    """What is to be brought at a site, place by place."""

    items: list[BringAnswer]


class BroughtAnswer(Answer):
    """The move that brought it."""

    number: str
    lines: list[dict[str, Any]]


def _site(asked: Call, code: str | None) -> Any:
    if code:
        return queries.site_by_code(asked.session, code, asked.shop.actor)
    return queries.home_site(asked.session, asked.shop.actor)


def _level_json(row: Any) -> dict[str, Any]:
    level = row.FloorLevel
    ends = {"least": quantity(level.least), "most": quantity(level.most)}
    return {"location": row.Location.code, "sku": row.sku, **ends}


@call("POST", "/floor-levels", needs=P.EDIT_CATALOG, body=LevelBody, answer=LevelAnswer, status=201)
def set_floor_level(asked: Call) -> Any:
    """Say how much of a product a selling place should hold; again: other figures."""
    session, shop, body = asked.session, asked.shop, asked.body
    place = location_by_code(session, body.location, shop.actor)
    product = product_by_sku(session, body.sku)
    ends = {"least": body.least, "most": body.most}
    services.set_level(session, place, product, **ends, at=shop.now, by=shop.actor)
    figures = {name: quantity(figure) for name, figure in ends.items()}
    return {"location": place.code, "sku": product.sku, **figures}


@call("POST", "/floor-levels/remove", needs=P.EDIT_CATALOG, body=LevelKey)
def remove_floor_level(asked: Call) -> Any:
    """Keep a place filled with a product no longer."""
    session, shop, body = asked.session, asked.shop, asked.body
    place = location_by_code(session, body.location, shop.actor)
    product = product_by_sku(session, body.sku)
    services.remove_level(session, place, product, at=shop.now, by=shop.actor)
    return {"location": place.code, "sku": product.sku, "removed": True}


@call("GET", "/floor-levels", needs=P.SEE_STOCK, query=SiteQuery, answer=LevelsAnswer)
def list_floor_levels(asked: Call) -> Any:
    """What the places of a site should hold."""
    site = _site(asked, asked.query.site)
    return {"items": [_level_json(row) for row in floors.levels_of(asked.session, site.id)]}


def _bring_json(item: floors.ToBring) -> dict[str, Any]:
    loads = [
        {"lot": source.number, "location": source.code, "quantity": quantity(amount)}
        for source, amount in item.loads
    ]
    figures = {"here": quantity(item.filling.level.here), "short": quantity(item.filling.short)}
    return {**_level_json(item.row), **figures, "bring": loads}


@call("GET", "/stock/replenishment", needs=P.SEE_STOCK, query=SiteQuery, answer=BringListAnswer)
def list_replenishment(asked: Call) -> Any:
    """What the shop floor of a site lacks, and which lots to bring from where, FEFO."""
    site = _site(asked, asked.query.site)
    found = floors.to_bring(asked.session, site.id, today_at(asked, site))
    return {"items": [_bring_json(item) for item in found]}


@call(
    "POST",
    "/stock/replenishment",
    needs=P.MOVE_STOCK,
    body=ReplenishBody,
    answer=BroughtAnswer,
    status=201,
    document=True,
)
def bring_replenishment(asked: Call) -> Any:
    """Bring everything on the list of a site now, as one move; 409 where nothing is."""
    session, shop = asked.session, asked.shop
    site = _site(asked, asked.body.site)
    done = services.replenish(
        session, site.id, on=today_at(asked, site), at=shop.now, by=shop.actor
    )
    lines = [
        {
            "lot": line.lot,
            "quantity": quantity(line.quantity),
            "from": line.source.code,
            "to": line.target.code,
        }
        for line in done.lines
    ]
    return {"number": done.number, "lines": lines}
