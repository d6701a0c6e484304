"""A person's own page: who they are here, their password, the way out."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading
from app.errors import TooManyTries
from app.identity import queries, sign_in
from app.identity.access import actor, needs
from app.identity.blueprint import bp
from app.identity.forms import OwnPasswordForm
from app.identity.permissions import Permission


def _page(form: OwnPasswordForm, status: int = 200) -> ResponseReturnValue:
    site_id = actor().site_id
    with reading() as session:
        place = queries.site_by_id(session, site_id).name if site_id else "All sites"
    return render_template("identity/account.html", form=form, place=place), status


@bp.get("/me")
@needs(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Who is signed in, with the way out."""
    return _page(OwnPasswordForm())


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
        return _page(form, status)
    flash("Your password is changed. Other browsers were signed out.", "ok")
    return redirect(url_for("identity.account"))


@bp.post("/me/sessions")
@needs(Permission.SIGNED_IN)
def sign_out_elsewhere() -> ResponseReturnValue:
    """Sign out every other browser, for whoever left one open."""
    count = sign_in.sign_out_elsewhere()
    flash(f"{count} other browsers signed out." if count else "No other browser was open.", "ok")
    return redirect(url_for("identity.account"))
