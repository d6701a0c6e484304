"""The integrity checks hold in a shop that has lived, and each names what breaks it."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app.db import db, reading
from app.reporting.checks_records import expected_guards, guards_in_place
from app.reporting.integrity import CHECKS, run_check, run_checks
from app.sqlite import sqlite_module
from tests.reporting.harms import DATABASE_HARMS, ELSEWHERE, GUARDS_OFF, HARMS
from tests.reporting.history import change_dates, live, open_stock, swap_lots, transfer
from tests.support import people
from tests.support.api import ApiClient

BY_NAME = {check.name: check for check in CHECKS}


def _broken(session: Session) -> dict[str, str]:
    return {result.name: result.detail for result in run_checks(session) if not result.ok}


@contextmanager
def _unguarded(kind: str) -> Iterator[Session]:
    """A transaction in which the database lets anything happen; undone at the end."""
    with db.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if kind == "sqlite":
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA ignore_check_constraints=ON")
        with Session(connection, autoflush=False) as session:
            if kind == "sqlite":
                for name in sorted(guards_in_place(session)):
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in GUARDS_OFF[kind]:
                connection.exec_driver_sql(statement)
            yield session
            session.rollback()
        connection.invalidate()


def _details_after(statement: str, check: str, kind: str) -> str:
    with _unguarded(kind) as session:
        session.connection().exec_driver_sql(statement)
        result = run_check(session, BY_NAME[check])
    return "" if result.ok else result.detail


def _live_long(app: Flask, api: ApiClient) -> None:
    """Everything a shop lives through, in one."""
    lots = live(api)
    transfer(api, lots[2])
    open_stock(api)
    second = ApiClient(app.test_client(), people.token(app, "manager"))
    change_dates(api, second, lots[2])
    swap_lots(api, second)


def test_every_check_holds_in_a_new_shop(context: Flask) -> None:
    with reading() as session:
        assert _broken(session) == {}


def test_every_check_holds_in_a_shop_that_has_lived(app: Flask, api: ApiClient) -> None:
    _live_long(app, api)
    with app.app_context(), reading() as session:
        assert _broken(session) == {}


def test_every_check_names_what_breaks_it(app: Flask, api: ApiClient, database_url: str) -> None:
    _live_long(app, api)
    kind = make_url(database_url).get_backend_name()
    own = {check: harm for (check, where), harm in DATABASE_HARMS.items() if where == kind}
    with app.app_context():
        found = {
            check: _details_after(harm, check, kind) for check, harm in {**HARMS, **own}.items()
        }
        silent = sorted(name for name, detail in found.items() if not detail)
        assert silent == []
        assert not any("could not be checked" in detail for detail in found.values()), found
        with reading() as session:
            assert _broken(session) == {}


def test_every_check_has_a_harm_that_proves_it() -> None:
    proven = set(HARMS) | {name for name, _kind in DATABASE_HARMS} | ELSEWHERE
    assert proven == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)


def test_a_check_tells_amounts_and_records_in_words(app: Flask, api: ApiClient) -> None:
    lots = live(api)
    harm = HARMS["lots_equal_ledger"]
    with app.app_context():
        kind = db.engine.dialect.name
        detail = _details_after(harm, "lots_equal_ledger", kind)
    assert (
        detail == f"lot {lots[0]} at MAIN: stock is worth 20.90, the inventory account says 20.91"
    )


def test_a_check_that_cannot_be_made_has_not_passed(app: Flask, api: ApiClient) -> None:
    with app.app_context(), _unguarded(db.engine.dialect.name) as session:
        session.connection().exec_driver_sql("ALTER TABLE request_key RENAME TO gone")
        broken = _broken(session)
    assert set(broken) - {"guards_stand", "settings_safe"} == {"requests_answered"}
    assert "could not be checked" in broken["requests_answered"]


def test_every_guard_of_the_schema_is_known_to_the_doctor(context: Flask) -> None:
    with reading() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        assert guards_in_place(session) == expected_guards(sqlite=sqlite)


@pytest.mark.databases("sqlite")
def test_a_damaged_file_is_noticed(app: Flask, api: ApiClient, tmp_path: Path) -> None:
    live(api)
    source = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    damaged = tmp_path / "damaged.db"
    with closing(sqlite_module().connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_movement_moved_on'"
        ).fetchone()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    shutil.copyfile(source, damaged)
    with damaged.open("r+b") as file:
        file.seek((root[0] - 1) * size + 8)
        file.write(b"\xff" * 64)
    engine = create_engine(f"sqlite:///{damaged}", module=sqlite_module())
    with Session(engine) as session:
        found = run_check(session, BY_NAME["file_sound"])
    engine.dispose()
    assert not found.ok
    assert found.detail
