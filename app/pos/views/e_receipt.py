"""The receipt's own page: for whoever holds the receipt, on any phone, without signing in."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.db import reading
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.e_receipts import receipt_by_token
from app.pos.receipts import TENDER_WORDS


@bp.get("/r/<token>")
@needs(Permission.PUBLIC)
def e_receipt(token: str) -> ResponseReturnValue:
    """What was bought, from which lots, and whether any was recalled since."""
    with reading() as session:
        found = receipt_by_token(session, token)
    page = render_template("pos/e_receipt.html", found=found, tenders=TENDER_WORDS)
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
