"""How the shop talks to SQLite and PostgreSQL engines: drivers, pragmas, the write gate.

SQLite: STRICT tables, FULL durability, WAL only with a library free of the WAL-reset bug (fixed in
3.51.3, 3.50.7 and 3.44.6), else a rollback journal. Never opens a transaction by itself.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from psycopg.adapt import Loader
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

try:
    from pysqlite3 import dbapi2 as bundled
except ImportError:  # no wheel for this platform: the system's library serves
    bundled = None
try:
    import fcntl
except ImportError:  # Windows: one process, the thread lock is the gate
    fcntl = None  # type: ignore[assignment]

PRAGMAS = ("foreign_keys=ON", "recursive_triggers=ON", "busy_timeout=5000", "trusted_schema=OFF")
POSTGRES_OPTIONS = (
    "-c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c statement_timeout=30s"
    " -c timezone=UTC"
)
_thread_gates: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug."""
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


def _version(module: Any) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in module.sqlite_version.split(".")[:3])
    return major, minor, patch


def sqlite_module() -> ModuleType:
    """The system's SQLite where it is sound, else the bundled one, else the system's."""
    if wal_is_safe(_version(sqlite3)) or bundled is None:
        return sqlite3
    return bundled  # type: ignore[no-any-return]


def journal_mode() -> str:
    """WAL where it is safe, else a rollback journal."""
    return "WAL" if wal_is_safe(_version(sqlite_module())) else "DELETE"


def engine_options(url: str, *, read: bool) -> dict[str, Any]:
    """Options of the write or the read engine for a database address."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"module": sqlite_module(), "connect_args": {"timeout": 5}}
    return {
        "pool_pre_ping": read,  # a write that finds its connection lost runs again whole
        "pool_size": 16,
        "max_overflow": 16,
        "isolation_level": "REPEATABLE READ" if read else "READ COMMITTED",
        "connect_args": {"options": POSTGRES_OPTIONS, "connect_timeout": 5},
        **({"execution_options": {"postgresql_readonly": True}} if read else {}),
    }


def _sha256_hex(text: str) -> str:
    """What PostgreSQL has built in: the till's chain is computed by the database itself."""
    return hashlib.sha256(text.encode()).hexdigest()


class _WholeSum(Loader):
    """A sum of whole numbers is a whole number: PostgreSQL adds up bigint as numeric."""

    def load(self, data: Any) -> int | Decimal:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdecimal() else Decimal(text)


def _read_sums(connection: Any, _record: Any) -> None:
    connection.adapters.register_loader("numeric", _WholeSum)


def prepare_engine(engine: Engine, *, read: bool) -> None:
    """Give every connection what it needs: SQLite its pragmas and kind of BEGIN, PostgreSQL sums
    that stay whole."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _read_sums)
        return
    begin = "BEGIN" if read else "BEGIN IMMEDIATE"

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA journal_mode={journal_mode()}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.create_function("sha256_hex", 1, _sha256_hex, deterministic=True)
        if read:
            connection.execute("PRAGMA query_only=ON")

    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _thread_gate(name: str) -> threading.Lock:
    with _guard:
        return _thread_gates.setdefault(name, threading.Lock())


@contextmanager
def gate(engine: Engine) -> Iterator[None]:
    """One writer at a time on an SQLite file, over threads and processes; open on PostgreSQL."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with _thread_gate(path):
        if fcntl is None:
            yield
            return
        with Path(path + ".gate").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def database_facts(connection: Any) -> dict[str, str]:
    """What `doctor` shows: library, journal mode and durability actually in force."""
    if connection.dialect.name != "sqlite":
        names = ("server_version", "synchronous_commit", "fsync", "full_page_writes")
        return {
            name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names
        }
    facts = {"sqlite": sqlite_module().sqlite_version}  # type: ignore[attr-defined]
    for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers"):
        facts[name] = str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
    return facts
