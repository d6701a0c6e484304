"""What must hold of terminals: their receipts are all there or explained, their acts as signed.

Searches over the inbox and the documents. Never writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.reporting.findings import MOST_NAMED, Find, all_of, finds
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.till_models import TillSeries

NUMBERED = (
    "SELECT till_id, epoch, seq FROM sale UNION ALL SELECT till_id, epoch, seq FROM sale_return"
)
"""Every document with a number of a till's series."""
_SUSPECT = text(
    "SELECT t.code AS till, n.till_id AS till_id, n.epoch AS epoch, COUNT(*) AS found, "
    f"COUNT(DISTINCT n.seq) AS different, MIN(n.seq) AS first, MAX(n.seq) AS last "
    f"FROM ({NUMBERED}) n JOIN till t ON t.id = n.till_id "
    "GROUP BY t.code, n.till_id, n.epoch HAVING MIN(n.seq) <> 1 OR COUNT(*) <> MAX(n.seq) "
    "OR COUNT(DISTINCT n.seq) <> COUNT(*) ORDER BY t.code, n.epoch"
)
_THERE = text(f"SELECT seq FROM ({NUMBERED}) n WHERE till_id = :till_id AND epoch = :epoch")


Span = tuple[int, int]


def _written_down(session: Session, row: Any) -> list[Span]:
    """Receipts of a series that are known to be missing: in a gap, or waiting in the inbox."""
    gaps = select(SeriesGap.first, SeriesGap.last).where(
        SeriesGap.till_id == row.till_id, SeriesGap.epoch == row.epoch
    )
    waiting = (
        select(TillOp.number)
        .join(TillSeries, TillSeries.device_id == TillOp.device_id)
        .where(
            TillSeries.till_id == row.till_id,
            TillSeries.epoch == row.epoch,
            TillOp.document.is_(None),
            TillOp.number.is_not(None),
        )
    )
    ends = (str(number).rpartition("-")[2] for number in session.scalars(waiting))
    alone = [(int(end), int(end)) for end in ends if end.isdecimal()]
    return [(gap.first, gap.last) for gap in session.execute(gaps)] + alone


def first_missing(spans: Iterable[Span], last: int) -> int | None:
    """The first number from 1 to `last` that no span covers; None where all are covered.

    Spans may be as long as somebody makes them: nothing is counted out.
    """
    wanted = 1
    for first, end in sorted(spans):
        if first > wanted:
            break
        wanted = max(wanted, end + 1)
    return wanted if wanted <= last else None


def _unexplained(session: Session) -> list[str]:
    """Series of which a receipt is missing or there twice, and nobody wrote down why."""
    problems = []
    for row in session.execute(_SUSPECT).all():
        where = f"till {row.till} series {row.epoch}: {row.found} receipts"
        if row.different != row.found:
            problems.append(f"{where}, some of them numbered alike")
            continue
        given = {"till_id": row.till_id, "epoch": row.epoch}
        there = [(seq, seq) for seq in session.execute(_THERE, given).scalars()]
        missing = first_missing(there + _written_down(session, row), row.last)
        if missing is not None:
            problems.append(f"{where}, numbered {row.first} to {row.last}, {missing} is not")
    return problems[:MOST_NAMED]


NUMBERS_ARE_THERE_OR_EXPLAINED: Find = _unexplained

_ACTS_BECAME_SALES = finds(
    "act {seq} of terminal {terminal} says it made {document}, which is not there",
    "SELECT o.seq AS seq, o.device_id AS terminal, o.document AS document FROM till_op o "
    "LEFT JOIN sale s ON s.number = o.document AND s.till_id = o.till_id "
    "WHERE o.state = 'applied' AND o.kind = 'sale' AND s.id IS NULL ORDER BY o.device_id, o.seq",
)


def _words(op: Any) -> str:
    made = op.made_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "|".join((op.prev, str(op.seq), op.key, op.kind, op.number or "", made, op.body))


def _altered(session: Session) -> Iterator[str]:
    """Booked acts whose words are not those their hash was made of, or that lost their place."""
    columns = [
        TillOp.device_id, TillOp.seq, TillOp.key, TillOp.kind, TillOp.number, TillOp.body,
        TillOp.prev, TillOp.hash, TillOp.made_at,
    ]  # fmt: skip
    found = select(*columns).where(TillOp.state == "applied")
    heads: dict[int, tuple[int, str]] = {}
    rows = session.execute(
        found.order_by(TillOp.device_id, TillOp.seq).execution_options(yield_per=1000)
    )
    for op in rows:
        last, head = heads.get(op.device_id, (0, ""))
        if hashlib.sha256(_words(op).encode()).hexdigest() != op.hash:
            yield f"act {op.seq} of terminal {op.device_id} is not what was signed"
        elif last == op.seq - 1 and op.prev != head:
            yield f"act {op.seq} of terminal {op.device_id} does not follow the one before it"
        heads[op.device_id] = (op.seq, op.hash)


def _altered_acts(session: Session) -> list[str]:
    return [sentence for sentence, _ in zip(_altered(session), range(MOST_NAMED), strict=False)]


ACTS_ARE_AS_SIGNED = all_of(_ACTS_BECAME_SALES, _altered_acts)
