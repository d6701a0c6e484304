"""Pages of lot labels: look at them, take them as PDF, send them to the label printer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.db import outside_transaction, reading
from app.errors import BadInput, WrongState
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory.blueprint import bp
from app.inventory.labels import MOST_LABELS, labelled, lot_label, wanted_labels
from printing.devices import open_device
from printing.documents import LotLabel
from printing.errors import PrinterUrlError
from printing.escpos_printer import render
from printing.labels import LABEL_SIZES, lot_labels_pdf
from printing.pdf import PdfUnavailable
from printing.spool import Event, print_job
from printing.symbols import datamatrix_svg

P = Permission
MOST_COPIES = 200


@dataclass(frozen=True)
class Wish:
    """Which labels, on which stock, how often."""

    lots: str
    size: str
    copies: int
    skip: int


def _number(name: str, default: int, most: int) -> int:
    text = request.values.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _wish() -> Wish:
    size = request.values.get("size", "")
    return Wish(
        request.values.get("lots", "")[:20_000],
        size if size in LABEL_SIZES else next(iter(LABEL_SIZES)),
        max(_number("copies", 1, MOST_COPIES), 1),
        _number("skip", 0, 23),
    )


def _labels(wish: Wish) -> list[LotLabel]:
    wanted = wanted_labels(wish.lots)
    with reading() as session:
        lots = labelled(session, wanted, actor())
    made = [lot_label(lot, copies=wanted[lot.number] * wish.copies) for lot in lots]
    if sum(label.copies for label in made) > MOST_LABELS:
        raise BadInput(f"At most {MOST_LABELS} labels at once.")
    return made


@bp.get("/labels")
@needs(P.SEE_STOCK)
def labels() -> ResponseReturnValue:
    """The labels as they will look, with the ways to print them."""
    wish = _wish()
    made = _labels(wish)
    drawn = [(label, Markup(datamatrix_svg(label.payload))) for label in made]  # noqa: S704
    printer = bool(current_app.extensions["lotwise"].settings.label_printer)
    shown = {"wish": wish, "drawn": drawn, "sizes": list(LABEL_SIZES), "printer": printer}
    return render_template("inventory/labels.html", **shown)


@bp.get("/labels.pdf")
@needs(P.SEE_STOCK)
def labels_pdf() -> ResponseReturnValue:
    """The same as PDF, one label a page or on sheets."""
    wish = _wish()
    made = _labels(wish)
    outside_transaction("making a PDF")
    if not made:
        raise BadInput("Say which lots.")
    try:
        pdf = lot_labels_pdf(made, wish.size, skip=wish.skip)
    except PdfUnavailable as missing:
        raise WrongState(str(missing)) from None
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


def send_to_printer(made: list[LotLabel], address: str) -> tuple[str, str]:
    """Send labels to the label printer once; the tone and sentence of what became of it."""
    outside_transaction("printing")
    try:
        device = open_device(address)
    except PrinterUrlError as wrong:
        return "error", str(wrong)
    data = b"".join(render(label, device.settings) for label in made)
    event, why = print_job(device, data)
    if event is Event.CONFIRMED:
        count = sum(label.copies for label in made)
        return "ok", f"{count} labels sent to the printer."
    return "error", why


@bp.post("/labels/print")
@needs(P.SEE_STOCK)
def print_labels() -> ResponseReturnValue:
    """Send the labels to the shop's label printer."""
    wish, address = _wish(), current_app.extensions["lotwise"].settings.label_printer
    if not address:
        flash("No label printer is set up (SHOP_LABEL_PRINTER). Use the PDF.", "warn")
    else:
        tone, sentence = send_to_printer(_labels(wish), address)
        flash(sentence, tone)
    return redirect(url_for("inventory.labels", **vars(wish)))
