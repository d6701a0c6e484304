"""What people say about a print job that waits or whose fate nobody knows."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.db import transaction
from app.errors import BadInput, NotFound
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.paper import worker
from app.paper.blueprint import bp
from app.paper.services import answers

ACTS: dict[str, tuple[Any, str]] = {
    "came-out": (answers.came_out, "Noted: it came out."),
    "did-not": (answers.did_not_come_out, "A copy is on its way to the printer."),
    "again": (answers.try_now, "It is tried again."),
    "skip": (answers.give_up, "It is not printed."),
}
_MOST_DIGITS = 9


@bp.post("/printers/jobs/<int(max=2147483647):job_id>/<act>")
@needs(Permission.MANAGE_PRINTERS)
def answer_job(job_id: int, act: str) -> ResponseReturnValue:
    """It came out, it did not, again (elsewhere), never mind."""
    if act not in ACTS:
        raise NotFound("There is nothing of this kind to do.")
    what, news = ACTS[act]
    by, at, more = actor(), clock.now(), _elsewhere()
    transaction(lambda session: what(session, job_id, by=by, at=at, **more))
    worker.wake(current_app)
    flash(news, "ok")
    return redirect(url_for("paper.printers"))


def _elsewhere() -> dict[str, int]:
    """Another printer, where one was chosen."""
    wanted = request.form.get("printer", "")
    if not wanted:
        return {}
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS):
        raise BadInput("There is no such printer.")
    return {"printer_id": int(wanted)}
