"""Whom a recall must tell: buyers with a name, one letter each, surely or possibly. Writes nothing.

Who bought for certain and who may have bought are told apart; what came back needs no letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.inventory import queries
from app.sales.lot_sales import certainty_word, sales_statement

MOST_LETTERS = 5_000
AT_ONCE = 2_000
HEAD = (
    "certainty", "customer", "name", "phone", "e-mail", "sale", "sold at", "product", "lot",
    "supplier lot", "quantity", "unit",
)  # fmt: skip


@dataclass(frozen=True)
class Bought:
    """One sale line of recalled goods that has not come back whole (millionths)."""

    sale: str
    sold_at: Any
    product: str
    unit: str
    lot: str
    supplier_lot: str
    quantity: int
    certain: bool
    customer: str | None
    name: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Addressee:
    """A buyer with a name, how to reach them, and what they bought."""

    customer: str
    name: str
    phone: str
    email: str
    lines: tuple[Bought, ...]

    @property
    def certain(self) -> bool:
        """Whether some of it is of a recalled lot for certain."""
        return any(line.certain for line in self.lines)


def bought(session: Session, number: str, actor: Actor) -> Iterator[Bought]:
    """Every sale line of a recall that has not come back, oldest first; of the actor's sites."""
    recall = queries.recall(session, number)
    rows = queries.recalled_lots(session, recall.id)
    lots = {row.Lot.number: row for row in rows}
    found = sales_statement([row.Lot.id for row in rows], site_id=actor.site_id)
    for row in session.execute(found.execution_options(yield_per=AT_ONCE)):
        left, of = row.quantity - row.returned, lots[row.lot]
        if left > 0:
            yield Bought(
                row.number,
                row.sold_at,
                of.name,
                of.base_unit,
                row.lot,
                of.Lot.supplier_lot or "",
                left,
                certainty_word(row.certainty) == "certain",
                row.customer,
                row.customer_name,
                row.phone,
                row.email,
            )


def addressees(session: Session, number: str, actor: Actor) -> tuple[Sequence[Addressee], int]:
    """The buyers who can be named, the certain first, and how many sale lines are nobody's."""
    lines: dict[str, list[Bought]] = {}
    nobody = 0
    for each in bought(session, number, actor):
        if each.customer is None:
            nobody += 1
        else:
            lines.setdefault(each.customer, []).append(each)
    found = [
        Addressee(code, mine[0].name or code, mine[0].phone or "", mine[0].email or "", tuple(mine))
        for code, mine in lines.items()
    ]
    return sorted(found, key=lambda each: (not each.certain, each.name)), nobody
