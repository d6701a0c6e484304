"""Migrations run on both databases, arrive exactly at the models, and lead back to nothing."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect
from sqlalchemy.engine import Connection

from app.db import Base, db
from app.factory import MIGRATIONS


def _checks_in(connection: Connection) -> set[tuple[str, str]]:
    look = inspect(connection)
    return {
        (table, str(check["name"]))
        for table in look.get_table_names()
        for check in look.get_check_constraints(table)
    }


def _checks_of_models() -> set[tuple[str, str]]:
    return {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_does_not_differ_from_the_models(context: Flask) -> None:
    with db.engine.connect() as connection:
        migration = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(migration, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_migrated_schema(context: Flask) -> None:
    with db.engine.connect() as connection:
        assert _checks_in(connection) == _checks_of_models()


@pytest.mark.databases("sqlite")
def test_every_sqlite_table_is_strict(context: Flask) -> None:
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
            " AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        )
        assert rows.all() == []


def test_migrations_lead_back_to_nothing_and_forth_again(context: Flask) -> None:
    with db.engine.connect() as connection:
        upgraded = _tables(connection)
    flask_migrate.downgrade(revision="base")
    with db.engine.connect() as connection:
        assert _tables(connection) == set()
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert _tables(connection) == upgraded
        assert upgraded == set(Base.metadata.tables)


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
