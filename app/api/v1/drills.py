"""Calls for recall drills: begin, look, list, end with what was found."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Code, Counted, Decimals, LotCode, Note, Reason
from app.api.v1.lot_shapes import Cursor
from app.api.v1.texts import moment, quantity
from app.errors import bad_field
from app.identity.permissions import Permission
from app.sales import drills as read
from app.sales.services.drill import begin_drill, finish_drill
from app.values.quantity import decimal_text
from app.web.paging import DEFAULT_LIMIT, id_before, page_of

P = Permission


class DrillBody(Body):
    """What the drill is for; without a lot any that was sold is taken, by chance."""

    reason: Reason
    lot: LotCode | None = None


class FoundPlace(Body):
    """How much of the lot was found at a location."""

    location: Code
    quantity: Counted


class FinishBody(Body):
    """What was found where; a place that is not named held nothing of it."""

    found: Annotated[list[FoundPlace], Field(max_length=500)]
    note: Annotated[Note, Field(max_length=500)] = ""


class DrillQuery(Body):
    """How many drills, from where on."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class DrillAnswer(Answer):
    """A drill; its figures are null while it runs."""

    number: str
    lot: str
    sku: str
    reason: str
    started_at: str
    started_by: str
    finished_at: str | None
    finished_by: str | None
    passed: bool | None
    score: int | None
    minutes: int | None
    explained: Decimals | None
    buyers: int | None
    reachable: int | None
    certain: int | None
    possible: int | None
    received: Decimals | None
    with_customers: Decimals | None
    destroyed: Decimals | None
    to_supplier: Decimals | None
    found: Decimals | None
    gap: Decimals | None
    places: list[dict[str, Any]]
    note: str


COUNTS = ("score", "minutes", "buyers", "reachable", "certain", "possible")
AMOUNTS = ("received", "with_customers", "destroyed", "to_supplier", "found")


def _figures(it: Any) -> dict[str, Any]:
    if it.finished_at is None:
        return dict.fromkeys((*COUNTS, *AMOUNTS, "passed", "explained", "gap"))
    figures = read.figures_of(it)
    return {
        **{name: getattr(it, name) for name in COUNTS},
        **{name: quantity(getattr(it, name)) for name in AMOUNTS},
        "passed": figures.passed,
        "explained": decimal_text(figures.explained),
        "gap": quantity(figures.gap),
    }


def _head(it: Any, lot: str) -> dict[str, Any]:
    return {
        "number": it.number,
        "lot": lot,
        "reason": it.reason,
        "started_at": moment(it.started_at),
        "started_by": it.started_by,
        "finished_at": moment(it.finished_at),
        "finished_by": it.finished_by,
        "note": it.note,
        **_figures(it),
    }


def _one(asked: Call, number: str) -> dict[str, Any]:
    read.must_see_all(asked.shop.actor)
    row = read.drill(asked.session, number)
    places = [
        {
            "site": each.site,
            "location": each.location,
            "found": quantity(each.found),
            "booked": quantity(each.booked),
        }
        for each in read.finds(asked.session, row.RecallDrill.id)
    ]
    return _head(row.RecallDrill, row.Lot.number) | {"sku": row.sku, "places": places}


@call(
    "POST",
    "/recall-drills",
    needs=P.RECALL,
    body=DrillBody,
    answer=DrillAnswer,
    status=201,
    document=True,
)
def begin_recall_drill(asked: Call) -> dict[str, Any]:
    """Begin a recall drill: a lot to find every unit and every buyer of. Nothing is blocked."""
    session, shop, body = asked.session, asked.shop, asked.body
    lot = body.lot or read.any_sold_lot(session, secrets.randbelow)
    return _one(asked, begin_drill(session, lot, reason=body.reason, at=shop.now, by=shop.actor))


@call("GET", "/recall-drills", needs=P.TRACE, query=DrillQuery)
def list_recall_drills(asked: Call) -> dict[str, Any]:
    """Recall drills, newest first."""
    query, before = asked.query, id_before(asked.query.cursor)
    read.must_see_all(asked.shop.actor)
    rows = read.drills(asked.session, before=before, limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.RecallDrill.id,), first=before is None)
    items = [_head(row.RecallDrill, row.lot) for row in page.items]
    return {"items": items, "next": page.next}


@call("GET", "/recall-drills/<number>", needs=P.TRACE, answer=DrillAnswer)
def get_recall_drill(asked: Call) -> dict[str, Any]:
    """One recall drill."""
    return _one(asked, asked.path["number"])


@call("POST", "/recall-drills/<number>/finish", needs=P.RECALL, body=FinishBody, answer=DrillAnswer)
def finish_recall_drill(asked: Call) -> dict[str, Any]:
    """End a recall drill with what was found; its score and figures stay for ever."""
    shop, body, number = asked.shop, asked.body, asked.path["number"]
    found: dict[str, int] = {}
    for at, each in enumerate(body.found):
        if each.location in found:
            raise bad_field(f"found.{at}.location", "is named twice")
        found[each.location] = each.quantity
    finish_drill(asked.session, number, found, note=body.note, at=shop.now, by=shop.actor)
    return _one(asked, number)
