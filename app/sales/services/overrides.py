"""What goes beyond the usual on a line: another price, a large discount, an expired lot.

Stands on the seller's own right, or on a second person's yes. Reads only; using the yes up is the
sale's last step.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.errors import Forbidden, bad_field
from app.identity.approvals import FoundApproval, find_approval
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.sales.cart import Approver, Cart, Override, SaleItem
from app.values.money import extended
from app.values.quantity import MICRO

ALLOWED = "approval"
"""The product's setting under which an expired lot may be sold at all."""


@dataclass
class Judged:
    """Overrides that are in order, and the approvals that the sale will use up."""

    approvers: tuple[Approver, ...] = ()
    approvals: list[int] = field(default_factory=list)


@dataclass
class _Desk:
    session: Session
    cart: Cart
    shop: ShopContext
    approvals: list[int] = field(default_factory=list)

    def approval(self, asked: Override) -> FoundApproval | None:
        """The second person's yes that an override names."""
        if asked.approval is None:
            return None
        found = find_approval(
            self.session,
            asked.approval,
            asked.kind,
            shop=self.shop,
            site_id=self.cart.till.site_id,
        )
        if found.id not in self.approvals:
            self.approvals.append(found.id)
        return found


def _price(desk: _Desk, line: int, item: SaleItem) -> Approver | None:
    if item.unit_price is None or item.unit_price == item.list_price or item.labelled:
        return None
    asked = item.override("price") or Override("price", "")
    found = desk.approval(asked)
    if found is None:
        desk.shop.actor.require(Permission.OVERRIDE_PRICE)
        return Approver(line, "price", asked.reason, desk.shop.actor.name)
    return Approver(line, "price", found.approved.reason, found.approved.approver)


def _within(item: SaleItem, limit: int, shop: ShopContext) -> bool:
    amount = extended(item.price, item.quantity, shop.currency)
    return not amount * limit < item.discount * 100 <= amount * 100


def _discount(desk: _Desk, line: int, item: SaleItem) -> Approver | None:
    actor = desk.shop.actor
    asked = item.override("discount")
    if _within(item, actor.discount_limit, desk.shop):
        own = asked is not None and item.discount
        return Approver(line, "discount", asked.reason, actor.name) if own and asked else None
    found = desk.approval(asked) if asked else None
    if found is None or not _within(item, found.approved.discount_limit, desk.shop):
        limit = actor.discount_limit
        raise Forbidden(f"The role {actor.role} may give at most {limit} percent discount.")
    return Approver(line, "discount", found.approved.reason, found.approved.approver)


def _expired(desk: _Desk, line: int, item: SaleItem) -> Approver | None:
    asked = item.override("expired")
    if asked is None:
        return None
    if item.product.expired_sale != ALLOWED or not item.lots:
        where = f"lines.{line - 1}.overrides"
        raise bad_field(where, f"an expired lot of {item.product.sku} is never sold")
    found = desk.approval(asked)
    if found is None:
        desk.shop.actor.require(Permission.SELL_EXPIRED)
        return Approver(line, "expired", asked.reason, desk.shop.actor.name)
    return Approver(line, "expired", found.approved.reason, found.approved.approver)


RULES = (_price, _discount, _expired)


def _check_goods(line: int, item: SaleItem) -> None:
    where, product = f"lines.{line - 1}", item.product
    if not product.active:
        raise bad_field(where, f"{product.sku} is no longer sold")
    if product.base_unit == "each" and item.quantity % MICRO:
        raise bad_field(f"{where}.quantity", f"{product.sku} is sold in whole pieces")


def judge_items(session: Session, cart: Cart, shop: ShopContext) -> Judged:
    """Whether every line may be sold at its price, discount and date, and on whose word.

    Raises BadInput, Forbidden, ApprovalMissing or ApprovalUsed; writes nothing.
    """
    desk = _Desk(session, cart, shop)
    found = []
    for line, item in enumerate(cart.items, 1):
        _check_goods(line, item)
        found += [rule(desk, line, item) for rule in RULES]
    return Judged(tuple(one for one in found if one is not None), desk.approvals)
