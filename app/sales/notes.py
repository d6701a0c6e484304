"""Notes on sales: how long they may be, and reading them back. Writes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.sales.models import SaleNote

LINE_NOTE, SALE_NOTE = 60, 200
WHOLE_SALE = 0
"""The line under which the note on a whole sale stands."""


def notes_of(session: Session, sale_id: int) -> dict[int, str]:
    """What was written on a sale, by line; under `WHOLE_SALE` what is on all of it."""
    found = select(SaleNote.line, SaleNote.note).where(SaleNote.sale_id == sale_id)
    return {row.line: row.note for row in session.execute(found)}
