"""Pages of the outbox: every mail and what became of it; one sent once more."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.db import reading, transaction
from app.errors import Forbidden, WrongState
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.mail import queries
from app.mail.blueprint import bp
from app.mail.sending import send_one
from app.mail.services.outbox import send_again
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50


def _must_see_all() -> None:
    """Mails are the whole shop's: who works at one site sees none of them."""
    if actor().site_id is not None:
        raise Forbidden("Mails cover all sites; you work at one of them.")


@bp.get("/mails")
@needs(P.MANAGE_MAIL)
def mails() -> ResponseReturnValue:
    """Mails, newest first."""
    _must_see_all()
    before = id_before(request.args.get("cursor"))
    with reading() as session:
        rows = queries.mails(session, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.id,), first=before is None)
        return render_template("mail/mails.html", page=page)


@bp.post("/mails/<int(max=2147483647):mail_id>/again")
@needs(P.MANAGE_MAIL)
def again(mail_id: int) -> ResponseReturnValue:
    """Send a mail once more."""
    _must_see_all()
    by, at = actor(), clock.now()
    try:
        transaction(lambda session: send_again(session, mail_id, at=at, by=by))
        send_one(mail_id)
        flash("Tried again.", "ok")
    except WrongState as refused:
        flash(refused.message, "error")
    return redirect(url_for("mail.mails"))
