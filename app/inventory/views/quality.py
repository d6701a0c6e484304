"""Pages of quality: what waits for a second person, and a lot's date changed on its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.catalog.search_words import clean_line
from app.db import reading, transaction
from app.errors import ShopError
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import quality as queries
from app.inventory.blueprint import bp
from app.inventory.forms import ExpiryForm, ReasonForm
from app.inventory.services import second_person
from app.inventory.views.lots import carry_out, followed, lot_page

P = Permission
SAID_HERE = frozenset({400, 403, 409})
LATER = "A later date needs a second person: somebody else decides under Quality."


@bp.get("/quality")
@needs(P.HOLD_LOT)
def quality() -> ResponseReturnValue:
    """What waits for a second person, oldest first."""
    with reading() as session:
        rows = queries.waiting(session, actor())
        return render_template("inventory/quality.html", rows=rows)


def _decide(request_id: int, decide: Callable[..., Any], news: str) -> ResponseReturnValue:
    by, at = actor(), clock.now()
    note = clean_line(request.form.get("note", "")[:500])
    try:
        transaction(lambda session: decide(session, request_id, note=note, at=at, by=by))
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        flash(refused.message, "error")
    else:
        flash(news, "ok")
    return redirect(url_for("inventory.quality"))


@bp.post("/quality/<int:request_id>/approve")
@needs(P.RELEASE_LOT)
def approve_quality_request(request_id: int) -> ResponseReturnValue:
    """Say yes."""
    return _decide(request_id, second_person.approve_request, "Approved and done.")


@bp.post("/quality/<int:request_id>/refuse")
@needs(P.RELEASE_LOT)
def refuse_quality_request(request_id: int) -> ResponseReturnValue:
    """Say no."""
    return _decide(request_id, second_person.refuse_request, "Refused; nothing changed.")


@bp.post("/lots/<number>/ask-release")
@needs(P.HOLD_LOT)
def ask_release(number: str) -> ResponseReturnValue:
    """Ask a second person to release a held lot."""
    form, at = ReasonForm(prefix="ask-"), clock.now()
    if not form.validate():
        return lot_page(number, 400, ask=form, opened="ask")
    reason = form.reason.data
    return carry_out(
        number,
        form,
        "ask",
        lambda session, by: second_person.ask_release(session, number, reason=reason, at=at, by=by),
        "Asked. Somebody else decides under Quality.",
    )


def _redated(number: str, done: second_person.Redated) -> str:
    if done.request_id is not None:
        return LATER
    return followed(f"The date is changed of lot {number}", done.along)


@bp.post("/lots/<number>/expiry")
@needs(P.HOLD_LOT)
def change_expiry(number: str) -> ResponseReturnValue:
    """Give a lot another date: an earlier one at once, a later one once somebody says yes."""
    form, at = ExpiryForm(prefix="date-"), clock.now()
    if not form.validate():
        return lot_page(number, 400, date=form, opened="date")
    wanted, reason = form.expires_on.data, form.reason.data
    return carry_out(
        number,
        form,
        "date",
        lambda session, by: second_person.set_expiry(
            session, number, wanted, reason=reason, at=at, by=by
        ),
        partial(_redated, number),
    )
