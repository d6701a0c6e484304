"""The customer's display: a page that is told by the till in the same browser what to show."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.db import reading
from app.identity import queries as identity
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.here import till_asked


@bp.get("/till/display")
@needs(Permission.TILL_FEED)
def display() -> ResponseReturnValue:
    """The second window of a till; `?till=T2` says of which."""
    with reading() as session:
        till, shop = till_asked(session), identity.shop(session)
    return render_template("pos/display.html", till=till, shop_name=shop.name if shop else "")
