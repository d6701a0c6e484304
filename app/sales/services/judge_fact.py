"""What the shop says today about a sale that was made without it: prices, discounts, yeses.

Refuses nothing: what goes against a rule is flagged, what is in order is written down with whose
word it stands on. Reads only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow
from app.errors import ShopError
from app.identity.approvals import FoundApproval, find_approval, said_offline
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.inventory.services.take_fact import Flag
from app.sales.cart import Approver, Cart, SaleItem
from app.values.money import extended, price_text
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class SaidYes:
    """An override of a line as the till has it: a code, or only a name."""

    kind: str
    reason: str
    approval: str = ""
    approver: str = ""


@dataclass
class FactJudgement:
    """Whose word the sale stands on, the approvals it uses up, and what is to be looked at."""

    approvers: list[Approver] = field(default_factory=list)
    approvals: list[int] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


@dataclass
class _Desk:
    session: Session
    shop: ShopContext
    cart: Cart
    made_at: datetime
    yeses: Mapping[int, Sequence[SaidYes]]
    prices: Mapping[int, frozenset[int]]
    found: FactJudgement = field(default_factory=FactJudgement)

    def said(self, line: int, kind: str) -> SaidYes:
        """The line's override of a kind; an empty one where the till has none."""
        yeses = self.yeses.get(line, ())
        return next((each for each in yeses if each.kind == kind), SaidYes(kind, ""))

    def flag(self, code: str, line: int, detail: str) -> None:
        """Raise a flag on a line."""
        self.found.flags.append(Flag(code, line, None, detail))

    def _by_code(self, asked: SaidYes) -> FoundApproval | None:
        site_id = self.cart.till.site_id
        try:
            found = find_approval(
                self.session,
                asked.approval,
                asked.kind,
                shop=self.shop,
                site_id=site_id,
                at=self.made_at,
            )
        except ShopError:
            return None
        if found.id not in self.found.approvals:
            self.found.approvals.append(found.id)
        return found

    def limit(self, line: int, kind: str, own: int) -> int | None:
        """How far the sale may go beyond the usual (percent, 100 is all); None: nobody said yes."""
        asked, name = self.said(line, kind), self.shop.actor.name
        limit, reason = own, asked.reason
        if asked.approval:
            by_code = self._by_code(asked)
            if by_code is None:
                return None
            name, reason = by_code.approved.approver, by_code.approved.reason
            limit = by_code.approved.discount_limit
        elif asked.approver and not own:
            site_id = self.cart.till.site_id
            given = said_offline(self.session, asked.approver, kind, asked_by=name, site_id=site_id)
            if given is None:
                return None
            name, limit = given.approver, given.discount_limit
        elif not own:
            return None
        self.found.approvers.append(Approver(line, kind, reason, name))
        return limit


def _price(desk: _Desk, line: int, item: SaleItem, product: ProductRow) -> None:
    if item.labelled:
        return
    currency = desk.shop.currency
    if item.product.price not in desk.prices.get(line, frozenset()) | {product.price}:
        said = price_text(item.product.price, currency), price_text(product.price, currency)
        desk.flag("price_differs", line, f"the till knew {said[0]}, the price is {said[1]}")
    if item.price == item.product.price:
        return
    own = 100 if desk.shop.actor.may(Permission.OVERRIDE_PRICE) else 0
    if desk.limit(line, "price", own) is None:
        said_price = price_text(item.price, currency)
        desk.flag("approval_missing", line, f"sold at {said_price} on nobody's word")


def _discount(desk: _Desk, line: int, item: SaleItem, _product: ProductRow) -> None:
    amount = extended(item.price, item.quantity, desk.shop.currency)
    wanted = item.discount * 100
    own = desk.shop.actor.discount_limit
    if not wanted:
        return
    asked = desk.said(line, "discount")
    if wanted <= amount * own:
        if asked.reason and not (asked.approval or asked.approver):
            name = desk.shop.actor.name
            desk.found.approvers.append(Approver(line, "discount", asked.reason, name))
        return
    limit = desk.limit(line, "discount", 0)
    if limit is None or wanted > amount * limit:
        percent = quantity_text(wanted * 10**6 // amount) if amount else "all"
        desk.flag("discount_over_limit", line, f"{percent} percent off on nobody's word")


def _expired(desk: _Desk, line: int, item: SaleItem, product: ProductRow) -> None:
    if not any(each.kind == "expired" for each in desk.yeses.get(line, ())):
        return
    own = 100 if desk.shop.actor.may(Permission.SELL_EXPIRED) else 0
    if product.expired_sale != "approval" or desk.limit(line, "expired", own) is None:
        desk.flag("approval_missing", line, "an expired lot was sold on nobody's word")


def _active(desk: _Desk, line: int, _item: SaleItem, product: ProductRow) -> None:
    if not product.active:
        desk.flag("product_inactive", line, f"{product.sku} is no longer sold")


Rule = Callable[[_Desk, int, SaleItem, ProductRow], None]
RULES: tuple[Rule, ...] = (_active, _price, _discount, _expired)
"""What is held against every line, in this order."""


def judge_fact(
    session: Session,
    cart: Cart,
    products: Sequence[ProductRow],
    yeses: Mapping[int, Sequence[SaidYes]],
    *,
    lot_prices: Mapping[int, frozenset[int]],
    made_at: datetime,
    shop: ShopContext,
) -> FactJudgement:
    """Hold a cart as printed against the products as they are now, line by line.

    `lot_prices` are the own prices of the lots a line names, where they have any.
    """
    desk = _Desk(session, shop, cart, made_at, yeses, lot_prices)
    for line, (item, product) in enumerate(zip(cart.items, products, strict=True), 1):
        for rule in RULES:
            rule(desk, line, item, product)
    return desk.found
