"""Calls for stock counts: count, list, one, approve, reject."""

from __future__ import annotations

from typing import Any

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.count_shapes import CountAnswer, CountBody, CountQuery, NoteBody
from app.api.v1.texts import moment, money, quantity, today_at
from app.errors import bad_field
from app.identity.permissions import Permission
from app.identity.queries import site_by_id
from app.inventory import counts
from app.inventory.models import Location
from app.inventory.places import location_by_code
from app.inventory.services import count as counting
from app.inventory.services.post_count import approve_count, reject_count
from app.web.paging import id_before, page_of


def _difference(row: Any, asked: Call) -> dict[str, Any]:
    answer = {
        "lot": row.lot,
        "sku": row.sku,
        "location": row.location,
        "expected": quantity(row.expected),
        "counted": quantity(row.counted),
        "difference": quantity(row.counted - row.expected),
    }
    if not asked.shop.actor.may(Permission.SEE_COST):
        return answer
    worth = row.value if row.posted is None else int(row.posted)
    return answer | {"value": money(worth, asked.shop)}


def _head(row: Any, site: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "status": row.status,
        "site": site,
        "scope": row.scope,
        "subject": row.subject,
        "reason": row.reason,
        "complete": row.complete,
        "started_at": moment(row.started_at),
        "counted_by": row.finished_by or row.started_by,
        "finished_at": moment(row.finished_at),
        "decided_by": row.decided_by,
        "decided_at": moment(row.decided_at),
    }


def _one(asked: Call, number: str) -> dict[str, Any]:
    it = counts.count(asked.session, number, asked.shop.actor)
    rows = [] if it.status == "counting" else counts.figures(asked.session, it)
    off = [_difference(row, asked) for row in rows if row.counted != row.expected]
    return {**_head(it, it.site), "lines": len(rows), "differences": off}


def _figures(asked: Call, place: Location) -> list[counting.Figure]:
    numbers = [line.lot for line in asked.body.lines]
    lots = counts.lots_by_number(asked.session, numbers, asked.shop.actor)
    found: dict[int, counting.Figure] = {}
    for number, line in enumerate(asked.body.lines):
        lot = lots.get(line.lot.upper())
        if lot is None:
            raise bad_field(f"lines.{number}.lot", f"there is no lot {line.lot[:40]}")
        if lot in found:
            raise bad_field(f"lines.{number}.lot", "is counted twice")
        where = f"lines.{number}.counted"
        found[lot] = counting.Figure(lot, place.id, line.counted, where)
    return list(found.values())


@call(
    "POST",
    "/stock/counts",
    needs=Permission.COUNT,
    body=CountBody,
    answer=CountAnswer,
    status=201,
    document=True,
)
def count_stock(asked: Call) -> dict[str, Any]:
    """Count lots at a location; small differences are posted, large ones wait for a second person.

    What is sold after the call is no difference: each figure is held against this moment.
    """
    session, shop, body = asked.session, asked.shop, asked.body
    place = location_by_code(session, body.location, shop.actor)
    figures = _figures(asked, place)
    begun = counting.Begun("location", place.code, place.site_id, place)
    number = counting.start_count(session, begun, [], at=shop.now, by=shop.actor)
    held = counting.hold_count(session, number, shop.actor)
    counting.enter_figures(session, held, figures, at=shop.now, by=shop.actor)
    counting.finish_count(
        session,
        held,
        reason=body.reason,
        complete=body.complete,
        on=today_at(asked, site_by_id(session, place.site_id)),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call("GET", "/stock/counts", needs=Permission.SEE_STOCK, query=CountQuery)
def list_counts(asked: Call) -> dict[str, Any]:
    """Counts, newest first."""
    query = asked.query
    before = id_before(query.cursor)
    rows = counts.counts(
        asked.session,
        asked.shop.actor,
        limit=query.limit + 1,
        before=before,
        status=query.status or "",
    )
    page = page_of(rows, query.limit, lambda row: (row.StockCount.id,), first=before is None)
    return {"items": [_head(row.StockCount, row.site) for row in page.items], "next": page.next}


@call("GET", "/stock/counts/<number>", needs=Permission.SEE_STOCK, answer=CountAnswer)
def get_count(asked: Call) -> dict[str, Any]:
    """One count; its differences once it is finished."""
    return _one(asked, asked.path["number"])


@call(
    "POST",
    "/stock/counts/<number>/approve",
    needs=Permission.APPROVE_COUNT,
    body=NoteBody,
    answer=CountAnswer,
)
def approve_stock_count(asked: Call) -> dict[str, Any]:
    """A second person approves a count: its differences are posted."""
    session, shop = asked.session, asked.shop
    held = counting.hold_count(session, asked.path["number"], shop.actor)
    site = site_by_id(session, held.site_id)
    on = clock.local_day(shop.now, site.time_zone)
    approve_count(session, held, note=asked.body.note, on=on, at=shop.now, by=shop.actor)
    return _one(asked, held.number)


@call(
    "POST",
    "/stock/counts/<number>/reject",
    needs=Permission.APPROVE_COUNT,
    body=NoteBody,
    answer=CountAnswer,
)
def reject_stock_count(asked: Call) -> dict[str, Any]:
    """A second person rejects a count: nothing is posted."""
    session, shop = asked.session, asked.shop
    held = counting.hold_count(session, asked.path["number"], shop.actor)
    reject_count(session, held, note=asked.body.note, at=shop.now, by=shop.actor)
    return _one(asked, held.number)
