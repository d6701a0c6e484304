"""The chain of a till's records and the anchors over it: what was written stays as it was."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import db, reading
from app.factory import create_app
from app.maintenance import anchor_yesterday
from app.reporting.checks_chain import ALL_ARE_CHAINED, ANCHORS_HOLD, CHAIN_HOLDS
from app.reporting.integrity import run_checks
from app.sales.chain import link_hash
from tests.reporting.history import live
from tests.support import databases, people
from tests.support.api import ApiClient
from tests.support.clock import Clock
from tests.support.fixtures import TEMPLATES

FIELDS = (
    "sale SET cashier = 'Nobody'",
    "sale SET sold_at = recorded_at, recorded_at = sold_at, sold_on = '2020-01-01'",
    "sale SET customer_id = (SELECT MIN(id) FROM customer)",
    "sale SET token = number",
    "sale_line SET name = 'Something else'",
    "sale_line SET unit_price = unit_price + 10000",
    "sale_allocation SET certainty = 'corrected'",
    "payment SET tender = 'voucher'",
    "payment SET reference = 'x'",
    "sale_note SET note = 'other' WHERE line = 0",
    "sale_note SET line = 2 WHERE line = 1",
    "sale_return SET reason = 'other'",
    "sale_return_line SET disposition = 'waste', reason = 'x'",
    "record_link SET hash = content",
    "record_link SET content = hash",
)


@pytest.fixture
def lived(context: Flask, api: ApiClient) -> None:
    live(api)


@pytest.fixture(scope="module", params=TEMPLATES)
def one_shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One shop of each kind for all tests that only look; sound from beginning to end."""
    folder = tmp_path_factory.mktemp("chain")
    with request.getfixturevalue(TEMPLATES[request.param]).fresh(folder) as url:
        app = create_app(databases.settings_for(url, instance=folder))
        live(ApiClient(app.test_client(), people.token(app, "owner")))
        assert _broken(app) == []
        yield app
        assert _broken(app) == []
        databases.dispose(app)


@pytest.fixture
def looked_at(one_shop: Flask) -> Iterator[None]:
    with one_shop.app_context():
        yield


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [each.name for each in run_checks(session) if not each.ok]


def _unguarded(*statements: str) -> dict[str, list[str]]:
    """What the checks say after somebody changed the file by hand; undone at the end."""
    with db.engine.connect() as connection, Session(connection, autoflush=False) as session:
        if connection.dialect.name == "sqlite":
            for (name,) in session.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        found = {
            "chain": CHAIN_HOLDS(session),
            "all": ALL_ARE_CHAINED(session),
            "anchors": ANCHORS_HOLD(session),
        }
        session.rollback()
        connection.invalidate()
    return found


def _links() -> list[dict[str, object]]:
    with reading() as session:
        rows = session.execute(text("SELECT * FROM record_link ORDER BY till_id, position"))
        return [dict(row) for row in rows.mappings()]


def test_the_database_computes_the_very_hash_that_the_rules_do(looked_at: None) -> None:
    with reading() as session:
        rows = session.execute(
            text(
                "SELECT k.*, d.epoch, d.seq FROM record_link k JOIN (SELECT number, epoch, seq "
                "FROM sale UNION ALL SELECT number, epoch, seq FROM sale_return) d "
                "ON d.number = k.document_number ORDER BY k.till_id, k.position"
            )
        ).all()
    assert len(rows) > 5
    heads: dict[int, str] = {}
    for row in rows:
        head = heads.get(row.till_id, "")
        expected = link_hash(head, row.position, row.document_kind, row.epoch, row.seq, row.content)
        assert row.hash == expected
        heads[row.till_id] = row.hash


@pytest.mark.parametrize("change", FIELDS)
def test_an_altered_value_is_found_and_its_first_record_named(looked_at: None, change: str) -> None:
    found = _unguarded(f"UPDATE {change}")
    assert found["chain"], change
    assert "was altered" in found["chain"][0]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM sale_note WHERE line = 1",
        "INSERT INTO sale_note SELECT MAX(id), 0, 'late' FROM sale",
    ],
)
def test_a_note_taken_off_or_put_on_later_is_found(looked_at: None, change: str) -> None:
    assert "was altered" in _unguarded(change)["chain"][0]


def test_a_record_taken_out_is_found(looked_at: None) -> None:
    last = _links()[2]
    found = _unguarded(
        f"DELETE FROM record_link WHERE till_id = {last['till_id']} "
        f"AND position = {last['position']}"
    )
    assert "missing" in found["chain"][0]
    assert found["all"]


def test_the_last_record_cut_off_is_found(looked_at: None) -> None:
    last = _links()[-1]
    found = _unguarded(
        f"DELETE FROM record_link WHERE till_id = {last['till_id']} "
        f"AND position = {last['position']}"
    )
    assert "the chain ends at" in found["chain"][0]


def _next_day(time: Clock) -> None:
    time.at("2026-11-22T12:00:00+00:00")


def _a_quiet_day_later(time: Clock) -> None:
    time.at("2026-11-23T12:00:00+00:00")


def test_a_chain_written_anew_as_a_whole_does_not_fit_yesterdays_anchor(
    lived: None, clock: Clock
) -> None:
    _next_day(clock)
    assert anchor_yesterday()
    with reading() as session:
        assert ANCHORS_HOLD(session) == []
    forged = _unguarded(
        "UPDATE record_link SET content = 'forged', hash = 'forged' WHERE position = "
        "(SELECT MAX(position) FROM record_link k WHERE k.till_id = record_link.till_id)"
    )
    assert "rewritten since the anchor" in forged["anchors"][0]


def test_an_anchor_signed_by_somebody_else_is_found(lived: None, clock: Clock) -> None:
    _next_day(clock)
    anchor_yesterday()
    found = _unguarded("UPDATE day_anchor SET signature = 'AAAA'")
    assert "not signed" in found["anchors"][0]
    with reading() as session:
        body = session.scalar(text("SELECT body FROM day_anchor ORDER BY id LIMIT 1"))
    changed = json.dumps(json.loads(str(body)) | {"sales": 0})
    found = _unguarded(f"UPDATE day_anchor SET body = '{changed}'")
    assert "was altered" in found["anchors"][0]


def test_a_day_is_anchored_once_and_a_quiet_one_not_at_all(lived: None, clock: Clock) -> None:
    _next_day(clock)
    assert anchor_yesterday()
    assert anchor_yesterday() == []
    _a_quiet_day_later(clock)
    assert anchor_yesterday() == []
