"""The call for key figures. What cannot be told yet is not in the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Day, Decimals
from app.api.v1.texts import day, money, plain, today_at
from app.errors import bad_field
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.reporting.effort import Span, saved_in
from app.reporting.kpis import Share, lot_accuracy, near_expiry, posted_to

USUAL_DAYS = 30
MOST_DAYS = 3660


class KpiQuery(Body):
    """From which day to which, both included (the last 30 where none is said), and which site."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    site: Code | None = None


class KpiAnswer(Answer):
    """Key figures; amounts of cost only where the role sees cost. `share` is from 0 to 1."""

    from_: str = Field(alias="from")
    to: str
    on: str
    seconds_saved: dict[str, Any]
    lot_accuracy: dict[str, Any]
    near_expiry: dict[str, Any] | None = None
    write_offs: Decimals | None = None
    shrinkage: Decimals | None = None


def _share(share: Share) -> str | None:
    return plain(share.ratio)


def _span(asked: Call, site: Any) -> Span:
    last = asked.query.to or today_at(asked, site)
    first = asked.query.from_ or last - timedelta(USUAL_DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise bad_field("from", f"must be at most {MOST_DAYS} days before the last day")
    return Span(first, last, site.id if site else asked.shop.actor.site_id)


@call("GET", "/kpis", needs=Permission.SEE_DASHBOARD, query=KpiQuery, answer=KpiAnswer)
def get_kpis(asked: Call) -> dict[str, Any]:
    """Key figures of a span of days: seconds saved, lot accuracy, write-offs, shrinkage, expiry."""
    session, shop, query = asked.session, asked.shop, asked.query
    site = site_by_code(session, query.site, shop.actor) if query.site else None
    span, today = _span(asked, site), today_at(asked, site)
    saved, known = saved_in(session, span), lot_accuracy(session, span)
    answer: dict[str, Any] = {
        "from": day(span.first),
        "to": day(span.last),
        "on": day(today),
        "seconds_saved": {
            "seconds": saved.seconds,
            "lines": saved.lines,
            "ms_per_line": saved.ms_each,
            "measured": saved.measured,
        },
        "lot_accuracy": {"share": _share(known), "lines": known.whole, "known": known.part},
    }
    if shop.actor.may(Permission.SEE_COST):
        near = near_expiry(session, today, span.site_id)
        answer["near_expiry"] = {
            "share": _share(near),
            "value": money(near.part, shop),
            "days": 30,
        }
        answer["write_offs"] = money(posted_to(session, "waste", span), shop)
        answer["shrinkage"] = money(posted_to(session, "shrinkage", span), shop)
    return answer
