"""A lot in both directions: origin, places, buyers, kin and money, and all of its sales as CSV.

Only reads. Who is bound to a site sees the sales of that site; cost is for those who may see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import lineage, queries
from app.inventory.models import Lot
from app.inventory.trace_picture import Picture, picture
from app.purchasing.queries import receipt_head
from app.sales.lot_sales import CERTAIN, certainty_word, sales_statement
from app.sales.models import Sale, SaleAllocation
from app.values.quantity import quantity_text

AT_ONCE = 2_000
HEAD = (
    "sale", "sold at", "line", "quantity", "returned", "certainty", "customer", "name", "phone",
    "e-mail",
)  # fmt: skip
NAMED = HEAD.index("name")


@dataclass(frozen=True)
class Traced:
    """What is known of a lot."""

    row: Any
    order: str | None
    flows: dict[tuple[str, str], tuple[int, int]]
    held: list[Any]
    parents: Any
    children: Any
    certain: int
    possible: int
    picture: Picture

    @property
    def on_hand(self) -> int:
        """What is here, in millionths."""
        return sum(spot.on_hand for spot in self.held)

    def value(self, *flows: tuple[str, str]) -> int:
        """What some flows were worth together, in minor units."""
        return sum(self.flows.get(flow, (0, 0))[1] for flow in flows)

    @property
    def worth(self) -> int:
        """What lies here is worth."""
        return sum(spot.value for spot in self.held)


def buyers_of(session: Session, lot_id: int, site_id: int | None) -> tuple[int, int]:
    """How many sale lines have some of a lot for certain, and how many possibly."""
    known = SaleAllocation.certainty.in_(sorted(CERTAIN))
    counted = select(func.count(), func.count().filter(known)).where(
        SaleAllocation.lot_id == lot_id, SaleAllocation.quantity > SaleAllocation.returned
    )
    if site_id is not None:
        counted = counted.join(Sale, Sale.id == SaleAllocation.sale_id)
        counted = counted.where(Sale.site_id == site_id)
    every, certain = session.execute(counted).one()
    return int(certain), int(every) - int(certain)


def traced(session: Session, number: str, actor: Actor) -> Traced:
    """A lot with all that leads to it and from it; NotFound where it is no business of theirs."""
    row = queries.lot(session, number, actor)
    lot: Lot = row.Lot
    held = queries.balances(session, [lot.id])[lot.id]
    flows = queries.flows(session, lot.id)
    receipt = lot.origin_number if lot.origin_kind == "goods_receipt" else None
    head = receipt_head(session, receipt, actor) if receipt else None
    certain, possible = buyers_of(session, lot.id, actor.site_id)
    moved = {pair: quantity for pair, (quantity, _value) in flows.items()}
    return Traced(
        row,
        head.order if head else None,
        flows,
        held,
        lineage.parents_of(session, lot.id),
        lineage.children_of(session, lot.id),
        certain,
        possible,
        picture(moved, sum(spot.on_hand for spot in held)),
    )


def sale_rows(session: Session, lot_number: str, actor: Actor) -> Iterator[tuple[object, ...]]:
    """Every sale line of a lot, head first, oldest first; names only for those who may see them."""
    lot_id = queries.lot(session, lot_number, actor).Lot.id
    shown = len(HEAD) if actor.may(Permission.SEE_CUSTOMERS) else NAMED
    yield HEAD[:shown]
    found = sales_statement([lot_id], site_id=actor.site_id).execution_options(yield_per=AT_ONCE)
    texts: dict[int, str] = {}
    for (
        _id, number, at, _site, line, sold, back, certainty, _lot, code, name, email, phone,
        *_more,
    ) in session.execute(found):  # fmt: skip
        for quantity in (sold, back):
            if quantity not in texts:
                texts[quantity] = quantity_text(quantity)
        moment, known = at.isoformat().replace("+00:00", "Z"), certainty_word(certainty)
        cells = (number, moment, line, texts[sold], texts[back], known, code, name, phone, email)
        yield cells[:shown]
