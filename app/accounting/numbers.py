"""Document numbers without gaps: the next of a series, under its row lock.

Not for the sale path: sales receipts number themselves per till.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounting.models import NumberSeries
from app.db import is_sqlite


def take_numbers(session: Session, series: str, count: int = 1) -> range:
    """The next `count` numbers of a series, starting at 1."""
    taken = session.execute(
        update(NumberSeries)
        .where(NumberSeries.code == series)
        .values(next_number=NumberSeries.next_number + count)
        .returning(NumberSeries.next_number)
    ).scalar_one_or_none()
    if taken is None:
        dialect = sqlite if is_sqlite(session) else postgresql
        row = {"code": series, "next_number": 1}
        session.execute(dialect.insert(NumberSeries).on_conflict_do_nothing(), row)
        return take_numbers(session, series, count)
    return range(taken - count, taken)


def document_number(session: Session, prefix: str) -> str:
    """The next number of a kind of document: `GR-000001`."""
    return f"{prefix}-{take_numbers(session, prefix)[0]:06d}"
