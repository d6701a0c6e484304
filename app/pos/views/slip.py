"""The paper of a sale as the till handles it: asked for after paying, watched, answered.

Each answer says how the paper stands. The sale itself is never touched.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput, NotFound, ShopError
from app.identity.access import needs
from app.identity.permissions import Permission
from app.paper import worker
from app.paper.desk import take_over_settings
from app.paper.services import answers
from app.pos.blueprint import bp
from app.pos.here import shop_here
from app.pos.public_address import public_address
from app.pos.receipt_printing import after_the_sale, answer, print_it, slip
from printing.symbols import qr_image

JOB_ACTS: dict[str, Any] = {
    "came-out": answers.came_out,
    "did-not": answers.did_not_come_out,
    "again": answers.try_now,
    "elsewhere": answers.try_now,
    "skip": answers.give_up,
}
PRINT_ACTS = ("print", "copy")
QR_DOTS = 8


def in_words(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """What is refused, said in a way that the till's page can show."""

    @wraps(view)
    def told(**values: str) -> ResponseReturnValue:
        try:
            return view(**values)
        except ShopError as refused:
            if request.accept_mimetypes.best != "application/json":
                raise
            return {"detail": refused.message, "code": refused.code}, refused.status

    return told


def _asked() -> dict[str, Any]:
    """What the till's page sent along: an object of a few words, or nothing."""
    told = request.get_json(silent=True)
    return told if isinstance(told, dict) else {}


def _printer() -> dict[str, int]:
    """The printer that the paper should go to instead, where one was named."""
    wanted = _asked().get("printer")
    if wanted is None:
        return {}
    if not isinstance(wanted, int) or not 0 < wanted < 2**31:
        raise BadInput("There is no such printer.")
    return {"printer_id": wanted}


def _told(number: str, *, waking: bool = True) -> ResponseReturnValue:
    """How it stands: to the till's page in JSON, to a plain form on the receipt's page."""
    if waking:
        worker.wake(current_app)
    stands = slip(number, shop=shop_here(), address=public_address())
    if request.method == "GET" or request.accept_mimetypes.best == "application/json":
        return stands.as_json()
    flash(stands.stand.message, stands.stand.tone)
    return redirect(url_for("pos.receipt", number=number))


@bp.get("/sales/<number>/slip", endpoint="slip")
@needs(Permission.SELL)
@in_words
def slip_state(number: str) -> ResponseReturnValue:
    """How the printing of a receipt stands."""
    return _told(number, waking=False)


@bp.post("/sales/<number>/slip", endpoint="slip_after")
@needs(Permission.SELL)
@in_words
def slip_after_the_sale(number: str) -> ResponseReturnValue:
    """After paying: the drawer for cash, the receipt unless it is not wanted. At most once each."""
    shop, wanted = shop_here(), _asked().get("receipt", "print") == "print"
    take_over_settings(worker.settings_urls(current_app), at=shop.now)
    after_the_sale(number, receipt=wanted, shop=shop, address=public_address())
    return _told(number)


@bp.post("/sales/<number>/slip/<act>", endpoint="slip_act")
@needs(Permission.SELL)
@in_words
def slip_act(number: str, act: str) -> ResponseReturnValue:
    """It came out, it did not, again, elsewhere, skip, print, copy."""
    shop, address = shop_here(), public_address()
    if act in PRINT_ACTS:
        take_over_settings(worker.settings_urls(current_app), at=shop.now)
        print_it(number, shop=shop, address=address)
        return _told(number)
    stands = slip(number, shop=shop, address=address)
    if act not in JOB_ACTS or stands.job is None:
        raise NotFound("There is nothing of this kind to do.")
    answer(stands.job, JOB_ACTS[act], shop, **(_printer() if act == "elsewhere" else {}))
    return _told(number)


@bp.post("/sales/<number>/print")
@needs(Permission.SELL)
@in_words
def print_receipt(number: str) -> ResponseReturnValue:
    """Print it; the first time the original, then copies."""
    return slip_act(number=number, act="print")


@bp.get("/sales/<number>/qr.png", endpoint="slip_qr")
@needs(Permission.SELL)
def slip_qr(number: str) -> ResponseReturnValue:
    """The code that leads a customer to the receipt's own page."""
    link = slip(number, shop=shop_here(), address=public_address()).link
    if not link:
        raise NotFound("This sale has no page of its own.")
    picture = BytesIO()
    qr_image(link, QR_DOTS).save(picture, "PNG")
    return picture.getvalue(), {"Content-Type": "image/png", "Cache-Control": "private, no-store"}
