"""Copies of the whole database while the shop sells, and the way back. Knows no business record.

SQLite: `VACUUM INTO` and the backup interface. PostgreSQL: `pg_dump` and `pg_restore`, found on the
PATH or where Debian keeps them. A copy appears under its name only when it is complete.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL, Engine

from app.errors import ShopError
from app.sqlite import gate, sqlite_module
from config import ROOT

SQLITE_HEAD, POSTGRES_HEAD = b"SQLite format 3\0", b"PGDMP"
DEBIAN_BINARIES = Path("/usr/lib/postgresql")
BEFORE = "lotwise_before_restore"


class BackupRefused(ShopError):
    """A copy that cannot be made or taken back; nothing was changed."""

    code, title = "backup_refused", "Not possible"


def _kind_of(file: Path) -> str:
    with file.open("rb") as opened:
        head = opened.read(len(SQLITE_HEAD))
    if head == SQLITE_HEAD:
        return "sqlite"
    return "postgresql" if head.startswith(POSTGRES_HEAD) else "unknown"


def refuse_foreign_file(engine: Engine, file: Path) -> None:
    """Refuse what is not a copy made by this command on the same kind of database."""
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    kind = _kind_of(file)
    if kind == "unknown":
        raise BackupRefused(f"{file} is not a copy made by `backup`.")
    if kind != engine.dialect.name:
        raise BackupRefused(f"{file} was made on {kind}; this shop runs on {engine.dialect.name}.")


def _known_revisions() -> set[str]:
    return {each.revision for each in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()}


def _refuse_foreign_schema(revision: str | None) -> None:
    if revision is None:
        raise BackupRefused("There is no shop in that copy.")
    if revision not in _known_revisions():
        raise BackupRefused("That copy was made by a newer Lotwise; update this one first.")


def _sqlite_path(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def _vacuum_into(source: Path, target: Path) -> None:
    with closing(sqlite_module().connect(source, timeout=30)) as connection:
        connection.isolation_level = None
        connection.execute("VACUUM INTO ?", (str(target),))


def _refuse_damaged(file: Path) -> None:
    library: Any = sqlite_module()
    with closing(library.connect(file)) as connection:
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except library.Error as error:
            raise BackupRefused(f"That copy is damaged: {error}.") from None
    if found != "ok":
        raise BackupRefused(f"That copy is damaged: {found}.")
    _refuse_foreign_schema(row[0] if row else None)


def _keep(written: Path, target: Path) -> None:
    """Give a complete copy its name, durably and at once."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.replace(target)


def back_up(engine: Engine, target: Path) -> None:
    """Write a consistent copy of the database to a new file, while others go on selling."""
    if not target.parent.is_dir():
        raise BackupRefused(f"There is no folder {target.parent}.")
    sqlite = engine.dialect.name == "sqlite"
    if sqlite and target.exists() and target.samefile(_sqlite_path(engine)):
        raise BackupRefused("That is the shop's own database.")
    if target.exists():
        raise BackupRefused(f"{target} is already there; choose another name for this copy.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        written = Path(folder) / "copy"
        if sqlite:
            _vacuum_into(_sqlite_path(engine), written)
            _refuse_damaged(written)
        else:
            _run_on("pg_dump", engine.url, "--format=custom", f"--file={written}")
        _keep(written, target)


def take_back(engine: Engine, file: Path) -> None:
    """Put a copy in the place of the database: all of it, or nothing is changed."""
    refuse_foreign_file(engine, file)
    if engine.dialect.name == "sqlite":
        _take_back_sqlite(engine, file)
    else:
        _take_back_postgres(engine.url, file)


def _take_back_sqlite(engine: Engine, file: Path) -> None:
    live = _sqlite_path(engine)
    live.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=live.parent, prefix=".restore-") as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(file, copy)
        _refuse_damaged(copy)
        connect = sqlite_module().connect
        with (
            gate(engine),
            closing(connect(copy)) as source,
            closing(connect(live, timeout=30)) as target,
        ):
            source.backup(target)


def _program(name: str) -> str:
    """A program of PostgreSQL: on the PATH, else the newest that Debian installed."""
    found = shutil.which(name)
    if found:
        return found
    folders = sorted(DEBIAN_BINARIES.glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / name).exists():
            return str(folder / name)
    raise BackupRefused(f"{name} is missing; install it: apt-get install postgresql-client")


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


@contextmanager
def _conninfo(url: URL) -> Iterator[str]:
    """How the programs reach the database; the password is in a file of ours, in no list."""
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    given: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    given |= {name: value for name, value in url.query.items() if isinstance(value, str)}
    with tempfile.NamedTemporaryFile("w", prefix="lotwise-") as file:
        if url.password is not None:
            hidden = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{hidden}\n")
            file.flush()
            given["passfile"] = file.name
        yield make_conninfo(**given)


def _run_on(name: str, url: URL, *arguments: str) -> None:
    program = _program(name)
    with _conninfo(url) as conninfo:
        command = [program, f"--dbname={conninfo}", "--no-owner", "--no-privileges", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason was given"]
        raise BackupRefused(f"{name} failed: {lines[0]}")


def _take_back_postgres(url: URL, file: Path) -> None:
    """Restore beside what is there, look at it, and only then let go of what was there."""
    with _conninfo(url) as conninfo, psycopg.connect(conninfo, autocommit=True) as connection:
        with connection.transaction():
            connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
            connection.execute(f"ALTER SCHEMA public RENAME TO {BEFORE}")
            connection.execute("CREATE SCHEMA public")
        try:
            arguments = ("--schema=public", "--single-transaction", "--exit-on-error", str(file))
            _run_on("pg_restore", url, *arguments)
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            _refuse_foreign_schema(row[0] if row else None)
        except BaseException:
            with connection.transaction():
                connection.execute("DROP SCHEMA public CASCADE")
                connection.execute(f"ALTER SCHEMA {BEFORE} RENAME TO public")
            raise
        connection.execute(f"DROP SCHEMA {BEFORE} CASCADE")
