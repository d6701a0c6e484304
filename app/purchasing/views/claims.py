"""Pages of claims against suppliers: the list, a new one, its file, its way, its paper."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import pictures
from app.attachments.rules import SHOWN
from app.catalog.search_words import clean_line
from app.db import outside_transaction, reading, transaction
from app.errors import BadInput, ShopError, WrongState
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory.queries import lot as lot_row
from app.mail.queries import mails_about
from app.mail.services.outbox import Attachment
from app.purchasing import claims as queries
from app.purchasing import dock
from app.purchasing.blueprint import bp
from app.purchasing.claim_forms import (
    KIND_WORDS,
    MAX_LINES,
    ClaimForm,
    ClaimLineForm,
    StepForm,
    claim_form,
)
from app.purchasing.claim_paper import agreed, claim_file, debit_note, received
from app.purchasing.claim_rules import NEXT, STATES
from app.purchasing.forms import show_refusal
from app.purchasing.queries import supplier_by_code
from app.purchasing.services.claim import (
    ClaimWish,
    open_claim,
    step_claim,
)
from app.purchasing.services.send_claim import send_claim
from app.purchasing.views.deliveries import ROWS, before_cursor
from app.values.document import DocumentRef
from app.values.money import Currency
from app.web.answers import text_of
from app.web.paging import page_of
from printing.goods_slip import Photo, slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
MOST_PHOTOS = 12
"""How many photos go into the file; all of them are on the page."""
ABOUT = ("goods_receipt", "recall", "lot")
RANK_WORDS = {
    "waste": "Thrown away",
    "supplier": "Back with the supplier",
    "held": "Held",
    "stock": "In stock",
    "transit": "On the way",
    "made": "Made into other lots",
    "customer": "Sold",
    "shrinkage": "Missing",
}


def _currency() -> Currency:
    found: Currency = current_app.extensions["lotwise"].currency
    return found


@bp.get("/claims")
@needs(P.SEE_COST)
def claims() -> ResponseReturnValue:
    """Claims, newest first, all or of one state."""
    asked = request.args.get("state", "")
    state = asked if asked in STATES else None
    before = before_cursor()
    with reading() as session:
        rows = queries.claims(session, actor(), state=state, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.Claim.id,), first=before is None)
        words = ("", *STATES)
        return render_template("purchasing/claims.html", page=page, state=state, words=words)


def _about() -> DocumentRef | None:
    """The document the page was opened for: `?goods_receipt=GR-000001`."""
    for kind in ABOUT:
        number = clean_line(request.args.get(kind, "")[:64])
        if number:
            return DocumentRef(kind, number.upper())
    return None


def _proposed(session: Session, about: DocumentRef | None) -> tuple[dict[str, Any], Sequence[Any]]:
    """What a document lets us claim: supplier, site and reason as filled in, and its lines."""
    by, currency = actor(), _currency()
    home = identity.home_site(session, by)
    head: dict[str, Any] = {"site": home.code if home else ""}
    if about is None:
        return head, ()
    if about.kind == "goods_receipt":
        found, lines = queries.from_receipt(session, about.number, by, currency)
        reason = f"Delivery {about.number}"
        head |= {"supplier": found.Supplier.code, "site": found.Site.code, "reason": reason}
        return head, lines
    if about.kind == "lot":
        row = lot_row(session, about.number, by)
        return head | {"supplier": row.Lot.supplier_code}, queries.from_lot(session, row.Lot)
    codes = queries.recalled_suppliers(session, about.number)
    code = clean_line(request.args.get("supplier", "")[:64]) or (codes[0] if codes else "")
    head |= {"supplier": code, "reason": f"Recall {about.number}"}
    return head, queries.from_recall(session, about.number, code)


def _line_data(each: queries.Proposal) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "lot": each.lot or "",
        "sku": "" if each.lot else each.sku,
        "quantity": each.quantity,
        "amount": each.amount,
        "detail": each.detail,
    }


def _form(*, filled: bool) -> ClaimForm:
    data = None
    with reading() as session:
        if filled:
            head, lines = _proposed(session, _about())
            data = head | {"lines": [_line_data(x) for x in lines][:MAX_LINES]}
        form = claim_form(_currency(), data)
        form.offer(dock.suppliers(session), identity.sites_of(session, actor()))
    return form


def _form_page(form: ClaimForm, about: DocumentRef | None, status: int = 200) -> Any:
    return render_template("purchasing/claim_new.html", form=form, about=about), status


@bp.get("/claims/new")
@needs(P.PURCHASE)
def new_claim() -> ResponseReturnValue:
    """The form for a claim, filled in from a delivery, a recall or a lot."""
    return _form_page(_form(filled=True), _about())


def _wish(line: ClaimLineForm) -> ClaimWish:
    lot, sku = line.lot.data or None, line.sku.data or None
    amounts = (line.quantity.data, line.amount.data)
    return ClaimWish(line.kind.data, *amounts, lot, None if lot else sku, line.detail.data)


def _opened(session: Session, form: ClaimForm, about: DocumentRef | None, by: Actor) -> str:
    site = identity.site_by_code(session, form.site.data, by)
    return open_claim(
        session,
        supplier_by_code(session, form.supplier.data),
        site,
        [_wish(line) for line in form.written()],
        reason=form.reason.data,
        about=about,
        on=clock.local_day(clock.now(), site.time_zone),
        at=clock.now(),
        by=by,
    )


@bp.post("/claims/new")
@needs(P.PURCHASE)
def add_claim() -> ResponseReturnValue:
    """Open a claim as typed."""
    form, by, about = _form(filled=False), actor(), _about()
    if "more" in request.form:
        form.one_more()
        return _form_page(form, about)
    if not form.validate():
        return _form_page(form, about, 400)
    try:
        number = transaction(lambda session: _opened(session, form, about, by))
    except ShopError as refused:
        show_refusal(form, refused)
        return _form_page(form, about, refused.status)
    flash(f"Claim {number} is open. Send it to the supplier.", "ok")
    return redirect(url_for("purchasing.claim", number=number))


def _file(session: Session, number: str) -> dict[str, Any]:
    """All that a claim's page shows."""
    head = queries.claim_head(session, number, actor())
    claim_id, currency = head.Claim.id, _currency()
    lines = queries.claim_lines(session, claim_id)
    ordered = queries.ordered_of(session, claim_id)
    lots = [row.Lot.id for row in lines if row.Lot]
    given = queries.claim_credits(session, claim_id)
    return {
        "head": head,
        "it": head.Claim,
        "lines": lines,
        "agreed": {row.ClaimLine.line: agreed(ordered.get(row.ClaimLine.line), currency)
                   for row in lines},
        "received": {row.ClaimLine.line: received(row) for row in lines},
        "now": queries.units_now(session, lots) if lots else {},
        "steps": queries.claim_steps(session, claim_id),
        "credits": [(each, queries.split_of(session, each)) for each in given],
        "mails": mails_about(session, DocumentRef("claim", head.Claim.number)),
        "files": queries.files_behind(session, head, lines),
        "kinds": KIND_WORDS,
        "ranks": RANK_WORDS,
        "parts": queries.PARTS,
        "acts": [act for act, (states, _) in NEXT.items() if head.Claim.state in states],
    }  # fmt: skip


@bp.get("/claims/<number>")
@needs(P.SEE_COST)
def claim(number: str) -> ResponseReturnValue:
    """One claim: its file, where the units are now, its way, what was credited."""
    with reading() as session:
        shown = _file(session, number)
        key = secrets.token_hex(8)
        return render_template("purchasing/claim.html", form=StepForm(), key=key, **shown)


@bp.post("/claims/<number>/<any(send, refuse, withdraw):act>")
@needs(P.PURCHASE)
def step_on(number: str, act: str) -> ResponseReturnValue:
    """Write down that it was sent, refused or withdrawn."""
    form, by, at = StepForm(), actor(), clock.now()
    try:
        note = form.said(act)
        transaction(lambda session: step_claim(session, number, act, note=note, at=at, by=by))
        flash(f"Claim {number}: written down.", "ok")
    except (BadInput, WrongState) as refused:
        flash(refused.message, "error")
    return redirect(url_for("purchasing.claim", number=number))


def _paper(number: str) -> Any:
    with reading() as session:
        head = queries.claim_head(session, number, actor())
        lines = queries.claim_lines(session, head.Claim.id)
        ordered = queries.ordered_of(session, head.Claim.id)
        shop, currency = identity.shop(session), _currency()
        name = shop.name if shop else ""
        note = debit_note(head, lines, shop_name=name, currency=currency)
        proofs = queries.files_behind(session, head, lines)
        photos = [
            Photo(f"{each.name} {each.note}".strip(), each.media_type, data)
            for each, data in pictures(session, proofs, SHOWN)
        ]
        return (note, claim_file(head, lines, ordered, currency=currency)), photos[:MOST_PHOTOS]


@bp.get("/claims/<number>/debit-note.pdf")
@needs(P.SEE_COST)
def debit_note_pdf(number: str) -> ResponseReturnValue:
    """The debit note and the file behind it as PDF."""
    papers, photos = _paper(number)
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(*papers, photos=photos), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("purchasing.claim", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{papers[0].number}.pdf")
    return answer


@bp.post("/claims/<number>/mail")
@needs(P.PURCHASE)
def mail_claim(number: str) -> ResponseReturnValue:
    """Send the debit note to the supplier; once for each time the page was opened."""
    papers, photos = _paper(number)
    outside_transaction("making a PDF")
    by, at, key = actor(), clock.now(), text_of(dict(request.form), "key", 64)
    try:
        attached = Attachment(f"{papers[0].number}.pdf", slip_pdf(*papers, photos=photos))
        transaction(lambda s: send_claim(s, number, attached, key=key, at=at, by=by))
        flash("The debit note waits in the outbox. What became of it: Mail.", "ok")
    except (PdfUnavailable, BadInput, WrongState) as refused:
        flash(str(getattr(refused, "message", refused)), "error")
    return redirect(url_for("purchasing.claim", number=number))
