"""Calls for what somebody should look at next. What cannot be told yet is not there."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code
from app.api.v1.texts import day, money, quantity
from app.identity.permissions import Permission
from app.identity.queries import home_site, site_by_code
from app.inventory.count_risk import RISKIEST, Urgent, most_urgent
from app.inventory.models import NEVER

P = Permission
MOST = 200


class PrioritiesQuery(Body):
    """Of which site (the caller's own where none is said), and how many."""

    site: Code | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = RISKIEST


class PrioritiesAnswer(Answer):
    """Balances to count, the most urgent first; amounts only where the role sees cost."""

    site: str
    items: list[dict[str, Any]]
    next: None = None


def _item(rank: int, each: Urgent, asked: Call) -> dict[str, Any]:
    row = each.row
    answer = {
        "rank": rank,
        "lot": row.lot,
        "sku": row.sku,
        "name": row.name,
        "location": row.location,
        "expires_on": None if row.expires_on == NEVER else day(row.expires_on),
        "days_left": each.days_left,
        "past_variance_percent": each.variance,
        "sold_without_stock": quantity(each.missed),
        "reasons": each.reasons,
    }
    if not asked.shop.actor.may(P.SEE_COST):
        return answer
    return answer | {"value": money(row.value, asked.shop), "risk": money(each.risk, asked.shop)}


@call(
    "GET",
    "/insights/count-priorities",
    needs=P.COUNT,
    query=PrioritiesQuery,
    answer=PrioritiesAnswer,
)
def count_priorities(asked: Call) -> dict[str, Any]:
    """Which lots to count first at which place, and why; never how many the books expect."""
    session, shop, query = asked.session, asked.shop, asked.query
    site = (
        site_by_code(session, query.site, shop.actor)
        if query.site
        else home_site(session, shop.actor)
    )
    today = clock.local_day(shop.now, site.time_zone)
    found = most_urgent(session, site.id, today, limit=query.limit)
    items = [_item(rank, each, asked) for rank, each in enumerate(found, 1)]
    return {"site": site.code, "items": items, "next": None}
