"""The database: base class, column types, engines, and the two ways in: transaction and reading.

The only file that commits. SQLite writes pass one gate and begin IMMEDIATE; PostgreSQL works in
READ COMMITTED with sorted row locks (docs/decisions/0002-transactions.md). Knows no room.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Date, DateTime, Integer, MetaData, SmallInteger, Text
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app.errors import Busy
from app.sqlite import gate

T = TypeVar("T")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table; domain code needs no Flask to use it."""

    metadata = MetaData(naming_convention=NAMES)


Whole = BigInteger().with_variant(Integer(), "sqlite")
"""Identities, money in minor units, quantities in millionths: 64-bit on both databases."""

Small = SmallInteger().with_variant(Integer(), "sqlite")


class Day(TypeDecorator[date]):
    """A calendar day; ISO text in SQLite's STRICT tables."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; sortable fixed-width text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Flag(TypeDecorator[bool]):
    """Yes or no: 1 or 0 on both databases."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Small)

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


def strict(*constraints: Any) -> tuple[Any, ...]:
    """Table arguments: the constraints, and STRICT typing on SQLite."""
    return (*constraints, {"sqlite_strict": True})


db = SQLAlchemy(model_class=Base, session_options={"autoflush": False})

_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)
RETRIES = 5
RACES = frozenset({"40001", "40P01", "55P03", "23505"})
OUTAGE_WAITS = (0.2, 0.4, 0.8, 1.6, 3.0)
UNREACHABLE = (OperationalError, InterfaceError, DisconnectionError)
"""What the database's absence looks like; answered with 503, never with 500."""


def _lost_connection(error: DBAPIError) -> bool:
    """Whether the database went away or has not come up yet."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlstate", "none here")
    return code is None or code.startswith(("08", "57P"))


def _lost_race(error: DBAPIError) -> bool:
    """A deadlock, a lock not had in time, or a unique value: next time the winner is found."""
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return code in RACES
    return "locked" in str(error.orig) or "busy" in str(error.orig)


def _attempt(engine: Engine, work: Callable[[Session], T]) -> T:
    with gate(engine), Session(engine, autoflush=False, expire_on_commit=False) as session:
        with session.begin():
            return work(session)


def transaction(work: Callable[[Session], T], *, retries: int = RETRIES) -> T:
    """Run `work` in one database transaction and commit; anything raised undoes all of it.

    Lost races and lost connections run the whole of `work` again (at most `retries` times, with
    jitter; over some six seconds where the database itself is gone); so `work` touches nothing
    but the session. Refuses nesting. Nothing slow inside: no print, mail, HTTP or PDF.
    """
    if _inside.get():
        raise RuntimeError("a transaction inside a transaction")
    token = _inside.set(True)
    try:
        return _with_retries(db.engine, work, retries)
    finally:
        _inside.reset(token)


def _with_retries(engine: Engine, work: Callable[[Session], T], retries: int) -> T:
    for attempt in range(retries + 1):
        try:
            return _attempt(engine, work)
        except DBAPIError as error:
            lost = _lost_connection(error)
            if not lost and not _lost_race(error):
                raise
            if attempt == retries:
                if isinstance(error, IntegrityError):
                    raise
                raise busy() from error
        jitter = random.uniform(0.002, 0.02) * (attempt + 1)  # noqa: S311 - no secret
        time.sleep(jitter + (OUTAGE_WAITS[attempt] if lost else 0))
    raise AssertionError("unreachable")


def busy() -> Busy:
    """The answer when the database cannot be had."""
    return Busy("The shop is busy. Nothing was written; try again in a moment.")


def outside_transaction(what: str) -> None:
    """Assert that slow work is not done inside a transaction."""
    if _inside.get():
        raise RuntimeError(f"{what} inside a transaction")


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only session on one consistent snapshot; what was read stays readable after it."""
    with Session(db.engines["read"], autoflush=False, expire_on_commit=False) as session:
        yield session


def stream_reading(work: Callable[[Session], Iterator[T]]) -> Iterator[T]:
    """What is read on one snapshot, handed out as it is read; ends with the last row."""
    with reading() as session:
        yield from work(session)


def is_sqlite(session: Session) -> bool:
    """Which of the two databases the session talks to."""
    return session.get_bind().dialect.name == "sqlite"
