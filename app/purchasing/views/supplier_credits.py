"""Pages of a supplier's credit note for a claim: what is credited, and where that would go."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.errors import NotFound, ShopError
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory.services.late_cost import preview_late_costs
from app.purchasing import claims as queries
from app.purchasing.blueprint import bp
from app.purchasing.claim_forms import KIND_WORDS, CreditForm, credit_form
from app.purchasing.claim_rules import NEXT
from app.purchasing.forms import show_refusal
from app.purchasing.services.claim import CreditWish, credit_claim, late_lines

P = Permission


def _form() -> CreditForm:
    return credit_form(current_app.extensions["lotwise"].currency)


def _fill(form: CreditForm, left: dict[int, int]) -> None:
    """A page just opened proposes all that is still open."""
    if not form.lines.entries:
        for line, amount in left.items():
            form.lines.append_entry({"line": line, "amount": amount or None})


def _would_go(session: Session, claim_id: int, wishes: list[CreditWish]) -> dict[str, int]:
    """Where a credit would go if it were booked now, and what no goods could bear."""
    placed, rest = preview_late_costs(session, late_lines(session, claim_id, wishes))
    parts = dict.fromkeys(queries.PARTS, 0)
    for each in placed:
        parts[queries.part_of(each.borne.units.place)] -= each.borne.amount
    return parts | {"rest": -rest}


def _page(number: str, form: CreditForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        head = queries.claim_head(session, number, actor())
        if head.Claim.state not in NEXT["credit"][0]:
            raise NotFound("The claim is over; nothing is credited any more.")
        lines = queries.claim_lines(session, head.Claim.id)
        left = {x.ClaimLine.line: max(0, x.ClaimLine.amount - int(x.credited)) for x in lines}
        _fill(form, left)
        sound = [wish for wish in form.wishes() if wish.line in left]
        goes = _would_go(session, head.Claim.id, sound)
        shown: dict[str, Any] = {"head": head, "lines": lines, "left": left, "goes": goes}
        page = render_template("purchasing/credit.html", form=form, kinds=KIND_WORDS, **shown)
    return page, status


@bp.get("/claims/<number>/credit")
@needs(P.PURCHASE)
def new_credit(number: str) -> ResponseReturnValue:
    """The form of the supplier's credit note."""
    return _page(number, _form())


def _booked(number: str, form: CreditForm) -> str:
    by, at = actor(), clock.now()
    with reading() as session:
        zone = queries.claim_head(session, number, by).Site.time_zone
    how = {"reference": form.reference.data, "final": form.final.data}
    day, wishes = clock.local_day(at, zone), form.wishes()
    return transaction(
        lambda session: credit_claim(session, number, wishes, **how, on=day, at=at, by=by).number
    )


@bp.post("/claims/<number>/credit")
@needs(P.PURCHASE)
def add_credit(number: str) -> ResponseReturnValue:
    """Book what the supplier credits."""
    form = _form()
    if "look" in request.form or not form.validate():
        return _page(number, form, 200 if "look" in request.form else 400)
    try:
        flash(f"Credit {_booked(number, form)} is booked.", "ok")
    except ShopError as refused:
        show_refusal(form, refused)
        return _page(number, form, refused.status)
    return redirect(url_for("purchasing.claim", number=number))
