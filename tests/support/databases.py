"""Fresh, migrated databases for single tests, copied from one template per kind and worker.

The templates are made by the shop's own migrations, never by create_all, so every test runs on
the schema that operators get.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from app.db import db
from app.factory import create_app
from app.opening import bring_up
from config import Settings, load_settings
from tests.support.memory import folder_in_memory
from tests.support.postgres import Cluster, unique_name

SECRET_KEY = "only-for-tests"
PIN_PEPPER = "only-for-tests-too"


def settings_for(database_url: str, *, instance: Path, **changes: object) -> Settings:
    """The settings of a shop under test: nothing comes from the developer's environment."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "SHOP_PIN_PEPPER": PIN_PEPPER,
        "SHOP_INSTANCE": str(instance),
    }
    return replace(load_settings(environment), testing=True, **changes)


@dataclass(frozen=True)
class SqliteTemplate:
    """One migrated file; a fresh database is a copy of it."""

    file: Path

    @contextlib.contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        place = folder_in_memory() or folder
        with tempfile.TemporaryDirectory(prefix="lotwise-db-", dir=place) as made:
            copy = Path(made) / "lotwise.db"
            shutil.copyfile(self.file, copy)
            yield f"sqlite:///{copy}"


@dataclass(frozen=True)
class PostgresTemplate:
    """One migrated database; a fresh one is made with CREATE DATABASE ... TEMPLATE."""

    cluster: Cluster
    name: str

    @contextlib.contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        del folder  # a PostgreSQL database lives in its cluster
        name = unique_name("test")
        url = self.cluster.create(name, template=self.name)
        try:
            yield url
        finally:
            self.cluster.drop(name)


def make_sqlite_template(folder: Path) -> SqliteTemplate:
    file = folder / "template.db"
    _migrate(f"sqlite:///{file}", folder)
    return SqliteTemplate(file)


def make_postgres_template(cluster: Cluster, folder: Path) -> PostgresTemplate:
    name = unique_name("template")
    _migrate(cluster.create(name), folder)
    return PostgresTemplate(cluster, name)


def _migrate(url: str, folder: Path) -> None:
    app = create_app(settings_for(url, instance=folder))
    with app.app_context():
        bring_up()
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every pooled connection, so that the file or database can be copied or dropped."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
