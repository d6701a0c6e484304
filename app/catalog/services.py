"""Products and tax categories: the only writers of the catalogue."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.catalog.models import TaxCategory
from app.db import is_sqlite
from app.errors import bad_field

MAX_RATE = 1_000_000


def set_tax_category(session: Session, code: str, *, rate: int) -> None:
    """Add a tax category or change its rate (millionths) for sales from now on."""
    if not 0 <= rate <= MAX_RATE:
        raise bad_field("rate", "must be from 0 to 1")
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(TaxCategory).values(code=code, rate=rate)
    session.execute(
        statement.on_conflict_do_update(index_elements=["code"], set_={"rate": rate})
    )
