"""Guards of what tills record: the chain, anchors, approvals, closed shifts, the inbox."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "approval",
    "approval_use",
    "cash_move",
    "day_anchor",
    "line_effort",
    "recall_acknowledgement",
    "record_link",
    "sale_override",
)
FIXED = {
    "till_op": (
        "device_id", "seq", "till_id", "key", "kind", "number", "body", "prev", "hash",
        "signature", "made_at", "received_at",
    ),
    "sale_exception": ("sale_id", "line", "code", "lot", "detail", "raised_at"),
    "series_gap": ("device_id", "till_id", "epoch", "first", "last", "found_at", "detail"),
}  # fmt: skip
"""Tables of which the recorded columns may not change and no row may go."""


def _sqlite(table: str, event: str, columns: str = "", when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{columns} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
    )


def _upgrade_sqlite() -> None:
    for table in APPEND_ONLY:
        _sqlite(table, "UPDATE")
        _sqlite(table, "DELETE")
    for table, columns in FIXED.items():
        _sqlite(table, "UPDATE", f" OF {', '.join(columns)}")
        _sqlite(table, "DELETE")
    _sqlite("shift", "UPDATE", when="WHEN OLD.closed_at IS NOT NULL")
    _sqlite("shift", "DELETE")


def _postgres(table: str, event: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR {event} ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _upgrade_postgres() -> None:
    for table in APPEND_ONLY:
        _postgres(table, "UPDATE")
    for table, columns in FIXED.items():
        _postgres(table, f"UPDATE OF {', '.join(columns)}")
    op.execute(
        """CREATE FUNCTION refuse_closed_shift() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL THEN
                RAISE EXCEPTION 'append_only: shift is append-only';
            END IF;
            RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER shift_no_change BEFORE DELETE OR UPDATE ON shift "
        "FOR EACH ROW EXECUTE FUNCTION refuse_closed_shift()"
    )
    op.execute(
        "CREATE TRIGGER shift_no_truncate BEFORE TRUNCATE ON shift "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgres()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*APPEND_ONLY, *FIXED, "shift"):
        for event in ("update", "delete") if sqlite else ("change", "truncate"):
            op.execute(f"DROP TRIGGER {table}_no_{event}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_closed_shift()")
