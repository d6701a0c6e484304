"""Hot queries walk the index made for them: no page and no sale grows with history.

Runs the real functions, catches what they sent, and asks the database for its plan. PostgreSQL is
told to avoid sequential scans, because the tables of a test are too small to need an index.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.attachments.queries import files_of
from app.db import Base
from app.identity.actors import SYSTEM
from app.identity.request_keys import keep_answer
from app.inventory import queries
from app.inventory.late_costs import whereabouts
from app.inventory.locking import Wanted, lock_balances_of, lock_candidates
from app.pos.feeds import Cursor, lots_feed
from app.pos.queries import products_version
from app.sales.lot_sales import cogs_of, sales_of_lots
from app.sales.tills import till_by_code
from app.values.document import DocumentRef

TODAY = date(2026, 11, 21)


@contextmanager
def _caught(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Every statement sent in the block, with its values."""
    connection, sent = session.connection(), []

    def remember(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    event.listen(connection, "before_cursor_execute", remember)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", remember)


def _plan(session: Session, statement: str, values: Any) -> str:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(row[3] for row in rows)
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))


def _lots_by(index: str) -> Callable[[Session], object]:
    wanted = Wanted(index, quantity=1, product_id=1, not_before=TODAY)
    return lambda session: lock_candidates(session, 1, [wanted], limit=4)


DAY = {"at": datetime(2026, 11, 21, 12, tzinfo=UTC), "on": TODAY}


def _changed_lots(session: Session) -> object:
    """As a till asks every few seconds: by the cursor of a moment ago."""
    seen = Cursor(TODAY, 9000, 900, DAY["at"], DAY["at"])
    return lots_feed(session, 1, since=seen.text, **DAY)


HOT = (
    ("lots by date", _lots_by("fefo"), "ix_stock_balance_fefo"),
    ("lots by arrival", _lots_by("fifo"), "ix_stock_balance_fifo"),
    ("lots by arrival, last first", _lots_by("lifo"), "ix_stock_balance_fifo"),
    ("balances of a lot", lambda s: lock_balances_of(s, [1]), "uq_stock_balance_lot_id"),
    ("who bought a lot", lambda s: sales_of_lots(s, [1], limit=50), "ix_sale_allocation_lot_id"),
    ("movements of a lot", lambda s: queries.movements(s, 1, limit=50), "ix_movement_lot_id"),
    ("where the units of a lot are", lambda s: whereabouts(s, [1]), "ix_movement_lot_id"),
    ("files of a document", lambda s: files_of(s, DocumentRef("lot", "L")), "ix_attachment_doc"),
    ("cost of a sale", lambda s: cogs_of(s, 1), "pk_sale_allocation"),
    ("lots by supplier code", lambda s: queries.lots_named(s, 1, ["A"]), "supplier_lot_key"),
    ("what changed for a till", _changed_lots, "pk_movement"),
    ("all lots of a till's site", lambda s: lots_feed(s, 1, since="", **DAY), "ix_stock_balance_f"),
    ("the catalogue's version", products_version, "ix_audit_event_action"),
)
SQLITE_NAMES = {
    "uq_stock_balance_lot_id": "sqlite_autoindex_stock_balance_1",
    "pk_sale_allocation": "sqlite_autoindex_sale_allocation_1",
    "pk_movement": "SEARCH movement USING INTEGER PRIMARY KEY",
}


@pytest.mark.parametrize(("what", "run", "index"), HOT, ids=[what for what, _run, _index in HOT])
def test_a_hot_query_walks_its_index(
    session: Session, what: str, run: Callable[[Session], object], index: str
) -> None:
    with _caught(session) as sent:
        run(session)
    plans = [_plan(session, statement, values) for statement, values in sent]
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = SQLITE_NAMES.get(index, index) if sqlite else index
    assert any(wanted in plan for plan in plans), f"{what}: {plans}"


def _scans(plan: str) -> list[str]:
    """Lines of an SQLite plan that walk a whole table; its small intermediate results do not."""
    return [
        line
        for line in plan.splitlines()
        if line.startswith("SCAN ") and line.split()[1] in Base.metadata.tables
    ]


@pytest.mark.databases("sqlite")
def test_no_step_of_choosing_lots_walks_a_whole_table(session: Session) -> None:
    with _caught(session) as sent:
        _lots_by("fefo")(session)
        till_by_code(session, "T1", SYSTEM)
        keep_answer(session, actor="a", key="k", status=201, body="{}")
    walked = [
        line for statement, values in sent for line in _scans(_plan(session, statement, values))
    ]
    assert walked == []
