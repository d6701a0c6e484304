"""Fresh databases to measure on: SQLite as a shop has it, and a real PostgreSQL with fsync on."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app.factory import create_app
from app.opening import bring_up
from tests.support.databases import dispose, settings_for
from tests.support.postgres import DURABLE, running_cluster, unique_name


@contextlib.contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """The address of an empty database of a kind, gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="lotwise-bench-") as folder:
            yield f"sqlite:///{folder}/bench.db"
        return
    with running_cluster(DURABLE) as cluster:
        yield cluster.create(unique_name("bench"))


@contextlib.contextmanager
def open_shop(url: str) -> Iterator[Flask]:
    """A shop in this process on a new schema."""
    with tempfile.TemporaryDirectory(prefix="lotwise-bench-") as folder:
        app = create_app(settings_for(url, instance=Path(folder)))
        with app.app_context():
            bring_up()
        yield app
        dispose(app)
