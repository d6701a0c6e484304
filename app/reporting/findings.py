"""Turns one set-based statement into a search for records that break a rule.

Statements are portable over SQLite and PostgreSQL: they only add whole numbers, never multiply.
Never writes, never judges: an empty result means that the rule holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BindParameter, TextClause

from app.db import is_sqlite
from app.identity.models import Shop
from app.values.money import Currency, currency, money_text
from app.values.quantity import quantity_text

MOST_NAMED = 5
"""How many broken records a check names; one is enough to know, five to see a pattern."""

Find = Callable[[Session], list[str]]


@dataclass(frozen=True)
class Check:
    """One thing that must hold: its name, its sentence, and the search for what breaks it."""

    name: str
    sentence: str
    find: Find


def _shop_currency(session: Session) -> Currency:
    return currency(session.scalar(select(Shop.currency)) or "USD")


def _written(name: str, value: Any, cur: Currency) -> str:
    """A value as people read it, by the last word of its column's name."""
    if value is None:
        return "none"
    kind = name.rpartition("_")[2]
    if kind == "money":
        return money_text(int(value), cur)
    return quantity_text(int(value)) if kind == "quantity" else str(value)


def _sentences(session: Session, statement: TextClause, says: str) -> list[str]:
    rows = session.execute(statement, {"most": MOST_NAMED}).mappings().all()
    if not rows:
        return []
    cur = _shop_currency(session)
    return [says.format(**{name: _written(name, row[name], cur) for name in row}) for row in rows]


def finds(says: str, sql: str, *bound: BindParameter[Any]) -> Find:
    """A search: each row of `sql` is a broken record, told by the sentence `says`.

    Columns named `..._money` hold minor units, `..._quantity` millionths. `bound` are typed
    values the statement names.
    """
    statement = text(f"{sql} LIMIT :most").bindparams(*bound)
    return lambda session: _sentences(session, statement, says)


def finds_differences(says: str, keys: str, parts: Sequence[str]) -> Find:
    """A search for sums that should agree and do not.

    Each part selects the key columns, then `one` and `other`; per key both must add up alike.
    """
    union = " UNION ALL ".join(f"SELECT {part}" for part in parts)
    kind = says.partition("{one_")[2].partition("}")[0]
    one, other = f"one_{kind}", f"other_{kind}"
    sql = (
        f"SELECT {keys}, SUM(one) AS {one}, SUM(other) AS {other} FROM ({union}) AS sides "
        f"GROUP BY {keys} HAVING SUM(one) <> SUM(other) ORDER BY {keys}"
    )
    return finds(says, sql)


def all_of(*searches: Find) -> Find:
    """Several searches as one, still naming only a few records."""
    return lambda session: [sentence for search in searches for sentence in search(session)][
        :MOST_NAMED
    ]


def on_sqlite(search: Find) -> Find:
    """A search that has nothing to look for on PostgreSQL."""
    return lambda session: search(session) if is_sqlite(session) else []


def on_postgres(search: Find) -> Find:
    """A search that has nothing to look for on SQLite."""
    return lambda session: [] if is_sqlite(session) else search(session)
