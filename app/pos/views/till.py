"""The selling screen and the catalogue it works from. Sales themselves go through the interface."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.db import reading
from app.identity import queries as identity
from app.identity.access import needs
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.pos.blueprint import bp
from app.pos.here import choose_till, shop_here, tills_here
from app.pos.queries import feed_version, till_catalogue
from app.sales.tills import TillPlace


def _setup(shop: ShopContext, till: TillPlace) -> dict[str, Any]:
    """What the page's modules are told: where they are, the currency, the cashier's rights."""
    who = shop.actor
    return {
        "till": till.code,
        "site": till.site,
        "currency": shop.currency.code,
        "decimals": shop.currency.decimals,
        "cashier": who.name,
        "tax_included": shop.prices_include_tax,
        "catalogue": url_for("pos.catalogue", till=till.code),
        "receipts": url_for("pos.receipt", number="NUMBER"),
        "rights": {
            "price": who.may(Permission.OVERRIDE_PRICE),
            "discount": who.discount_limit,
            "receipt": who.may(Permission.SEE_SALES),
        },
    }


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
        setup = _setup(shop_here(), mine)
        name = shop.name if shop else ""
    return render_template("pos/till.html", setup=setup, till=mine, tills=tills, site_name=name)


@bp.get("/till/catalogue.json")
@needs(Permission.SELL)
def catalogue() -> ResponseReturnValue:
    """Products, prices and sellable lots of this till's site, unchanged ones as 304."""
    with reading() as session:
        mine, tills = tills_here(session)
        asked = {each.code: each for each in tills}.get(request.args.get("till", ""), mine)
        now = clock.now()
        today = clock.local_day(now, asked.time_zone)
        version = feed_version(session, asked, now, today)
        if request.if_none_match.contains(version):
            return "", 304, {"ETag": f'"{version}"'}
        answer = jsonify(till_catalogue(session, asked, today))
    answer.set_etag(version)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
