"""Pages of the outbox: every mail and what became of it; one sent once more."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.db import reading, transaction
from app.errors import WrongState
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.mail import queries
from app.mail.blueprint import bp
from app.mail.sending import send_one
from app.mail.services.outbox import send_again
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50


@bp.get("/mails")
@needs(P.MANAGE_MAIL)
def mails() -> ResponseReturnValue:
    """Mails, newest first."""
    before = id_before(request.args.get("cursor"))
    with reading() as session:
        rows = queries.mails(session, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.id,), first=before is None)
        return render_template("mail/mails.html", page=page)


@bp.post("/mails/<int(max=2147483647):mail_id>/again")
@needs(P.MANAGE_MAIL)
def again(mail_id: int) -> ResponseReturnValue:
    """Send a mail once more."""
    by, at = actor(), clock.now()
    try:
        transaction(lambda session: send_again(session, mail_id, at=at, by=by))
        send_one(mail_id)
        flash("Tried again.", "ok")
    except WrongState as refused:
        flash(refused.message, "error")
    return redirect(url_for("mail.mails"))
