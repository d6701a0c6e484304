"""Setting a cart aside under a name, and taking it up again at most once.

The only writer of parked carts. Sells nothing, reserves nothing, never reads the clock.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.errors import KeyReused, NotFound, WrongState
from app.identity.shop_context import ShopContext
from app.sales.parked import cart_lines, parked_by_key
from app.sales.till_models import ParkedCart
from app.sales.tills import TillPlace

_TABLE = ParkedCart.__table__


@dataclass(frozen=True)
class CartToPark:
    """A cart under the key its till gave it; `total` in minor units as the till showed it."""

    key: str
    name: str
    cart: dict[str, Any]
    total: int


def park_cart(session: Session, till: TillPlace, wish: CartToPark, *, shop: ShopContext) -> Any:
    """Set a cart aside; the same key again finds the cart parked first.

    Raises KeyReused where the key stands on another cart already.
    """
    shop.actor.require_site(till.site_id, "till")
    text = json.dumps(wish.cart, separators=(",", ":"), sort_keys=True)
    row = {
        "key": wish.key,
        "site_id": till.site_id,
        "till_id": till.id,
        "name": wish.name,
        "cart": text,
        "line_count": len(cart_lines(wish.cart)),
        "total": wish.total,
        "parked_at": shop.now,
        "parked_by": shop.actor.name,
    }
    dialect = sqlite if is_sqlite(session) else postgresql
    session.execute(dialect.insert(_TABLE).on_conflict_do_nothing(), row)
    found = parked_by_key(session, wish.key, shop.actor)
    if found is None or found.ParkedCart.cart != text:
        raise KeyReused("This key stands on another parked cart.")
    return found


def take_up_cart(session: Session, key: str, till: TillPlace, *, shop: ShopContext) -> Any:
    """Take a parked cart up at a till of its site: nobody else can from now on.

    Raises WrongState naming who has it where somebody was faster, NotFound where there is none.
    """
    shop.actor.require_site(till.site_id, "till")
    mine = update(_TABLE).where(
        _TABLE.c.key == key, _TABLE.c.site_id == till.site_id, _TABLE.c.taken_at.is_(None)
    )
    taken_by = f"{shop.actor.name}, {till.code}"
    got = session.execute(mine.values(taken_at=shop.now, taken_by=taken_by))
    found = parked_by_key(session, key, shop.actor)
    if found is None or found.ParkedCart.site_id != till.site_id:
        raise NotFound("There is no such parked cart here.")
    if not got.rowcount:  # type: ignore[attr-defined]
        who = found.ParkedCart.taken_by
        raise WrongState(f"{found.ParkedCart.name} was taken up by {who} already.", taken_by=who)
    return found
