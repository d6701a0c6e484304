"""Pages of goods receipts: what came in, line by line, with its lots and what differed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import files_of
from app.db import reading
from app.errors import NotFound
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory.labels import MOST_LABELS
from app.purchasing import claims, queries
from app.purchasing.blueprint import bp
from app.purchasing.condition import came_words
from app.purchasing.label_counts import PER, Came, choice, choices
from app.values.document import DocumentRef
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50


def before_cursor() -> int | None:
    """The id below which the next page of a list begins; BadInput for a strange cursor."""
    return id_before(request.args.get("cursor"))


@bp.get("/deliveries")
@needs(P.SEE_STOCK)
def receipts() -> ResponseReturnValue:
    """Goods receipts, newest first."""
    before = before_cursor()
    with reading() as session:
        rows = queries.receipts(session, actor(), before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.GoodsReceipt.id,), first=before is None)
        return render_template("purchasing/receipts.html", page=page)


def _shown(rows: Sequence[Any]) -> dict[str, Any]:
    """The lines, and how their goods came where somebody measured or something was wrong."""
    words = {row.GoodsReceiptLine.line: came_words(row.GoodsReceiptLine) for row in rows}
    ways = choices(_labelled(rows), most=MOST_LABELS)
    return {"lines": rows, "came": words if any(words.values()) else {}, "label_ways": ways}


def _labelled(rows: Sequence[Any], lot: str = "") -> list[Came]:
    """The lines as their labels are counted; those of one lot where it is named."""
    return [
        Came(row.Lot.number, row.Product.base_unit, line.quantity, line.unit, line.factor)
        for row in rows
        for line in (row.GoodsReceiptLine,)
        if lot in ("", row.Lot.number)
    ]


@bp.get("/deliveries/<number>/labels")
@needs(P.SEE_STOCK)
def receipt_labels(number: str) -> ResponseReturnValue:
    """Labels of a delivery or of one lot of it: one per lot, per pack or per piece."""
    per, lot = request.args.get("per", ""), request.args.get("lot", "")
    with reading() as session:
        head = queries.receipt_head(session, number, actor())
        rows = queries.receipt_lines(session, head.GoodsReceipt.id) if head else ()
        lines = _labelled(rows, lot.upper())
    if not lines:
        raise NotFound("There is no such lot in a goods receipt.")
    wanted = choice(lines, per if per in PER else PER[0])
    return redirect(url_for("inventory.labels", lots=wanted.lots))


def _hung_on(session: Session, number: str) -> dict[str, Any]:
    """What belongs to a delivery: its claims, for those who may see cost, and its files."""
    about = DocumentRef("goods_receipt", number)
    claimed = claims.claims(session, actor(), about=about) if actor().may(P.SEE_COST) else ()
    return {"claims": claimed, "files": files_of(session, about)}


@bp.get("/deliveries/<number>")
@needs(P.SEE_STOCK)
def receipt(number: str) -> ResponseReturnValue:
    """One goods receipt."""
    with reading() as session:
        head = queries.receipt_head(session, number, actor())
        if head is None:
            raise NotFound("There is no such goods receipt.")
        lines = queries.receipt_lines(session, head.GoodsReceipt.id)
        found = queries.discrepancies(session, head.GoodsReceipt.id)
        still = queries.open_lines(session, head.GoodsReceipt)
        cost = actor().may(P.SEE_COST)
        differences = [each for each in found if cost or each.kind != "price"]
        today = clock.local_day(clock.now(), head.Site.time_zone)
        shown = {"head": head, "today": today, "sees_cost": cost, **_shown(lines)}
        shown |= {"differences": differences, "open_lines": still}
        shown |= _hung_on(session, head.GoodsReceipt.number)
        return render_template("purchasing/receipt.html", **shown)
