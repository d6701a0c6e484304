"""The doctor's words and exit code; copies made while selling, and the way back."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app import backup as copies
from app.accounting.models import NumberSeries
from app.db import reading, transaction
from app.reporting.integrity import CHECKS, CheckResult
from app.sales.models import Sale
from tests.reporting.history import deliver, furnish, line, live, sell
from tests.support.api import ApiClient

ONE = {"sku": "YOG-500", "quantity": "1"}


@pytest.fixture(name="run")
def _run(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def _sales(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Sale)) or 0


def _open_for_sale(api: ApiClient) -> None:
    furnish(api)
    deliver(api, line("YOG-500", "500", "500.00", expires_on="2099-12-24"))


def test_the_doctor_tells_the_facts_and_each_check(
    api: ApiClient, run: Callable[..., Result]
) -> None:
    live(api)
    told = run("doctor")
    lines = told.output.splitlines()
    checks = [row for row in lines[:-1] if not row.startswith("--")]
    assert told.exit_code == 0, told.output
    assert checks == [f"ok  {check.name}" for check in CHECKS]
    assert lines.index(checks[0]) > 2
    assert lines[-1] == f"All {len(CHECKS)} checks hold."


@pytest.mark.databases("postgresql")
def test_no_time_limit_of_a_till_ends_a_check_of_the_doctor(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[str] = []

    def look(session: Session) -> list[CheckResult]:
        limits.append(session.execute(text("SHOW statement_timeout")).scalar_one())
        return []

    monkeypatch.setattr("app.maintenance.run_checks", look)
    assert run("doctor").exit_code == 0
    assert limits == ["0"]


def test_the_doctor_fails_where_one_check_fails(
    app: Flask, api: ApiClient, run: Callable[..., Result]
) -> None:
    live(api)
    more = update(NumberSeries).values(next_number=NumberSeries.next_number + 1)
    with app.app_context():
        transaction(lambda session: session.execute(more.where(NumberSeries.code == "GR")))
    told = run("doctor")
    assert told.exit_code == 1
    assert "BAD document_numbers: series GR: 5 numbers given, 4 documents" in told.output
    assert told.output.count("BAD") == 1
    assert told.output.splitlines()[-1] == f"1 of {len(CHECKS)} checks does not hold."


def test_a_shop_comes_back_as_it_was(
    app: Flask, api: ApiClient, run: Callable[..., Result], tmp_path: Path
) -> None:
    live(api)
    copy = tmp_path / "shop.backup"
    before = api.get("/accounting/trial-balance").json, api.get("/accounting/valuation").json
    assert run("backup", copy).exit_code == 0
    sell(api, ONE, paid="10.00", till="N1")
    assert api.get("/accounting/valuation").json != before[1]
    told = run("restore", copy, "--replace")
    assert told.exit_code == 0, told.output
    assert "ok  stock_equals_ledger" in told.output
    after = api.get("/accounting/trial-balance").json, api.get("/accounting/valuation").json
    assert after == before
    sell(api, ONE, paid="10.00", till="N1")
    assert run("doctor").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_shop_with_sales_is_kept_in_a_copy_before_it_is_replaced(
    app: Flask, api: ApiClient, run: Callable[..., Result], tmp_path: Path
) -> None:
    copy = tmp_path / "empty.backup"
    assert run("backup", copy).exit_code == 0
    live(api)
    before = _sales(app)
    told = run("restore", copy)
    assert told.exit_code == 0, told.output
    assert _sales(app) == 0
    (kept,) = tmp_path.glob("before-restore-*.backup")
    assert kept.name in told.output
    assert run("restore", kept, "--replace").exit_code == 0
    assert _sales(app) == before > 0


def test_a_copy_made_while_selling_is_whole(
    app: Flask, api_as: Callable[[str], ApiClient], run: Callable[..., Result], tmp_path: Path
) -> None:
    api = api_as("owner")
    _open_for_sale(api)
    stop, sold = threading.Event(), []

    def keep_selling() -> None:
        while not stop.is_set():
            sold.append(sell(api, ONE, paid="10.00"))

    cashier = threading.Thread(target=keep_selling)
    cashier.start()
    try:
        files = [tmp_path / f"{number}.backup" for number in range(3)]
        assert [run("backup", file).exit_code for file in files] == [0, 0, 0]
    finally:
        stop.set()
        cashier.join()
    assert len(sold) > 1
    told = run("restore", files[-1], "--replace")
    assert told.exit_code == 0, told.output
    assert 0 <= _sales(app) <= len(sold)


def test_a_file_that_is_no_copy_is_refused_and_changes_nothing(
    app: Flask, api: ApiClient, run: Callable[..., Result], tmp_path: Path
) -> None:
    live(api)
    before = _sales(app)
    strange, half = tmp_path / "strange", tmp_path / "half"
    strange.write_bytes(b"something else")
    assert run("backup", half).exit_code == 0
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
    for file in (strange, half, tmp_path / "absent"):
        told = run("restore", file, "--replace")
        assert told.exit_code == 1, told.output
        assert len(told.output.strip().splitlines()) == 1, told.output
    assert _sales(app) == before
    assert run("doctor").exit_code == 0


def test_a_copy_of_a_newer_shop_is_refused(
    app: Flask, api: ApiClient, run: Callable[..., Result], tmp_path: Path
) -> None:
    copy = tmp_path / "newer.backup"
    newer, ours = "UPDATE alembic_version SET version_num = 'z999'", []
    with app.app_context():
        with reading() as session:
            ours.append(session.scalar(text("SELECT version_num FROM alembic_version")))
        transaction(lambda session: session.execute(text(newer)))
        made = run("backup", copy)
        back = f"UPDATE alembic_version SET version_num = '{ours[0]}'"
        transaction(lambda session: session.execute(text(back)))
    if made.exit_code == 0:
        made = run("restore", copy)
    assert made.exit_code == 1
    assert "newer" in made.output
    assert run("doctor").exit_code == 0


def test_a_backup_needs_a_folder_and_a_shop(run: Callable[..., Result], tmp_path: Path) -> None:
    told = run("backup", tmp_path / "nowhere" / "x")
    assert told.exit_code == 1
    assert "no folder" in told.output
    assert not (tmp_path / "nowhere").exists()


def test_a_backup_tells_its_size_and_never_replaces_a_file(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    copy = tmp_path / "shop.backup"
    told = run("backup", copy)
    assert told.exit_code == 0, told.output
    assert re.fullmatch(rf"Backup written: {re.escape(str(copy))}, \d+\.\d MB\n", told.output)
    before = copy.read_bytes()
    again = run("backup", copy)
    assert again.exit_code == 1
    assert "already there; choose another name" in again.output
    assert copy.read_bytes() == before


@pytest.mark.databases("postgresql")
def test_a_missing_program_is_told_plainly(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies.shutil, "which", lambda _name: None)
    monkeypatch.setattr(copies, "DEBIAN_BINARIES", tmp_path)
    told = run("backup", tmp_path / "x")
    assert told.exit_code == 1
    assert "pg_dump is missing; install it" in told.output


@pytest.mark.databases("sqlite")
def test_the_shops_own_file_is_not_its_backup(
    app: Flask, run: Callable[..., Result], database_url: str
) -> None:
    told = run("backup", make_url(database_url).database)
    assert told.exit_code == 1
    assert "own database" in told.output
