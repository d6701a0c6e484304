"""Pages of putaway: what waits and where it goes, confirmed by a scan of the bin; the rules."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app import clock
from app.catalog.queries import product_by_sku
from app.db import reading, transaction
from app.errors import ShopError, bad_field
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.permissions import Permission
from app.inventory import putaways, queries, shelves, zones
from app.inventory.blueprint import bp
from app.inventory.forms import PutawayRuleForm
from app.inventory.places import location_by_code
from app.inventory.services.putaway_rules import NewRule, add_rule, remove_rule
from app.inventory.services.relocate import Relocation, relocate
from app.inventory.views.bins import asked_site, saved
from app.values.quantity import MAX_QUANTITY, plain_decimal, to_micro

P = Permission
SAID_HERE = frozenset({400, 404, 409})


def _where() -> dict[str, str]:
    """The site and the delivery a page is about, for its address."""
    asked = {name: request.values.get(name, "")[:64] for name in ("site", "receipt")}
    return {name: text for name, text in asked.items() if text}


@bp.get("/putaway")
@needs(P.MOVE_STOCK)
def putaway() -> ResponseReturnValue:
    """What waits for a place, and where it goes."""
    with reading() as session:
        site = asked_site(session, actor())
        receipt = _where().get("receipt", "")
        rows = putaways.waiting(session, site, receipt=receipt)
        shown = {"rows": rows, "site": site, "receipt": receipt, "where": _where()}
        shown |= {"mine": identity.sites_of(session, actor())}
        shown |= {"today": clock.local_day(clock.now(), site.time_zone)}
        return render_template("inventory/putaway.html", **shown)


def _quantity() -> int:
    try:
        micro = to_micro(plain_decimal(request.form.get("quantity", "")[:30]))
    except ValueError as error:
        raise bad_field("quantity", str(error)) from None
    if not 0 < micro <= MAX_QUANTITY:
        raise bad_field("quantity", "must be above 0")
    return micro


def _put(session: Session, by: Actor) -> str:
    at, lot = clock.now(), request.form.get("lot", "")[:64]
    source = location_by_code(session, request.form.get("source", "")[:64], by)
    target = location_by_code(session, request.form.get("target", "")[:64], by)
    queries.lot(session, lot, by)
    site = identity.site_by_id(session, source.site_id)
    line = Relocation(lot, _quantity(), source, target)
    relocate(session, [line], on=clock.local_day(at, site.time_zone), at=at, by=by)
    return f"Lot {lot.upper()} lies at {target.code}."


@bp.post("/putaway")
@needs(P.MOVE_STOCK)
def put_away() -> ResponseReturnValue:
    """Put a lot where the bin was scanned, or where it was suggested."""
    by = actor()
    try:
        flash(transaction(lambda session: _put(session, by)), "ok")
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        flash(refused.message, "error")
    return redirect(url_for("inventory.putaway", **_where()))


def _rule_form(session: Session, site: Site) -> PutawayRuleForm:
    form = PutawayRuleForm(prefix="rule-")
    places = [
        place
        for place in shelves.places_to_move(session, actor())
        if place.site_id == site.id and place.kind in {"stock", "quarantine"}
    ]
    named = [
        (f"zone {row.Zone.code}", f"{row.Zone.code} · {row.Zone.name}")
        for row in zones.zones_of(session, [site.id])
    ]
    named += [(f"place {place.code}", place.code) for place in places]
    form.target.choices = [SelectChoice(value, label) for value, label in named]
    return form


def _new_rule(session: Session, site: Site, form: PutawayRuleForm, by: Actor) -> None:
    kind, _blank, code = form.target.data.partition(" ")
    product = product_by_sku(session, form.sku.data) if form.sku.data else None
    rule = NewRule(
        form.rank.data,
        product.id if product else None,
        form.category.data or None,
        form.status.data or None,
        zones.zone_by_code(session, site.id, code) if kind == "zone" else None,
        location_by_code(session, code, by) if kind == "place" else None,
    )
    add_rule(session, rule, site_id=site.id, at=clock.now(), by=by)


def _rules_page(form: PutawayRuleForm | None = None) -> ResponseReturnValue:
    with reading() as session:
        site = asked_site(session, actor())
        shown: dict[str, Any] = {"rows": putaways.rules_of(session, site.id), "site": site}
        shown |= {"form": form or _rule_form(session, site)}
        shown |= {"mine": identity.sites_of(session, actor())}
        code = 400 if form is not None else 200
        return render_template("inventory/putaway_rules.html", **shown), code


@bp.get("/putaway/rules")
@needs(P.EDIT_CATALOG)
def putaway_rules() -> ResponseReturnValue:
    """The rules of a site, in the order they are asked."""
    return _rules_page()


@bp.post("/putaway/rules")
@needs(P.EDIT_CATALOG)
def new_putaway_rule() -> ResponseReturnValue:
    """Add a rule."""
    with reading() as session:
        site = asked_site(session, actor())
        form = _rule_form(session, site)
    if saved(form, lambda session, by: _new_rule(session, site, form, by), "The rule is there."):
        return redirect(url_for("inventory.putaway_rules", site=site.code))
    return _rules_page(form)


@bp.post("/putaway/rules/<int:rule_id>/remove")
@needs(P.EDIT_CATALOG)
def remove_putaway_rule(rule_id: int) -> ResponseReturnValue:
    """Take a rule away."""
    by, at = actor(), clock.now()
    transaction(lambda session: remove_rule(session, rule_id, at=at, by=by))
    flash("The rule is gone.", "ok")
    return redirect(url_for("inventory.putaway_rules", **_where()))
