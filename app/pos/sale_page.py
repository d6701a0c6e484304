"""Everything the page of one sale shows, read at once. Never a cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.identity.actors import Actor
from app.identity.shop_context import ShopContext
from app.sales import queries
from app.sales.models import Sale, SaleReturn
from app.sales.notes import WHOLE_SALE, notes_of
from app.sales.vouchers import moved_by


@dataclass(frozen=True)
class SalePage:
    """A sale with its lines, lots, payments, taxes, returns and journal entries."""

    head: Any
    lines: Any
    taken: dict[int, list[Any]]
    taxes: Any
    payments: Any
    notes: dict[int, str]
    returns: Any
    returned: dict[int, list[Any]]
    refunds: dict[int, list[Any]]
    vouchers: Any
    entries: Any
    state: str
    today: date
    entered: str

    @property
    def sale(self) -> Any:
        """The sale's own row."""
        return self.head.Sale

    @property
    def note(self) -> str:
        """What was written on the whole sale."""
        return self.notes.get(WHOLE_SALE, "")

    @property
    def is_void(self) -> bool:
        """Whether the whole sale was undone."""
        return self.state == "voided"

    @property
    def returnable(self) -> list[Any]:
        """Each line's lots of which something can still come back."""
        every = (row for rows in self.taken.values() for row in rows)
        return [row for row in every if row.left]

    def line(self, number: str) -> Any:
        """The line a form's row is about; the first where the form was tampered with."""
        found = [row.SaleLine for row in self.lines if str(row.SaleLine.line) == number]
        return (found or [self.lines[0].SaleLine])[0]

    def left(self, number: str, lot: str) -> int:
        """How much of a line's lot can still come back."""
        fitting = (row for row in self.returnable if (str(row.line), row.number) == (number, lot))
        return sum(row.left for row in fitting)

    def chip(self, row: Any) -> dict[str, Any]:
        """A lot of a line as the lot tag wants it."""
        dated = row.expiry_kind != "none" and row.expires_on is not None
        days = (row.expires_on - self.today).days if dated else None
        status = row.status if row.status != "released" else None
        return {
            "number": row.number,
            "days_left": days,
            "status": status,
            "certainty": row.certainty,
        }


def sale_of_return(session: Session, number: str, actor: Actor) -> str | None:
    """The number of the sale that a return or void answers, where the actor may see it."""
    found = (
        select(Sale.number)
        .join(SaleReturn, SaleReturn.sale_id == Sale.id)
        .where(SaleReturn.number == number)
    )
    if actor.site_id is not None:
        found = found.where(Sale.site_id == actor.site_id)
    return session.scalars(found).one_or_none()


def sale_page(session: Session, number: str, shop: ShopContext) -> SalePage:
    """The page of a sale the actor may see; NotFound otherwise."""
    head = queries.sale_head(session, number, shop.actor)
    sale_id = head.Sale.id
    returns = queries.returns_of(session, sale_id)
    entries = [
        *queries.entries_of(session, "sale", [number]),
        *queries.entries_of(session, "sale_return", [each.number for each in returns]),
    ]
    return SalePage(
        head=head,
        lines=queries.sale_lines(session, sale_id),
        taken=queries.allocations(session, sale_id),
        taxes=queries.sale_taxes(session, sale_id),
        payments=queries.payments(session, sale_id),
        notes=notes_of(session, sale_id),
        returns=returns,
        returned=queries.return_lines(session, sale_id),
        refunds=queries.refunds_of(session, [each.id for each in returns]),
        vouchers=moved_by(session, "sale_return", [each.number for each in returns]),
        entries=entries,
        state=queries.return_states(session, [sale_id]).get(sale_id, "completed"),
        today=clock.local_day(shop.now, head.time_zone),
        entered=queries.entered_from_paper(session, sale_id),
    )
