"""The selling screen. What it works from are feeds; sales themselves go through the interface."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading
from app.identity import queries as identity
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.here import choose_till, shop_here, tills_here
from app.pos.receipts import paper_head
from app.pos.shell_assets import modules
from app.pos.till_setup import till_setup
from app.web.assets import asset


def _modules() -> list[str]:
    """Addresses of all modules of the page, so that a browser need not find them one by one."""
    return [asset(room, name) for room, name in modules(current_app) if "/words/" not in name]


@bp.context_processor
def for_templates() -> dict[str, object]:
    """What the tills' templates may ask for."""
    return {"modules": _modules}


@bp.get("/till")
@needs(Permission.SELL)
def till() -> ResponseReturnValue:
    """The selling screen; `?till=T2` makes this browser that till."""
    with reading() as session:
        mine, tills = tills_here(session)
        shop = identity.shop(session)
        chosen = request.args.get("till")
        if chosen in {each.code for each in tills}:
            choose_till(chosen)
            return redirect(url_for("pos.till"))
        setup = till_setup(shop_here(), mine, paper_head(session, mine.site_id))
        name = shop.name if shop else ""
    return render_template("pos/till.html", setup=setup, till=mine, tills=tills, site_name=name)
