"""The page of a count's swaps: which sales were of another lot, and saying yes to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.search_words import clean_line
from app.db import reading, transaction
from app.errors import BadInput, Forbidden, ShopError
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.identity.queries import site_by_id
from app.inventory import counts
from app.inventory.services.count import hold_count
from app.pos.blueprint import bp
from app.sales import swaps
from app.sales.services.settle_swap import settle_swap

P = Permission


@bp.get("/counts/<number>/swaps")
@needs(P.APPROVE_COUNT)
def count_swaps(number: str) -> ResponseReturnValue:
    """Lots of a count that were sold for each other, and what was settled."""
    with reading() as session:
        it = counts.count(session, number, actor())
        keys, names = counts.counters(session, it)
        settled = swaps.settlements(session, it.id)
        shown = {
            "it": it,
            "own": actor().key in keys or actor().name.casefold() in names,
            "proposals": swaps.proposals(session, it),
            "settled": settled,
            "sales": swaps.settled_sales(session, [row.LotSwap.id for row in settled]),
            "sees_cost": actor().may(P.SEE_COST),
        }
        return render_template("pos/swaps.html", **shown)


def _settle(session: Session, number: str) -> str:
    at, by = clock.now(), actor()
    count = hold_count(session, number, by)
    return settle_swap(
        session,
        count,
        over=request.form.get("over", "")[:64],
        short=request.form.get("short", "")[:64],
        note=clean_line(request.form.get("note", "")[:500]),
        on=clock.local_day(at, site_by_id(session, count.site_id).time_zone),
        at=at,
        by=by,
    )


@bp.post("/counts/<number>/swaps")
@needs(P.APPROVE_COUNT)
def settle_swaps(number: str) -> ResponseReturnValue:
    """Somebody who did not count says yes: sales are re-attributed, the cost is trued up."""
    try:
        made = transaction(lambda session: _settle(session, number))
        flash(f"{made} is settled: the sales and their cost are corrected.", "ok")
    except ShopError as refused:
        if refused.status not in {400, 409} and not isinstance(refused, Forbidden):
            raise
        fields = refused.errors if isinstance(refused, BadInput) else []
        flash(fields[0]["message"] if fields else refused.message, "error")
    return redirect(url_for("pos.count_swaps", number=number))
