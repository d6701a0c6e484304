"""Exceptions: what terminals recorded against a rule, or what could not be booked at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import WrongState
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.exception_words import words_of
from app.pos.forms import SettleForm
from app.pos.here import shop_here
from app.sales.terminals import settle, standing
from app.sales.terminals.drain import apply_one

SEQ = "<int(max=2147483647):device_id>/<int(max=1000000000000):seq>"


@bp.get("/exceptions")
@needs(Permission.SETTLE_EXCEPTIONS)
def exceptions() -> ResponseReturnValue:
    """Open ones first; `?settled=1` shows those that were settled."""
    who, settled = shop_here().actor, "settled" in request.args
    with reading() as session:
        rows = standing.exceptions(session, who, settled=settled)
        ops = [] if settled else standing.bad_ops(session, who)
    return render_template(
        "pos/exceptions.html",
        rows=rows,
        ops=ops,
        settled=settled,
        words_of=words_of,
        form=SettleForm(formdata=None),
    )


def settled_with(work: Callable[[Session, str], Any], done: str) -> bool:
    """Run a person's decision with their sentence; say what became of it. Whether it was done."""
    form = SettleForm()
    sentence = (form.sentence.data or "").strip()
    if not form.validate_on_submit() or not sentence:
        flash("Say what you found, in a sentence.", "error")
        return False
    try:
        transaction(lambda session: work(session, sentence))
    except WrongState as refused:
        flash(refused.message, "error")
        return False
    flash(done, "ok")
    return True


@bp.post("/exceptions/<int(max=2147483647):exception_id>/settle")
@needs(Permission.SETTLE_EXCEPTIONS)
def settle_exception(exception_id: int) -> ResponseReturnValue:
    """Say what became of an exception."""
    shop = shop_here()
    settled_with(
        lambda session, said: settle.settle_exception(
            session, exception_id, said, at=shop.now, by=shop.actor
        ),
        "The exception is settled.",
    )
    return redirect(url_for("pos.exceptions"))


@bp.post(f"/exceptions/acts/{SEQ}/dismiss")
@needs(Permission.SETTLE_EXCEPTIONS)
def dismiss_act(device_id: int, seq: int) -> ResponseReturnValue:
    """Close an act that will not be booked."""
    shop = shop_here()
    settled_with(
        lambda session, said: settle.dismiss_op(
            session, device_id, seq, said, at=shop.now, by=shop.actor
        ),
        "The act is closed and its words are kept.",
    )
    return redirect(url_for("pos.exceptions"))


@bp.post(f"/exceptions/acts/{SEQ}/retry")
@needs(Permission.SETTLE_EXCEPTIONS)
def retry_act(device_id: int, seq: int) -> ResponseReturnValue:
    """Try to book an act again."""
    shop = shop_here()
    try:
        transaction(lambda s: settle.retry_op(s, device_id, seq, at=shop.now, by=shop.actor))
    except WrongState as refused:
        flash(refused.message, "error")
        return redirect(url_for("pos.exceptions"))
    apply_one(device_id, seq, shop)
    with reading() as session:
        op = standing.ops_by_seq(session, device_id, [seq])[seq]
    booked = op.state == "applied"
    flash("It is booked now." if booked else f"It still cannot be booked: {op.problem}",
          "ok" if booked else "error")  # fmt: skip
    return redirect(url_for("pos.exceptions"))
