"""Terminals: which tills are enrolled, when each was last heard, and what is missing of them."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.db import reading
from app.identity.access import needs
from app.identity.devices import forget_device
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.forms import SettleForm
from app.pos.here import shop_here
from app.pos.views.exceptions import settled_with
from app.sales.terminals import enrol, extend, settle, standing

SKEW_WORTH_SAYING_MS = 5 * 60 * 1000


def state_of(row: standing.DeviceRow) -> str:
    """A terminal's state in one word of the statuses."""
    if row.revoked_at is not None:
        return "disabled"
    if row.seen_at is None or row.silent:
        return "offline"
    return "unsynced" if row.queue_length else "online"


@bp.get("/terminals")
@needs(Permission.ENROL_DEVICE)
def terminals() -> ResponseReturnValue:
    """Every terminal, and the receipts that are missing."""
    shop = shop_here()
    with reading() as session:
        rows = standing.terminals(session, shop.actor)
        gaps = standing.gaps(session, shop.actor)
        extended = extend.extensions(session, [row.id for row in rows])
    return render_template(
        "pos/terminals.html",
        rows=rows,
        gaps=gaps,
        extended=extended,
        by_id={row.id: row for row in rows},
        state_of=state_of,
        skewed=SKEW_WORTH_SAYING_MS,
        form=SettleForm(formdata=None),
    )


@bp.post("/terminals/<int(max=2147483647):device_id>/revoke")
@needs(Permission.ENROL_DEVICE)
def revoke_terminal(device_id: int) -> ResponseReturnValue:
    """Close a terminal."""
    shop = shop_here()
    settled_with(
        lambda session, said: enrol.revoke(
            session, device_id, reason=said, at=shop.now, by=shop.actor
        ),
        "The terminal is closed. What it still sends is taken and flagged.",
    )
    forget_device(device_id)
    return redirect(url_for("pos.terminals"))


@bp.post("/terminals/gaps/<int(max=2147483647):gap_id>/explain")
@needs(Permission.SETTLE_EXCEPTIONS)
def explain_gap(gap_id: int) -> ResponseReturnValue:
    """Say why receipts are missing."""
    shop = shop_here()
    settled_with(
        lambda session, said: settle.explain_gap(session, gap_id, said, at=shop.now, by=shop.actor),
        "The gap is explained.",
    )
    return redirect(url_for("pos.terminals"))
