"""Pages of transfers between sites: the list, a new one, one with its differences, its slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.search_words import clean_line
from app.db import outside_transaction, reading, transaction
from app.errors import ShopError, WrongState
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import transfers as queries
from app.inventory.blueprint import bp
from app.inventory.services.receive_transfer import cancel_transfer
from app.inventory.services.settle_transfer import Settlement, settle_transfer
from app.inventory.transfer_rules import OPEN_STATUSES, OUTCOMES, SETTLES, STATUSES
from app.inventory.transfer_slip import transfer_slip
from app.values.quantity import quantity_text
from app.web.paging import id_before, page_of
from printing.goods_slip import slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
ROWS = 50
LONGEST_REASON = 500
SAID_HERE = frozenset({400, 403, 409})


@bp.get("/transfers")
@needs(P.SEE_STOCK)
def transfers() -> ResponseReturnValue:
    """Transfers, newest first; a scanned slip leads straight to its transfer."""
    word = clean_line(request.args.get("q", "")[:64]).upper()
    if word:
        return redirect(url_for("inventory.transfer", number=word))
    asked, before = request.args.get("status", ""), id_before(request.args.get("cursor"))
    status = asked if asked in STATUSES else None
    with reading() as session:
        rows = queries.transfers(session, actor(), status=status, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.transfer.id,), first=before is None)
        words = ("", *STATUSES)
        return render_template("inventory/transfers.html", page=page, status=status, words=words)


@bp.get("/transfers/new")
@needs(P.MOVE_STOCK)
def new_transfer() -> ResponseReturnValue:
    """Scan lots into a new transfer."""
    with reading() as session:
        mine, every = identity.sites_of(session, actor()), identity.sites(session)
        home = identity.home_site(session, actor())
        shown = {"mine": mine, "every": every, "home": home}
        return render_template("inventory/transfer_new.html", **shown)


def _expected(lines: list[queries.TransferLine]) -> str:
    """The lots that are still to come, as the page's script takes them."""
    return json.dumps(
        [
            {
                "lot": line.lot.number,
                "sku": line.sku,
                "name": line.name,
                "unit": line.base_unit,
                "quantity": "",
                "expected": quantity_text(line.tally.missing),
                "note": "",
            }
            for line in lines
            if line.tally.missing
        ]
    )


def _facts(session: Session, number: str) -> dict[str, Any]:
    who = actor()
    head = queries.transfer_head(session, number, who)
    lines = queries.transfer_lines(session, head)
    goes_on = head.transfer.status in OPEN_STATUSES
    at_start = who.site_id in (None, head.sender.id)
    at_end = who.site_id in (None, head.receiver.id)
    claims = [line for line in lines if line.tally.open] if goes_on else []
    return {
        "head": head,
        "it": head.transfer,
        "lines": lines,
        "claims": claims,
        "outcomes": {kind: [o for k, o in SETTLES if k == kind] for kind, _ in SETTLES},
        "may_receive": goes_on and at_end and who.may(P.RECEIVE),
        "may_settle": bool(claims) and at_start and who.may(P.WRITE_OFF),
        "may_cancel": head.transfer.status == "sent" and at_start and who.may(P.MOVE_STOCK),
        "expected": _expected(lines),
        "steps": queries.steps_of(session, head.transfer.id),
        "numbers": {line.lot.id: line for line in lines},
        "sees_cost": who.may(P.SEE_COST),
    }


@bp.get("/transfers/<number>")
@needs(P.SEE_STOCK)
def transfer(number: str) -> ResponseReturnValue:
    """One transfer: what was sent, what came, what is open; receive it by scanning."""
    with reading() as session:
        return render_template("inventory/transfer.html", **_facts(session, number))


def _changed(number: str, work: Callable[[Session], Any], news: str) -> ResponseReturnValue:
    """One transaction, back to the transfer's page, which says what became of it."""
    try:
        transaction(work)
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        flash(refused.message, "error")
    else:
        flash(news, "ok")
    return redirect(url_for("inventory.transfer", number=number))


@bp.post("/transfers/<number>/cancel")
@needs(P.MOVE_STOCK)
def cancel_goods(number: str) -> ResponseReturnValue:
    """Call back what has not arrived anywhere."""
    by, at = actor(), clock.now()

    def work(session: Session) -> None:
        head = queries.transfer_head(session, number, by)
        on = clock.local_day(at, head.sender.time_zone)
        cancel_transfer(session, number, on=on, at=at, by=by)

    return _changed(number, work, "Called back: the goods are where they lay before.")


def _settlements() -> list[Settlement]:
    """The lots somebody chose an outcome for."""
    found = [
        Settlement(name.removeprefix("outcome-"), outcome)
        for name, outcome in request.form.items()
        if name.startswith("outcome-") and outcome in OUTCOMES
    ]
    return found[:500]


@bp.post("/transfers/<number>/settle")
@needs(P.WRITE_OFF)
def settle_claims(number: str) -> ResponseReturnValue:
    """Settle the differences that somebody said the end of."""
    by, at = actor(), clock.now()
    reason = clean_line(request.form.get("reason", ""))[:LONGEST_REASON]

    def work(session: Session) -> None:
        head = queries.transfer_head(session, number, by)
        lines = _settlements()
        if not lines or not reason:
            raise WrongState("Say what became of at least one lot, and why.")
        on = clock.local_day(at, head.sender.time_zone)
        settle_transfer(session, number, lines, reason=reason, on=on, at=at, by=by)

    return _changed(number, work, "Settled.")


@bp.get("/transfers/<number>/slip.pdf")
@needs(P.SEE_STOCK)
def transfer_paper(number: str) -> ResponseReturnValue:
    """The slip that travels with the goods."""
    with reading() as session:
        head = queries.transfer_head(session, number, actor())
        slip = transfer_slip(head, queries.transfer_lines(session, head))
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(slip), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("inventory.transfer", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{slip.number}.pdf")
    return answer
