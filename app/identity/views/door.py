"""The door: signing in, signing out, and the way to each role's own first page."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.db import reading
from app.errors import TooManyTries
from app.identity import queries, sign_in
from app.identity.access import actor, may_open, needs
from app.identity.actors import Actor
from app.identity.blueprint import bp
from app.identity.forms import SignInForm
from app.identity.local_addresses import local_address
from app.identity.permissions import Permission

HOMES = MappingProxyType({"cashier": "pos.till", "receiver": "purchasing.receive"})
"""Where a role's day begins; everybody else begins at the figures."""
USUAL_HOME = "reporting.dashboard"
WRONG = "The name or the password is wrong."


@bp.get("/")
@needs(Permission.SIGNED_IN)
def home() -> ResponseReturnValue:
    """The first page of the person's role; a page of ways on where that is not built."""
    endpoint = HOMES.get(actor().role, USUAL_HOME)
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return render_template("identity/welcome.html")
    address = url_for(endpoint)
    here = address == request.path
    return current_app.ensure_sync(view)() if here else redirect(address)


def _way_on(who: Actor) -> ResponseReturnValue:
    wanted = local_address(request.args.get("next"))
    if wanted is None or not may_open(current_app, wanted, who):
        wanted = url_for("identity.home")
    return redirect(wanted)


def _door(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        logins = queries.demo_logins(session)
        shop = queries.shop(session)
        name = shop.name if shop else ""
    page = render_template("identity/sign_in.html", form=form, logins=logins, site_name=name)
    return page, status


@bp.get("/sign-in")
@needs(Permission.PUBLIC)
def sign_in_page() -> ResponseReturnValue:
    """The page with name and password."""
    who = sign_in.person_here()
    return _way_on(who) if who else _door(SignInForm())


@bp.post("/sign-in", endpoint="sign_in")
@needs(Permission.PUBLIC)
def enter() -> ResponseReturnValue:
    """Check them; then on to the page that was asked for."""
    form = SignInForm()
    if not form.validate():
        return _door(form, 400)
    try:
        who = sign_in.sign_in(form.name.data, form.password.data)
    except TooManyTries as refused:
        form.form_errors.append(refused.message)
        return _door(form, refused.status)
    if who is None:
        form.form_errors.append(WRONG)
        return _door(form, 401)
    return _way_on(who)


@bp.post("/sign-out")
@needs(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    sign_in.sign_out()
    flash("You are signed out.", "ok")
    return redirect(url_for("identity.sign_in"))


def _came_from() -> str | None:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return local_address(parts._replace(scheme="", netloc="").geturl())


@bp.app_errorhandler(CSRFError)
def page_out_of_date(_error: CSRFError) -> ResponseReturnValue:
    """A form without our token: an old page, blocked cookies, or another site's doing."""
    words = {
        "status": 400,
        "code": "page_out_of_date",
        "title": "This page is out of date",
        "message": "It was opened before you signed in or out, or cookies are switched off. "
        "Load the page again and repeat the step.",
    }
    return render_template("web/error.html", back=_came_from(), **words), 400
