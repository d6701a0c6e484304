"""Calls for shifts and cash: open, X, close with Z, money in and out, the drawer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import current_app

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.shifts_shapes import (
    CashAnswer,
    CashBody,
    CloseShiftBody,
    DrawerAnswer,
    DrawerBody,
    OpenShiftBody,
    ReportAnswer,
    ReportQuery,
    ShiftAnswer,
)
from app.api.v1.texts import moment, money
from app.errors import BadInput, NotFound, bad_field
from app.identity.permissions import Permission
from app.paper.queries import printers_for
from app.paper.services.documents import bytes_for
from app.paper.services.spool import NewJob, enqueue
from app.sales.services.close_shift import CloseRule, close_till_shift
from app.sales.services.move_cash import CashWish, move_cash, record_drawer
from app.sales.services.open_shift import open_till_shift
from app.sales.shift_report import Count, live_report
from app.sales.shifts import frozen_report, last_closed, open_shift, shift_by_number
from app.sales.tills import TillPlace, till_by_code
from app.values.document import DocumentRef
from printing.documents import DrawerPulse

P = Permission


def _till(asked: Call) -> TillPlace:
    """The till that the address names; NotFound where the caller does not work there."""
    code = asked.path["code"]
    try:
        return till_by_code(asked.session, code, asked.shop.actor)
    except BadInput:
        raise NotFound(f"There is no till {code[:60]}.") from None


def _today(asked: Call, till: TillPlace) -> Any:
    return clock.local_day(asked.shop.now, till.time_zone)


@call(
    "POST",
    "/tills/<code>/shifts",
    needs=P.RUN_SHIFT,
    body=OpenShiftBody,
    answer=ShiftAnswer,
    status=201,
)
def open_a_shift(asked: Call) -> Any:
    """Open a till's shift with the float counted into its drawer; one at a time."""
    till = _till(asked)
    shift = open_till_shift(
        asked.session, till, asked.body.opening_cash, on=_today(asked, till), shop=asked.shop
    )
    return {
        "till": till.code,
        "number": shift.number,
        "opened_at": moment(shift.opened_at),
        "opened_by": shift.opened_by,
        "opening_cash": money(shift.opening_cash, asked.shop),
    }


@call(
    "POST",
    "/tills/<code>/shifts/close",
    needs=P.RUN_SHIFT,
    body=CloseShiftBody,
    answer=ReportAnswer,
)
def close_a_shift(asked: Call) -> Any:
    """Close a till's shift with what was counted: its Z report. A second close gets the first's."""
    till, body = _till(asked), asked.body
    count = Count(
        body.counted_cash,
        tuple((pile.value, pile.pieces) for pile in body.piles if pile.pieces),
        body.note,
    )
    if count.piles and sum(value * pieces for value, pieces in count.piles) != count.cash:
        raise bad_field("piles", "do not add up to the counted cash")
    limit = current_app.extensions["lotwise"].cash_difference_limit
    return close_till_shift(
        asked.session,
        till,
        count,
        CloseRule(limit, body.approval),
        on=_today(asked, till),
        shop=asked.shop,
    )


@call("GET", "/tills/<code>/reports/x", needs=P.SEE_SALES, answer=ReportAnswer)
def report_x(asked: Call) -> Any:
    """Where the open shift stands; takings only for those who may see them."""
    till = _till(asked)
    shift = open_shift(asked.session, till.id)
    if shift is None:
        raise NotFound(f"No shift is open at till {till.code}.")
    return live_report(asked.session, shift, till, shop=asked.shop)


@call("GET", "/tills/<code>/reports/z", needs=P.SEE_SALES, query=ReportQuery, answer=ReportAnswer)
def report_z(asked: Call) -> Any:
    """The Z of a closed shift as it was frozen; the last one unless a number is named."""
    till, number = _till(asked), asked.query.number
    if number is None:
        shift = last_closed(asked.session, till.id)
    else:
        shift = shift_by_number(asked.session, till.code, number, asked.shop.actor).Shift
    if shift is None or shift.closed_at is None:
        raise NotFound(f"Till {till.code} has no such Z report.")
    return frozen_report(shift)


@call(
    "POST",
    "/tills/<code>/cash",
    needs=P.MOVE_CASH,
    body=CashBody,
    answer=CashAnswer,
    status=201,
    document=True,
)
def move_some_cash(asked: Call) -> Any:
    """Put money into a drawer or take it out, for a preset reason; posted at once."""
    till, body = _till(asked), asked.body
    wish = CashWish(body.direction, body.reason, body.amount, body.note)
    moved = move_cash(asked.session, till, wish, on=_today(asked, till), shop=asked.shop)
    shift = open_shift(asked.session, till.id)
    return {
        "number": moved.number,
        "till": till.code,
        "shift": shift.number if shift else 0,
        "direction": moved.direction,
        "reason": moved.reason,
        "amount": money(moved.amount, asked.shop),
        "note": moved.note,
        "at": moment(moved.moved_at),
    }


@call(
    "POST",
    "/tills/<code>/drawer",
    needs=P.OPEN_DRAWER,
    body=DrawerBody,
    answer=DrawerAnswer,
    document=True,
)
def open_a_drawer(asked: Call) -> Any:
    """Open a drawer without a sale: written down with its reason, shown on the Z."""
    till = _till(asked)
    recorded = record_drawer(asked.session, till, asked.body.reason, shop=asked.shop)
    return {"till": till.code, "recorded": recorded, "pulse": _kick(asked, till, recorded)}


def _kick(asked: Call, till: TillPlace, recorded: str) -> bool:
    """Put one pulse into the spool of the till's printer; whether one serves the till."""
    places = printers_for(asked.session, "receipt", site_id=till.site_id, station=till.code)
    if not places:
        return False
    job = NewJob(
        "drawer",
        DocumentRef("shift", recorded),
        bytes_for(places[0], DrawerPulse()),
        key=f"no-sale:{uuid4().hex}",
    )
    enqueue(asked.session, places[0].id, job, by=asked.shop.actor, at=asked.shop.now)
    return True
