"""Guards: append-only records, entries that must balance, closed days, on both databases."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

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
)
ALLOCATION_FIXED = ("sale_id", "line", "lot_id", "quantity", "value", "certainty")

SQLITE_RULES = (
    """CREATE TRIGGER journal_seal_balances BEFORE INSERT ON journal_seal
    WHEN (SELECT coalesce(sum(amount), 1) <> 0 OR count(*) < 2 FROM posting
          WHERE entry_id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'unbalanced: the entry does not balance'); END""",
    """CREATE TRIGGER posting_before_seal BEFORE INSERT ON posting
    WHEN EXISTS (SELECT 1 FROM journal_seal WHERE entry_id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'append_only: the entry is sealed'); END""",
    """CREATE TRIGGER journal_entry_open_day BEFORE INSERT ON journal_entry
    WHEN NEW.posted_on <= (SELECT max(through_on) FROM period_closing)
    BEGIN SELECT RAISE(ABORT, 'period_closed: the books of that day are closed'); END""",
)

POSTGRES_FUNCTIONS = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'append_only: % is append-only', TG_TABLE_NAME; END $$""",
    """CREATE FUNCTION check_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT coalesce(sum(amount), 1) <> 0 OR count(*) < 2 FROM posting
            WHERE entry_id = NEW.entry_id) THEN
            RAISE EXCEPTION 'unbalanced: the entry does not balance';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE FUNCTION check_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM journal_seal WHERE entry_id = NEW.entry_id) THEN
            RAISE EXCEPTION 'append_only: the entry is sealed';
        END IF;
        RETURN NEW;
    END $$""",
    # The shared lock lets entries pass side by side; closing a period takes it exclusively.
    """CREATE FUNCTION check_open_day() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(7101);
        IF NEW.posted_on <= (SELECT max(through_on) FROM period_closing) THEN
            RAISE EXCEPTION 'period_closed: the books of that day are closed';
        END IF;
        RETURN NEW;
    END $$""",
)
POSTGRES_RULES = (
    """CREATE TRIGGER journal_seal_balances BEFORE INSERT ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION check_seal()""",
    """CREATE TRIGGER posting_before_seal BEFORE INSERT ON posting
    FOR EACH ROW EXECUTE FUNCTION check_unsealed()""",
    """CREATE TRIGGER journal_entry_open_day BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION check_open_day()""",
)


def _sqlite_append_only(table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
        )


def _postgres_append_only(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _upgrade_sqlite() -> None:
    for table in APPEND_ONLY:
        _sqlite_append_only(table)
    columns = ", ".join(ALLOCATION_FIXED)
    for event in (f"UPDATE OF {columns}", "DELETE"):
        op.execute(
            f"CREATE TRIGGER sale_allocation_no_{event.split()[0].lower()} BEFORE {event} "
            "ON sale_allocation BEGIN "
            "SELECT RAISE(ABORT, 'append_only: sale_allocation is append-only'); END"
        )
    for rule in SQLITE_RULES:
        op.execute(rule)


def _upgrade_postgres() -> None:
    for function in POSTGRES_FUNCTIONS:
        op.execute(function)
    for table in APPEND_ONLY:
        _postgres_append_only(table)
    columns = ", ".join(ALLOCATION_FIXED)
    op.execute(
        f"CREATE TRIGGER sale_allocation_no_change BEFORE DELETE OR UPDATE OF {columns} "
        "ON sale_allocation FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER sale_allocation_no_truncate BEFORE TRUNCATE ON sale_allocation "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for rule in POSTGRES_RULES:
        op.execute(rule)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgres()


def _downgrade_sqlite() -> None:
    for table in (*APPEND_ONLY, "sale_allocation"):
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{event}")
    for name in ("journal_seal_balances", "posting_before_seal", "journal_entry_open_day"):
        op.execute(f"DROP TRIGGER {name}")


def _downgrade_postgres() -> None:
    for table in (*APPEND_ONLY, "sale_allocation"):
        for event in ("change", "truncate"):
            op.execute(f"DROP TRIGGER {table}_no_{event} ON {table}")
    op.execute("DROP TRIGGER journal_seal_balances ON journal_seal")
    op.execute("DROP TRIGGER posting_before_seal ON posting")
    op.execute("DROP TRIGGER journal_entry_open_day ON journal_entry")
    for name in ("refuse_change", "check_seal", "check_unsealed", "check_open_day"):
        op.execute(f"DROP FUNCTION {name}()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _downgrade_sqlite()
    else:
        _downgrade_postgres()
