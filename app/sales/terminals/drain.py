"""The way through the inbox: one transaction records, then the acts are applied in their order.

The inbox's edge for calls and pages alike; it opens the transactions and writes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import UNREACHABLE, reading, transaction
from app.errors import Busy, PeriodClosed, ShopError
from app.identity.shop_context import ShopContext
from app.sales.terminals.apply import apply_op, left_behind, set_aside, waiting
from app.sales.terminals.contact import Contact, hear
from app.sales.terminals.record import record_ops
from app.sales.terminals.together import apply_together

MOST_AT_ONCE = 200
MOST_BEHIND = 20
TOGETHER = 10
"""So many acts at most in one transaction: others wait for no more than those at a time."""
BROKEN = (
    ShopError,
    DBAPIError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a broken act looks like, our own faults included: it is set aside and the next goes on.

The database's absence looks otherwise (UNREACHABLE): then the act stays as it is.
"""


def apply_one(device_id: int, seq: int, shop: ShopContext) -> None:
    """Apply one recorded act; set it aside where it cannot be; leave it where the shop is busy."""

    def work(session: Session) -> None:
        apply_op(session, device_id, seq, shop=shop)

    try:
        try:
            transaction(work)
        except PeriodClosed:
            transaction(work)
    except (Busy, *UNREACHABLE):
        return
    except BROKEN as error:
        _set_aside(device_id, seq, error)


def _set_aside(device_id: int, seq: int, error: Exception) -> None:
    problem = error.message if isinstance(error, ShopError) else f"cannot be booked: {error}"
    transaction(lambda session: set_aside(session, device_id, seq, problem))


def _apply_first(device_id: int, seqs: Sequence[int], shop: ShopContext) -> int:
    """Apply the first of these acts: a few plain ones together, else one; how many they were."""

    def work(session: Session) -> int:
        return apply_together(session, device_id, seqs, shop=shop)

    try:
        done = transaction(work, retries=0)
    except (Busy, *BROKEN):
        for seq in seqs:
            apply_one(device_id, seq, shop)
        return len(seqs)
    if not done:
        apply_one(device_id, seqs[0], shop)
    return done or 1


def apply_waiting(device_id: int, shop: ShopContext) -> None:
    """Apply what a terminal left recorded, in its order."""
    with reading() as session:
        found = waiting(session, device_id, limit=MOST_AT_ONCE)
    while found:
        done = _apply_first(device_id, found[:TOGETHER], shop)
        found = found[done:]


def apply_left_behind(shop: ShopContext) -> None:
    """Apply what was recorded for any terminal by a process that died before it applied it."""
    with reading() as session:
        found = left_behind(session, shop, limit=MOST_BEHIND)
    for device_id, seq in found:
        apply_one(device_id, seq, shop)


def take_batch(
    device_id: int, raws: Sequence[Mapping[str, Any]], said: Contact, shop: ShopContext
) -> tuple[dict[int, str], Iterable[int]]:
    """Record a batch durably, then apply everything of the terminal that waits.

    The problems of acts that were not recorded, by sequence number, and all numbers sent.
    """

    def record(session: Session) -> tuple[dict[int, str], list[int]]:
        found = record_ops(session, device_id, raws, at=shop.now)
        hear(session, device_id, said, at=shop.now)
        return found

    problems, seqs = transaction(record)
    apply_waiting(device_id, shop)
    return problems, seqs
