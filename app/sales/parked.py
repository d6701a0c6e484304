"""Reading parked carts: which wait at a site, what they hold, and which of their lots went bad.

A parked cart reserves nothing: what it holds is told to the tills so that they reckon with it.
Writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.allocation import Verdict, sellable
from app.inventory.models import Lot
from app.sales.models import Till
from app.sales.till_models import ParkedCart

MOST_LINES = 2000
MOST_SHOWN = 200
WORDS = {
    Verdict.EXPIRED: "is past its date: do not sell it",
    Verdict.RECALLED: "is recalled: take it off the shelf",
    Verdict.QUARANTINED: "is held: do not sell it",
}


@dataclass(frozen=True)
class Goods:
    """What one line of a parked cart holds; quantity in millionths."""

    sku: str
    quantity: int
    lot: str | None


@dataclass(frozen=True)
class BlockedLot:
    """A lot named in a cart that may not be sold any more, and why."""

    lot: str
    code: str
    text: str


def _text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _line_fits(line: Any) -> bool:
    if not isinstance(line, dict) or not _text(line.get("sku"), 64):
        return False
    quantity, lot = line.get("quantity"), line.get("lot")
    counted = isinstance(quantity, int) and not isinstance(quantity, bool)
    return counted and 0 <= quantity < 2**62 and (lot is None or _text(lot, 64))


def cart_lines(cart: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a cart as a till keeps it; ValueError where they are none a till can keep."""
    lines = cart.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        raise ValueError(f"must have 1 to {MOST_LINES} lines")
    if not all(_line_fits(line) for line in lines):
        raise ValueError("every line needs a sku, a quantity in millionths, and a lot or none")
    return lines


def goods_of(cart: str) -> list[Goods]:
    """What a parked cart holds, line by line."""
    return [
        Goods(line["sku"], line["quantity"], line.get("lot")) for line in json.loads(cart)["lines"]
    ]


def _heads() -> Select[Any]:
    return (
        select(ParkedCart, Till.code.label("till"), Site.code.label("site"))
        .join(Till, Till.id == ParkedCart.till_id)
        .join(Site, Site.id == ParkedCart.site_id)
    )


def waiting(session: Session, site_id: int, *, limit: int = MOST_SHOWN) -> Sequence[Any]:
    """The carts that wait at a site, the one parked first on top."""
    found = _heads().where(ParkedCart.site_id == site_id, ParkedCart.taken_at.is_(None))
    return session.execute(found.order_by(ParkedCart.id).limit(limit)).all()


def waiting_at_till(session: Session, till_id: int) -> int:
    """How many carts that were parked at a till still wait: a closing shift warns of them."""
    found = select(func.count()).where(ParkedCart.till_id == till_id, ParkedCart.taken_at.is_(None))
    return session.scalar(found) or 0


def parked_by_key(session: Session, key: str, actor: Actor) -> Any:
    """A parked cart with its till and site, or None where the actor may not see it."""
    row = session.execute(_heads().where(ParkedCart.key == key)).one_or_none()
    hidden = row is None or (actor.site_id is not None and actor.site_id != row.ParkedCart.site_id)
    return None if hidden else row


def blocked_lots(session: Session, cart: str, *, on: date) -> list[BlockedLot]:
    """The lots a cart names that may not be sold on a day: what they became since it was parked."""
    named = {goods.lot for goods in goods_of(cart) if goods.lot}
    if not named:
        return []
    found = (
        select(Lot, Product.min_days_at_sale)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.number.in_(named))
        .order_by(Lot.number)
    )
    blocked = []
    for lot, min_days in session.execute(found):
        verdict = sellable(lot.status, lot.expiry_kind, lot.expires_on, on, min_days=min_days)
        if verdict is not Verdict.OK:
            text = f"Lot {lot.number} {WORDS[verdict]}."
            blocked.append(BlockedLot(lot.number, f"lot_{verdict.value}", text))
    return blocked
