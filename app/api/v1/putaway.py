"""Calls of putaway: the rules of a site, and what waits with the place that is suggested."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Decimals, Name, Sku
from app.api.v1.texts import quantity
from app.catalog.queries import product_by_sku
from app.errors import NotFound
from app.identity import queries
from app.identity.permissions import Permission
from app.inventory import putaways, zones
from app.inventory.models import LOT_STATUSES
from app.inventory.places import location_by_code
from app.inventory.services.putaway_rules import MOST_RANK, NewRule, add_rule, remove_rule

P = Permission


def _status(value: Any) -> str:
    if value not in LOT_STATUSES:
        raise ValueError(f"must be one of {', '.join(LOT_STATUSES)}")
    return str(value)


class RuleBody(Body):
    """Goods of a product or category, of a status, go to a zone or to a location of the site.

    What is not named is any. The lowest `rank` whose place has room decides.
    """

    site: Code
    rank: Annotated[int, Field(strict=True, ge=1, le=MOST_RANK)] = 100
    sku: Sku | None = None
    category: Name | None = None
    status: Annotated[str, BeforeValidator(_status)] | None = None
    zone: Code | None = None
    location: Code | None = None


class SiteQuery(Body):
    """Which site; the caller's own where none is named."""

    site: Code | None = None


class WaitingQuery(SiteQuery):
    """Which site, and only the lots of one delivery."""

    goods_receipt: Code | None = None


class RuleAnswer(Answer):
    """A rule as it stands."""

    rule: int
    site: str
    rank: int
    sku: str | None
    category: str | None
    status: str | None
    zone: str | None
    location: str | None


class RulesAnswer(Answer):
    """The rules of a site, in the order they are asked."""

    items: list[RuleAnswer]


class WaitingAnswer(Answer):
    """Goods that wait; `to` is the suggested place, null where nothing has room.

    `why` is rule, product (it lies there already), kind (the first that fits) or full.
    """

    lot: str
    sku: str
    status: str
    quantity: Decimals
    location: str
    to: str | None
    why: str


class WaitingListAnswer(Answer):
    """What waits at a site, at most 200 places, oldest lot first."""

    items: list[WaitingAnswer]


def _site(asked: Call) -> Any:
    actor = asked.shop.actor
    if asked.query.site:
        return queries.site_by_code(asked.session, asked.query.site, actor)
    return queries.home_site(asked.session, actor)


def _rule_json(row: Any, site: str) -> dict[str, Any]:
    rule = row.PutawayRule
    return {
        "rule": rule.id,
        "site": site,
        "rank": rule.rank,
        "sku": row.sku,
        "category": rule.category,
        "status": rule.status,
        "zone": row.zone,
        "location": row.location,
    }


@call("POST", "/putaway-rules", needs=P.EDIT_CATALOG, body=RuleBody, answer=RuleAnswer, status=201)
def add_putaway_rule(asked: Call) -> Any:
    """Add a rule of putaway."""
    session, shop, body = asked.session, asked.shop, asked.body
    site = queries.site_by_code(session, body.site, shop.actor)
    product = product_by_sku(session, body.sku) if body.sku else None
    rule = NewRule(
        body.rank,
        product.id if product else None,
        body.category,
        body.status,
        zones.zone_by_code(session, site.id, body.zone) if body.zone else None,
        location_by_code(session, body.location, shop.actor) if body.location else None,
    )
    rule_id = add_rule(session, rule, site_id=site.id, at=shop.now, by=shop.actor)
    given = body.model_dump(include={"rank", "sku", "category", "status", "zone", "location"})
    return {"rule": rule_id, "site": site.code, **given}


@call("GET", "/putaway-rules", needs=P.SEE_STOCK, query=SiteQuery, answer=RulesAnswer)
def list_putaway_rules(asked: Call) -> Any:
    """The rules of a site, in the order they are asked."""
    site = _site(asked)
    rows = putaways.rules_of(asked.session, site.id)
    return {"items": [_rule_json(row, site.code) for row in rows]}


@call("POST", "/putaway-rules/<rule_id>/remove", needs=P.EDIT_CATALOG, body=Body)
def remove_putaway_rule(asked: Call) -> Any:
    """Take a rule away."""
    text = asked.path["rule_id"]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound("There is no such rule.")
    remove_rule(asked.session, int(text), at=asked.shop.now, by=asked.shop.actor)
    return {"rule": int(text), "removed": True}


@call("GET", "/stock/putaway", needs=P.SEE_STOCK, query=WaitingQuery, answer=WaitingListAnswer)
def waiting_for_a_place(asked: Call) -> Any:
    """What waits for a place, and where it goes; `POST /stock/moves` puts it there."""
    site, receipt = _site(asked), asked.query.goods_receipt or ""
    return {
        "items": [
            {
                "lot": each.row.Lot.number,
                "sku": each.row.sku,
                "status": each.row.Lot.status,
                "quantity": quantity(each.row.on_hand),
                "location": each.row.location,
                "to": each.said.bin.code if each.said.bin else None,
                "why": each.said.why,
            }
            for each in putaways.waiting(asked.session, site, receipt=receipt)
        ]
    }
