"""What a hold caught: carts that wait with the lot, and what the stock knows. Reads only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.inventory.quality import Caught, caught_in_stock
from app.sales.models import Till
from app.sales.parked import goods_of
from app.sales.till_models import ParkedCart


def _carts(session: Session, lot: Lot, actor: Actor) -> list[Caught]:
    """Parked carts that name the lot; the text search only narrows down, the lines decide."""
    found = (
        select(ParkedCart, Till.code.label("till"), Site.code.label("site"))
        .join(Till, Till.id == ParkedCart.till_id)
        .join(Site, Site.id == ParkedCart.site_id)
        .where(ParkedCart.taken_at.is_(None), ParkedCart.cart.contains(lot.number, autoescape=True))
        .order_by(ParkedCart.id)
    )
    if actor.site_id is not None:
        found = found.where(ParkedCart.site_id == actor.site_id)
    carts = []
    for row in session.execute(found):
        cart = row.ParkedCart
        quantity = sum(goods.quantity for goods in goods_of(cart.cart) if goods.lot == lot.number)
        if quantity:
            where = f"parked at till {row.till} by {cart.parked_by}"
            carts.append(Caught("cart", cart.name, row.site, quantity, where, cart.parked_at))
    return carts


def caught_by_hold(session: Session, lot: Lot, actor: Actor) -> list[Caught]:
    """Everything under way with a lot at the person's sites, what is in a cart first."""
    return [*_carts(session, lot, actor), *caught_in_stock(session, lot.id, actor)]
