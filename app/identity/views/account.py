"""A person's own page: who they are here, their password and PIN, the way out."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.db import reading
from app.errors import TooManyTries, bad_field
from app.identity import queries, sign_in
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.blueprint import bp
from app.identity.forms import OwnPasswordForm, OwnPinForm
from app.identity.models import Person
from app.identity.permissions import Permission
from app.identity.pins import check_pin, keep_pin, set_pin, shortest_pin
from app.identity.views.saving import Work, refusal


def _page(
    form: OwnPasswordForm | None = None, pin_form: OwnPinForm | None = None, status: int = 200
) -> ResponseReturnValue:
    who = actor()
    with reading() as session:
        place = queries.site_by_id(session, who.site_id).name if who.site_id else "All sites"
        oneself = session.get(Person, _number(who))
        pin_since = oneself.pin_set_at if oneself else None
    page = render_template(
        "identity/account.html",
        form=form or OwnPasswordForm(),
        pin_form=pin_form or OwnPinForm(),
        place=place,
        pin_since=pin_since,
        shortest=shortest_pin(who.role),
    )
    return page, status


def _number(who: Actor) -> int:
    return int(who.key.removeprefix("person:"))


@bp.get("/me")
@needs(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Who is signed in, with the way out."""
    return _page()


def _changed(form: OwnPasswordForm) -> int | None:
    """Change the password; the status of the page that says why not, or None."""
    try:
        if sign_in.change_own_password(form.present.data, form.password.data):
            return None
    except TooManyTries as refused:
        form.form_errors.append(refused.message)
        return refused.status
    form.present.errors = ["This is not your present password."]
    return 400


@bp.post("/me/password")
@needs(Permission.SIGNED_IN)
def change_own_password() -> ResponseReturnValue:
    """A new password of one's own; other browsers are signed out."""
    form = OwnPasswordForm()
    status = _changed(form) if form.validate() else 400
    if status:
        return _page(form, status=status)
    flash("Your password is changed. Other browsers were signed out.", "ok")
    return redirect(url_for("identity.account"))


def _pin_work(form: OwnPinForm) -> Work:
    """Prove the password, then hash the PIN; the write comes last."""
    who, at = actor(), clock.now()
    check_pin(form.pin.data, who.role)
    if not sign_in.is_password_of(who.name, form.password_now.data):
        raise bad_field("password_now", "This is not your password.")
    kept = keep_pin(form.pin.data, who.role, current_app.extensions["lotwise"].settings.pin_pepper)
    return lambda session: set_pin(session, _number(who), kept, at=at, by=who)


@bp.post("/me/pin")
@needs(Permission.SIGNED_IN)
def set_own_pin() -> ResponseReturnValue:
    """A PIN of one's own, for stepping up to a till."""
    form = OwnPinForm()
    status = refusal(form, lambda: _pin_work(form))
    if status:
        return _page(pin_form=form, status=status)
    flash("Your PIN is set. Every till knows it within a few seconds.", "ok")
    return redirect(url_for("identity.account"))


@bp.post("/me/sessions")
@needs(Permission.SIGNED_IN)
def sign_out_elsewhere() -> ResponseReturnValue:
    """Sign out every other browser, for whoever left one open."""
    count = sign_in.sign_out_elsewhere()
    flash(f"{count} other browsers signed out." if count else "No other browser was open.", "ok")
    return redirect(url_for("identity.account"))
