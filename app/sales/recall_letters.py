"""Whom a recall must tell: buyers with a name, one letter each, surely or possibly. Writes nothing.

Who bought for certain and who may have bought are told apart; what came back needs no letter. News
is what no letter has named yet: another lot, or that a lot is certain where it was possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.inventory import queries
from app.inventory.models import Lot, Recall
from app.mail.models import Mail
from app.mail.rules import is_address
from app.sales.letter_models import RecallLetter
from app.sales.lot_sales import certainty_word, sales_statement
from app.sales.models import Customer

Said = tuple[str, bool]
"""A lot's number, and whether it is that lot for certain."""
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
    lot_id: int
    customer_id: int | None
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
                row.lot_id,
                row.customer_id,
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


def told(session: Session, number: str) -> dict[str, frozenset[Said]]:
    """What letters of a recall have told, by customer."""
    found: dict[str, set[Said]] = {}
    for row in _letters(session, number):
        if row.state == "failed" and row.to_address != row.email:
            continue  # the address was wrong and is another by now
        found.setdefault(row.customer, set()).add((row.lot, row.certain))
    return {customer: frozenset(said) for customer, said in found.items()}


def with_news(
    found: Sequence[Addressee], told_before: Mapping[str, frozenset[Said]]
) -> list[Addressee]:
    """Those who can be mailed and have something new to be told, with just that."""
    news = []
    for each in found:
        before = told_before.get(each.customer, frozenset())
        lines = tuple(line for line in each.lines if (line.lot, line.certain) not in before)
        if lines and is_address(each.email):
            news.append(replace(each, lines=lines))
    return news


def letter_states(session: Session, number: str) -> dict[str, dict[int, str]]:
    """Where the letters of a recall stand: state by mail id, oldest first, by customer."""
    found: dict[str, dict[int, str]] = {}
    for row in _letters(session, number):
        found.setdefault(row.customer, {})[row.mail_id] = row.state
    return found


def _letters(session: Session, number: str) -> Sequence[Any]:
    letters = (
        select(
            Customer.code.label("customer"),
            Lot.number.label("lot"),
            RecallLetter.certain,
            RecallLetter.mail_id,
            Mail.state,
            Mail.to_address,
            Customer.email,
        )
        .join(Customer, Customer.id == RecallLetter.customer_id)
        .join(Lot, Lot.id == RecallLetter.lot_id)
        .join(Mail, Mail.id == RecallLetter.mail_id)
        .join(Recall, Recall.id == RecallLetter.recall_id)
        .where(Recall.number == number)
        .order_by(RecallLetter.mail_id)
    )
    return session.execute(letters).all()
