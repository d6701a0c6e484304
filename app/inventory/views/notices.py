"""A recall notice is pasted: what it says, and which lots of ours a person may choose of it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.db import reading
from app.identity.access import needs
from app.identity.permissions import Permission
from app.inventory.blueprint import bp
from app.inventory.forms import RecallForm
from app.inventory.notice import LONGEST_NOTICE, mentions, parts
from app.inventory.notice_match import MOST_HINTS, hints, unmatched

P = Permission
MOST_CHOSEN = 1_000
LONGEST_REASON = 200


class NoticeForm(FlaskForm):  # type: ignore[misc]
    """What an authority or a supplier wrote."""

    notice = TextAreaField(
        "The notice",
        validators=[
            InputRequired("Paste the notice."),
            Length(max=LONGEST_NOTICE, message="That is too long."),
        ],
        description="Product, lots, dates: as it was published. Nothing is blocked by this.",
        render_kw={"rows": "10"},
    )


def _read(text: str) -> dict[str, Any]:
    found = mentions(text)
    with reading() as session:
        hinted = hints(session, text, found)
    return {
        "hints": hinted,
        "parts": list(parts(text, found)),
        "unmatched": unmatched(found, hinted),
        "most": MOST_HINTS,
    }


@bp.get("/recalls/notice")
@needs(P.RECALL)
def notice() -> ResponseReturnValue:
    """Where a notice is pasted."""
    return render_template("inventory/notice.html", form=NoticeForm(formdata=None), read=None)


@bp.post("/recalls/notice")
@needs(P.RECALL)
def read_notice() -> ResponseReturnValue:
    """What a notice says, and the lots of ours it may mean."""
    form = NoticeForm()
    if not form.validate():
        return render_template("inventory/notice.html", form=form, read=None), 400
    return render_template("inventory/notice.html", form=form, read=_read(form.notice.data))


@bp.post("/recalls/notice/choose")
@needs(P.RECALL)
def choose_from_notice() -> ResponseReturnValue:
    """The recall's form with the lots a person has confirmed; it still blocks nothing."""
    chosen = request.form.getlist("lot")[:MOST_CHOSEN]
    lots = " ".join(text[:64] for text in chosen)
    reason = request.form.get("reason", "")[:LONGEST_REASON]
    form = RecallForm(formdata=None, lots=lots, reason=reason)
    return render_template("inventory/recall_new.html", form=form, preview=None)
