"""Pages of lots: the list, one lot with its journey, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import files_of
from app.catalog.search_words import LONGEST_QUERY, clean_line
from app.db import reading, transaction
from app.errors import ShopError
from app.gs1.codes import is_lot_number, normalise_lot_code
from app.gs1.parse import read
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import lineage, quality, queries, shelves
from app.inventory.blueprint import bp
from app.inventory.forms import (
    ExpiryForm,
    HoldForm,
    LotPriceForm,
    MoveForm,
    ReasonForm,
    WriteOffForm,
    show_refusal,
)
from app.inventory.journey import journey
from app.inventory.made import made_and_there
from app.inventory.models import LOT_STATUSES
from app.inventory.opened import containers_of, loss_percent
from app.inventory.places import location_by_code
from app.inventory.services import relocate, second_person, status
from app.values.document import DocumentRef
from app.web.fields import read_day

P = Permission
ROWS = 50
STEPS = 200
SHEETS = {"own_price": "price"}
"""A form's name -> its sheet's, where they differ."""
News = str | Callable[[Any], str]
"""What is said when it is done; of what the work returned, where that matters."""
SAID_HERE = frozenset({400, 404, 409})
SOON = (("", "Any date"), ("0", "Expired"), ("7", "7 days"), ("30", "30 days"), ("60", "60 days"))


def own_number(data: str, today: date) -> str | None:
    """Our lot number in what was scanned or typed; None where it is something else."""
    said = read(data, today=today)
    texts = (data, said.lot or "", *(value for _ai, value in said.internal))
    return next((normalise_lot_code(text) for text in texts if is_lot_number(text)), None)


def _before(today: date, asked: dict[str, str]) -> date | None:
    if asked["soon"].isdecimal() and len(asked["soon"]) < 5:
        return today + timedelta(days=int(asked["soon"]) + (1 if asked["soon"] != "0" else 0))
    try:
        return read_day(asked["before"]) if asked["before"] else None
    except ValueError:
        return None


def _wanted(session: Session, asked: dict[str, str], today: date) -> queries.LotFilter:
    who = actor()
    site = identity.site_by_code(session, asked["site"], who) if asked["site"] else None
    return queries.LotFilter(
        status=asked["status"] if asked["status"] in LOT_STATUSES else None,
        site_id=site.id if site else who.site_id,
        expires_before=_before(today, asked),
        in_stock=None if asked["all"] else True,
        text=asked["q"] or None,
        supplier_lot=asked["supplier_lot"] or None,
    )


def _day_at_home(session: Session) -> date:
    return clock.local_day(clock.now(), identity.home_site(session, actor()).time_zone)


def _asked() -> dict[str, str]:
    names = ("q", "supplier_lot", "status", "site", "soon", "before", "all")
    return {name: clean_line(request.args.get(name, "")[:LONGEST_QUERY]) for name in names}


@bp.get("/lots")
@needs(P.SEE_STOCK)
def lots() -> ResponseReturnValue:
    """Lots, newest first; a scanned label leads straight to its lot."""
    asked, cursor = _asked(), request.args.get("cursor")
    with reading() as session:
        today = _day_at_home(session)
        number = own_number(request.args.get("q", "")[:200], today)
        if number:
            return redirect(url_for("inventory.lot", number=number))
        page = queries.lots(session, _wanted(session, asked, today), limit=ROWS, cursor=cursor)
        held = queries.balances(session, [r.Lot.id for r in page.items], site_id=actor().site_id)
        sites = identity.sites_of(session, actor())
        shown = {"page": page, "held": held, "sites": sites, "today": today, "asked": asked}
        return render_template("inventory/lots.html", statuses=LOT_STATUSES, soon=SOON, **shown)


def _facts_of(session: Session, number: str, after: int) -> dict[str, Any]:
    row = queries.lot(session, number, actor())
    rows = queries.movements(session, row.Lot.id, limit=STEPS + 1, after=after)
    return {
        "row": row,
        "lot": row.Lot,
        "held": queries.balances(session, [row.Lot.id], site_id=actor().site_id)[row.Lot.id],
        "steps": journey(rows[:STEPS]),
        "more": rows[STEPS - 1].Movement.id if len(rows) > STEPS else None,
        "parents": lineage.parents_of(session, row.Lot.id),
        "children": lineage.children_of(session, row.Lot.id),
        "made": made_and_there(session, row.Lot.id, actor()),
        "changes": shelves.status_changes(session, row.Lot.id),
        "containers": containers_of(session, row.Lot.id),
        "requests": quality.requests_of(session, row.Lot.id),
        "dates": quality.expiry_changes(session, row.Lot.id),
        "loss_percent": loss_percent,
        "places": [place.code for place in shelves.places_to_move(session, actor())],
        "today": _day_at_home(session),
    }


def _first_spot(facts: dict[str, Any]) -> dict[str, Any]:
    """What a move begins with: this lot, from where it lies."""
    held = facts["held"]
    return {"lot": facts["lot"].number, "source": held[0].location if held else ""}


def _forms(facts: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The page's forms, those that were refused as they were sent."""
    blank = {
        "move": MoveForm(formdata=None, prefix="move-", **_first_spot(facts)),
        "waste": WriteOffForm(formdata=None, prefix="waste-"),
        "hold": HoldForm(formdata=None, prefix="hold-"),
        "ask": ReasonForm(formdata=None, prefix="ask-"),
        "date": ExpiryForm(formdata=None, prefix="date-", expires_on=facts["lot"].expires_on),
        "own_price": LotPriceForm(formdata=None, prefix="price-", price=facts["lot"].price),
        "opened": None,
    }
    forms = {**blank, **given}
    forms["move"].offer(facts["places"])
    forms["waste"].offer(item.location for item in facts["held"])
    return forms


def _files(session: Session, lot: Any) -> Any:
    """The files of a lot, and of the delivery it came with."""
    came_by = DocumentRef(lot.origin_kind, lot.origin_number)
    return files_of(session, DocumentRef("lot", lot.number), came_by)


def lot_page(number: str, code: int = 200, **given: Any) -> ResponseReturnValue:
    """The page of a lot; a form that was refused is shown again, opened."""
    after, sees_cost = request.args.get("after", "0"), actor().may(P.SEE_COST)
    with reading() as session:
        past = int(after) if after.isdecimal() and len(after) < 18 else 0
        facts = _facts_of(session, number, past)
        shown = {**facts, **_forms(facts, given), "sees_cost": sees_cost}
        shown["files"] = _files(session, facts["lot"])
        return render_template("inventory/lot.html", **shown), code


@bp.get("/lots/<number>")
@needs(P.SEE_STOCK)
def lot(number: str) -> ResponseReturnValue:
    """One lot: state, dates, where it lies, its journey."""
    return lot_page(number)


def carry_out(
    number: str, form: Any, name: str, work: Callable[[Session, Actor], Any], news: News
) -> ResponseReturnValue:
    """Validate, one transaction, back to the lot; or its page again with what is wrong."""
    who = actor()
    try:
        _, done = transaction(
            lambda session: (queries.lot(session, number, who), work(session, who))
        )
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        show_refusal(form, refused)
        return lot_page(number, refused.status, **{name: form, "opened": SHEETS.get(name, name)})
    flash(news(done) if callable(news) else news, "ok")
    return redirect(url_for("inventory.lot", number=number))


def followed(news: str, numbers: Sequence[str]) -> str:
    """What was done to a lot, and how many lots that were made from it followed."""
    many = "lot" if len(numbers) == 1 else "lots"
    return f"{news}, and {len(numbers)} {many} made from it." if numbers else f"{news}."


@bp.post("/lots/<number>/hold")
@needs(P.HOLD_LOT)
def hold_lot(number: str) -> ResponseReturnValue:
    """Hold a lot in every channel at once."""
    form, at = HoldForm(prefix="hold-"), clock.now()
    if not form.validate():
        return lot_page(number, 400, hold=form, opened="hold")
    reason, alone = form.reason.data, form.alone.data
    return carry_out(
        number,
        form,
        "hold",
        lambda session, by: status.quarantine(
            session, number, reason=reason, at=at, by=by, alone=alone
        ),
        lambda held: followed(f"Lot {number} is on hold", held),
    )


@bp.post("/lots/<number>/release")
@needs(P.RELEASE_LOT)
def release_lot(number: str) -> ResponseReturnValue:
    """Release a held lot for sale."""
    form, at = HoldForm(prefix="hold-"), clock.now()
    if not form.validate():
        return lot_page(number, 400, hold=form, opened="hold")
    reason, risks = form.reason.data, current_app.extensions["lotwise"].settings.second_release
    return carry_out(
        number,
        form,
        "hold",
        lambda session, by: second_person.release_lot(
            session, number, reason=reason, risks=risks, at=at, by=by
        ),
        f"Lot {number} is released.",
    )


def _write_off(session: Session, number: str, form: WriteOffForm, by: Actor) -> str:
    at, code = clock.now(), form.location.data
    place = location_by_code(session, code, by) if code else None
    site = identity.site_by_id(session, place.site_id) if place else identity.home_site(session, by)
    return relocate.write_off(
        session,
        number,
        reason=form.reason.data,
        quantity=form.quantity.data,
        location=place,
        on=clock.local_day(at, site.time_zone),
        at=at,
        by=by,
    )


@bp.post("/lots/<number>/write-off")
@needs(P.WRITE_OFF)
def write_off_lot(number: str) -> ResponseReturnValue:
    """Take goods out as waste."""
    form = WriteOffForm(prefix="waste-")
    with reading() as session:
        row = queries.lot(session, number, actor())
        form.offer(item.location for item in queries.balances(session, [row.Lot.id])[row.Lot.id])
    if not form.validate():
        return lot_page(number, 400, waste=form, opened="waste")
    return carry_out(
        number,
        form,
        "waste",
        lambda session, by: _write_off(session, number, form, by),
        f"Lot {number}: written off.",
    )
