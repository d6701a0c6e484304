"""Watches the tables: what a refused request left behind, and whether an answer is a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import func, literal_column, select, text, union_all
from sqlalchemy.sql.elements import TextClause
from werkzeug.test import TestResponse

from app.db import db, reading

UNTOUCHED_BY_CALLS = frozenset({"alembic_version", "request_key"})
"""Not counted: a rule's refusal is kept under its key, and nothing else of it."""


@cache
def _counting() -> TextClause:
    """Put together once: with a hundred tables that takes longer than counting their rows."""
    tables = [t for t in db.metadata.sorted_tables if t.name not in UNTOUCHED_BY_CALLS]
    counts = [
        select(
            literal_column(f"'{table.name}'").label("name"), func.count().label("rows")
        ).select_from(table)
        for table in tables
    ]
    return text(str(union_all(*counts)))


def row_counts(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context(), reading() as session:
        return {row.name: row.rows for row in session.execute(_counting())}


@dataclass
class Witness:
    """Collects what went wrong, so that one test names all of it."""

    app: Flask
    before: dict[str, int]
    faults: list[str]

    def see(self, what: str, answer: TestResponse, *statuses: int) -> None:
        """Note an answer that is no refusal of ours: `statuses`, else any 4xx."""
        status = answer.status_code
        expected = status in statuses if statuses else 400 <= status < 500
        if not expected:
            self.faults.append(f"{what}: {status} {answer.text[:200]}")
        elif status >= 400 and not self._is_problem(answer):
            self.faults.append(f"{what}: {status} is no problem+json: {answer.text[:100]}")

    def allow(self, what: str, answer: TestResponse) -> None:
        """Note an answer that is neither a success nor a refusal; what succeeds may write."""
        self.see(what, answer, *range(200, 205), *range(400, 500))
        if answer.status_code < 300:
            self.before = row_counts(self.app)

    def nothing_written(self, what: str) -> None:
        now = row_counts(self.app)
        if now != self.before:
            grown = {name: rows for name, rows in now.items() if rows != self.before.get(name)}
            self.faults.append(f"{what}: left rows in {grown}")
            self.before = now

    @staticmethod
    def _is_problem(answer: TestResponse) -> bool:
        body: Any = answer.get_json(silent=True, force=True)
        return (
            answer.mimetype == "application/problem+json"
            and isinstance(body, dict)
            and {"type", "title", "status", "detail", "code"} <= set(body)
        )


@contextmanager
def watching(app: Flask) -> Iterator[Witness]:
    """Whatever is refused inside leaves no row behind, and is refused in our own words."""
    witness = Witness(app, row_counts(app), [])
    yield witness
    witness.nothing_written("all together")
    assert not witness.faults, "\n".join(witness.faults[:20])
