"""Rows of several tables written together: one round trip on PostgreSQL, in order on SQLite.

For hot paths, where each round trip costs more than the rows in it. Writes only what it is given;
knows no table by name (docs/decisions/0006-hot-paths.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import is_sqlite

Row = Mapping[str, Any]
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_SQLITE = sqlite.dialect()  # type: ignore[no-untyped-call]


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no column value")


def json_rows(rows: Sequence[Row]) -> str:
    """Rows as the database's JSON functions read them; yes and no as 1 and 0."""
    plain = [
        {
            name: int(value) if value is True or value is False else value
            for name, value in row.items()
        }
        for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _insert(table: Table, columns: tuple[str, ...]) -> str:
    kinds = ", ".join(f"{name} {table.c[name].type.compile(_DIALECT)}" for name in columns)
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table.name} ({names})"
        f" SELECT {names} FROM json_to_recordset(CAST(:{table.name} AS json)) AS given({kinds})"
    )


@lru_cache(maxsize=256)
def _plain_insert(table: Table, columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """SQLite's statement for rows of these columns, and what makes a value of each plain."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    kinds = (table.c[name].type.dialect_impl(_SQLITE) for name in columns)
    plain = tuple(kind.bind_processor(_SQLITE) or _as_it_is for kind in kinds)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})", plain


def _as_it_is(value: Any) -> Any:
    return value


def _write_plain(session: Session, table: Table, rows: Sequence[Row]) -> None:
    columns = tuple(rows[0])
    statement, plain = _plain_insert(table, columns)
    values = [
        tuple(make(row[name]) for name, make in zip(columns, plain, strict=True)) for row in rows
    ]
    session.connection().exec_driver_sql(statement, values)


@lru_cache(maxsize=256)
def _together(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> TextClause:
    parts = [f"w{number} AS ({_insert(*each)})" for number, each in enumerate(shape)]
    return text(f"WITH {', '.join(parts)} SELECT 1")


def run(session: Session, statement: Any, values: Any = None) -> Any:
    """Execute a Core statement past the ORM, in the session's own transaction."""
    return session.connection().execute(statement, values)


class RowBatch:
    """Rows to insert, table by table, parents before children."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[Row]] = {}

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Put rows of a table into the batch; all rows of a table name the same columns."""
        if rows:
            self._rows.setdefault(table, []).extend(rows)

    def write(self, session: Session) -> None:
        """Insert everything. Triggers of one table do not see the rows of another."""
        if not self._rows:
            return
        if is_sqlite(session):
            for table, rows in self._rows.items():
                _write_plain(session, table, rows)
            return
        shape = tuple((table, tuple(rows[0])) for table, rows in self._rows.items())
        values = {table.name: json_rows(rows) for table, rows in self._rows.items()}
        run(session, _together(shape), values)


def take_ids(session: Session, wanted: Mapping[Table, int]) -> dict[Table, list[int]]:
    """Fresh ids for so many rows of each table, in one round trip.

    SQLite has one writer at a time, so the next ids are the free ones.
    """
    if is_sqlite(session):
        free = run(session, _free(tuple(wanted))).one()
        return {
            table: list(range(first, first + count))
            for first, (table, count) in zip(free, wanted.items(), strict=True)
        }
    values = run(session, _sequences(tuple(wanted.items()))).one()
    found = iter(values)
    return {table: [int(next(found)) for _ in range(count)] for table, count in wanted.items()}


@lru_cache(maxsize=64)
def _sequences(wanted: tuple[tuple[Table, int], ...]) -> TextClause:
    calls = [f"nextval('{table.name}_id_seq')" for table, count in wanted for _ in range(count)]
    return text("SELECT " + ", ".join(calls))


@lru_cache(maxsize=64)
def _free(tables: tuple[Table, ...]) -> TextClause:
    firsts = [f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})" for table in tables]
    return text("SELECT " + ", ".join(firsts))
