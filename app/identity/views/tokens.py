"""Pages about programs' tokens: made once, shown once, ended at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.identity import directory, services
from app.identity.access import actor, needs
from app.identity.blueprint import bp
from app.identity.forms import NO_END, TokenForm
from app.identity.permissions import Permission
from app.identity.views.saving import Work, offer_sites, refusal, site_id_of


@bp.get("/tokens")
@needs(Permission.MANAGE_PEOPLE)
def tokens() -> ResponseReturnValue:
    """Every token, by how it begins."""
    with reading() as session:
        rows = directory.tokens(session, actor(), now=clock.now())
    return render_template("identity/tokens.html", tokens=rows)


@bp.get("/tokens/new")
@needs(Permission.MANAGE_PEOPLE)
def new_token() -> ResponseReturnValue:
    """The form for a new token."""
    form = TokenForm()
    offer_sites(form, actor())
    return render_template("identity/token_new.html", form=form)


def _ends(form: TokenForm, now: datetime) -> datetime | None:
    if form.life.data == NO_END:
        return None
    return now + timedelta(days=int(form.life.data))


def _issuing(form: TokenForm, made: list[str]) -> Work:
    at, by = clock.now(), actor()

    def work(session: Session) -> None:
        site_id = site_id_of(session, form.site.data, by)
        token = services.issue_token(
            session,
            form.name.data,
            role=form.role.data,
            at=at,
            by=by,
            site_id=site_id,
            expires_at=_ends(form, at),
        )
        made[:] = [token]

    return work


@bp.post("/tokens/new")
@needs(Permission.MANAGE_PEOPLE)
def issue_token() -> ResponseReturnValue:
    """Make a token and show it, this once: it is neither stored nor put into a cookie."""
    form = TokenForm()
    offer_sites(form, actor())
    made: list[str] = []
    status = refusal(form, lambda: _issuing(form, made))
    if status:
        return render_template("identity/token_new.html", form=form), status
    page = render_template("identity/token_made.html", form=form, token=made[0])
    return page, 201, {"Cache-Control": "no-store"}


@bp.post("/tokens/<int(max=2147483647):token_id>/revoke")
@needs(Permission.MANAGE_PEOPLE)
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End a token; programs that use it are refused within two seconds."""
    at, by = clock.now(), actor()
    transaction(lambda session: services.revoke_token(session, token_id, at=at, by=by))
    flash("The token is revoked. Programs that use it are refused from now on.", "ok")
    return redirect(url_for("identity.tokens"))
