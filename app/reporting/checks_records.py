"""What must hold of the records themselves: guards, foreign keys, number series, answered requests.

Reads the database's own catalogue. Never writes, never repairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.reporting.findings import MOST_NAMED, Find, all_of, finds, on_postgres, on_sqlite
from app.sqlite import database_facts, wal_is_safe

APPEND_ONLY = (
    "audit_event",
    "journal_entry",
    "posting",
    "journal_seal",
    "period_closing",
    "movement",
    "lot_status_change",
    "recall_lot",
    "goods_receipt",
    "goods_receipt_line",
    "discrepancy",
    "sale",
    "sale_line",
    "sale_tax",
    "payment",
    "sale_return",
    "sale_return_line",
    "refund",
    "sale_allocation",
    "approval",
    "approval_use",
    "cash_move",
    "day_anchor",
    "line_effort",
    "recall_acknowledgement",
    "record_link",
    "sale_note",
    "sale_override",
    "till_op",
    "sale_exception",
    "series_gap",
    "shift",
    "transfer_step",
    "voucher",
    "voucher_movement",
    "voucher_payment",
    "voucher_sale",
    "stock_count",
    "stock_count_target",
    "stock_count_line",
    "supplier_return",
    "supplier_return_line",
    "opening_import",
    "opening_line",
    "recall_drill",
    "recall_drill_find",
    "lot_request",
    "lot_decision",
    "lot_expiry_change",
    "repack",
    "repack_input",
    "repack_output",
    "lot_parent",
    "mail",
    "recall_report_line",
    "lot_swap",
    "lot_swap_line",
    "late_cost",
    "late_cost_back",
    "claim_line",
    "claim_step",
    "supplier_credit",
    "supplier_credit_line",
    "attachment",
    "attachment_content",
    "attachment_strike",
    "recall_letter",
    "landed_cost",
    "landed_cost_line",
)
"""Tables whose rows the database itself refuses to change or delete."""
RULES = ("journal_seal_balances", "posting_before_seal", "journal_entry_open_day")


def expected_guards(*, sqlite: bool) -> set[str]:
    """The names of the triggers that must stand guard."""
    events = ("update", "delete") if sqlite else ("change", "truncate")
    return {f"{table}_no_{event}" for table in APPEND_ONLY for event in events} | set(RULES)


_GUARDS = MappingProxyType(
    {
        True: "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        False: "SELECT g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND n.nspname = current_schema()",
    }
)


def guards_in_place(session: Session) -> set[str]:
    """The names of the triggers that are there and switched on."""
    return set(session.scalars(text(_GUARDS[is_sqlite(session)])))


def _missing_guards(session: Session) -> list[str]:
    missing = expected_guards(sqlite=is_sqlite(session)) - guards_in_place(session)
    return [f"guard {name} is missing or switched off" for name in sorted(missing)][:MOST_NAMED]


GUARDS_STAND: Find = _missing_guards


def _dangling(session: Session) -> list[str]:
    rows = session.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST_NAMED)
    return [f"{row[0]} row {row[1]} points at a {row[2]} that is not there" for row in rows]


FOREIGN_KEYS_HOLD = all_of(
    on_sqlite(_dangling),
    on_postgres(
        finds(
            "foreign key {name} of {owner} is not enforced",
            "SELECT k.conname AS name, c.relname AS owner FROM pg_constraint k "
            "JOIN pg_class c ON c.oid = k.conrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE k.contype = 'f' AND n.nspname = current_schema() AND (NOT k.convalidated "
            "OR EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgconstraint = k.oid "
            "AND g.tgenabled = 'D')) ORDER BY k.conname",
        )
    ),
)


def _damaged_pages(session: Session) -> list[str]:
    rows = session.scalars(text(f"PRAGMA quick_check({MOST_NAMED})")).all()
    return [str(row) for row in rows if row != "ok"]


FILE_IS_SOUND = on_sqlite(_damaged_pages)

SETTINGS = MappingProxyType(
    {
        "foreign_keys": frozenset({"1"}),
        "recursive_triggers": frozenset({"1"}),
        "synchronous": frozenset({"2", "3"}),
        "journal_mode": frozenset({"wal", "delete"}),
    }
)
"""What an SQLite connection of ours must answer, or records are not safe."""


def _wrong_settings(facts: dict[str, str]) -> Iterable[str]:
    for name, wanted in SETTINGS.items():
        if facts[name] not in wanted:
            yield f"{name} is {facts[name]}"
    version = tuple(int(part) for part in facts["sqlite"].split(".")[:3])
    if facts["journal_mode"] == "wal" and not wal_is_safe(version):  # type: ignore[arg-type]
        yield f"journal mode is WAL, which SQLite {facts['sqlite']} does not keep safe"


SETTINGS_ARE_SAFE: Find = on_sqlite(
    lambda session: list(_wrong_settings(database_facts(session.connection())))
)

SERIES = MappingProxyType(
    {
        "lot": "SELECT COUNT(*) FROM lot",
        "GR": "SELECT COUNT(*) FROM goods_receipt",
        "OS": "SELECT COUNT(*) FROM opening_import",
        "PO": "SELECT COUNT(*) FROM purchase_order",
        "RC": "SELECT COUNT(*) FROM recall",
        "RD": "SELECT COUNT(*) FROM recall_drill",
        "MV": "SELECT COUNT(DISTINCT document_number) FROM movement WHERE document_kind = 'move'",
        "WO": "SELECT COUNT(DISTINCT document_number) FROM movement "
        "WHERE document_kind = 'write_off'",
        "RP": "SELECT COUNT(*) FROM repack",
        "CL": "SELECT COUNT(*) FROM claim",
        "LC": "SELECT COUNT(*) FROM landed_cost",
        "SC": "SELECT COUNT(*) FROM supplier_credit",
        "SR": "SELECT COUNT(*) FROM supplier_return",
        "TR": "SELECT COUNT(*) FROM transfer",
        "VS": "SELECT COUNT(*) FROM voucher_sale",
        "CT": "SELECT COUNT(*) FROM stock_count",
        "SW": "SELECT COUNT(*) FROM lot_swap",
        "CM": "SELECT COUNT(*) FROM cash_move",
        "JE": "SELECT COUNT(*) FROM journal_entry WHERE document_kind = 'journal_entry'",
    }
)
"""Number series -> how many documents carry its numbers."""

NUMBERS_HAVE_NO_GAP = all_of(
    *(
        finds(
            f"series {code}: {{given}} numbers given, {{found}} documents carry one",
            f"SELECT given, found FROM (SELECT COALESCE((SELECT next_number - 1 "
            f"FROM number_series WHERE code = '{code}'), 0) AS given, ({count}) AS found) n "
            "WHERE given <> found",
        )
        for code, count in SERIES.items()
    )
)

REQUESTS_ARE_ANSWERED = finds(
    "request {key} of {actor} was taken and never answered",
    "SELECT key, actor FROM request_key WHERE status IS NULL OR answer IS NULL ORDER BY actor, key",
)
