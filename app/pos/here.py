"""Which till this browser is, and the shop and moment of this request.

The browser remembers its till in its session; a person bound to a site is never led to another's.
"""

from __future__ import annotations

from flask import current_app, request
from flask import session as cookie
from sqlalchemy.orm import Session

from app import clock
from app.errors import NotFound
from app.identity.access import actor
from app.identity.queries import home_site
from app.identity.shop_context import ShopContext
from app.sales.queries import tills_of
from app.sales.tills import TillPlace

COOKIE_KEY = "till"


def shop_here() -> ShopContext:
    """The shop and the moment of this request."""
    shop = current_app.extensions["lotwise"]
    return ShopContext(
        actor(),
        clock.now(),
        shop.currency,
        shop.prices_include_tax,
        shop.in_store,
        shop.cash_step,
    )


def choose_till(code: str) -> None:
    """This browser is that till from now on."""
    cookie[COOKIE_KEY] = code


def tills_here(session: Session) -> tuple[TillPlace, list[TillPlace]]:
    """This browser's till, and all it may be; NotFound where there is none to sell at."""
    who = actor()
    tills = tills_of(session, who)
    if not tills:
        raise NotFound("There is no till here yet. Ask the owner to add one.")
    home = home_site(session, who).id
    wanted = cookie.get(COOKIE_KEY)
    at_home = [till for till in tills if till.site_id == home]
    known = [till for till in tills if till.code == wanted]
    return (known or at_home or tills)[0], tills


def till_asked(session: Session) -> TillPlace:
    """The till that `?till=` names, where this person or terminal may be it; else this one."""
    mine, tills = tills_here(session)
    wanted = request.args.get("till", "")
    return next((till for till in tills if till.code == wanted), mine)
