"""Stock counts: the count, what it is to look at, every figure entered, and their guards."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import FLAG, INSTANT, TEXT, WHOLE

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("stock_count_target", "stock_count_line")
DECIDED = "OLD.status IN ('posted', 'rejected', 'cancelled')"


def _create_count() -> None:
    op.create_table(
        "stock_count",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=True),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.Column("complete", FLAG, server_default="0", nullable=False),
        sa.Column("value", WHOLE, server_default="0", nullable=False),
        sa.Column("allowed", WHOLE, server_default="0", nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("started_by", TEXT, nullable=False),
        sa.Column("started_key", TEXT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("finished_by", TEXT, nullable=True),
        sa.Column("finished_key", TEXT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_key", TEXT, nullable=True),
        sa.Column("decision", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(
            "status IN ('counting', 'needs_approval', 'posted', 'rejected', 'cancelled')",
            name=op.f("ck_stock_count_status"),
        ),
        sa.CheckConstraint(
            "scope IN ('location', 'product', 'lot', 'risk')", name=op.f("ck_stock_count_scope")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_stock_count_value")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_stock_count_site_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_count_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_count_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_count_location_id"), "stock_count", ["location_id"])
    op.create_index(op.f("ix_stock_count_site_id_status"), "stock_count", ["site_id", "status"])


def _create_target() -> None:
    table = "stock_count_target"
    op.create_table(
        table,
        sa.Column("count_id", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_target_count_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_count_target_lot_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_count_target_location_id")
        ),
        sa.PrimaryKeyConstraint("count_id", "seq", name=op.f("pk_stock_count_target")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_count_target_lot_id"), table, ["lot_id"])
    op.create_index(op.f("ix_stock_count_target_location_id"), table, ["location_id"])


def _create_line() -> None:
    table = "stock_count_line"
    op.create_table(
        table,
        sa.Column("count_id", WHOLE, nullable=False),
        sa.Column("line", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("counted", WHOLE, nullable=False),
        sa.Column("expected", WHOLE, nullable=False),
        sa.Column("worth", WHOLE, nullable=False),
        sa.Column("cut_off", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entered_by", TEXT, nullable=False),
        sa.Column("entered_key", TEXT, nullable=False),
        sa.CheckConstraint(
            "counted >= 0 AND expected >= 0 AND cut_off >= 0",
            name=op.f("ck_stock_count_line_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["count_id"], ["stock_count.id"], name=op.f("fk_stock_count_line_count_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_count_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_count_line_location_id")
        ),
        sa.PrimaryKeyConstraint("count_id", "line", name=op.f("pk_stock_count_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_stock_count_line_lot_id_location_id"), table, ["lot_id", "location_id"]
    )
    op.create_index(op.f("ix_stock_count_line_location_id"), table, ["location_id"])


def _sqlite(table: str, event: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
    )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        _sqlite(table, "UPDATE")
        _sqlite(table, "DELETE")
    _sqlite("stock_count", "UPDATE", f"WHEN {DECIDED}")
    _sqlite("stock_count", "DELETE")


def _guard_postgres() -> None:
    op.execute(
        f"""CREATE FUNCTION refuse_decided_count() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR {DECIDED} THEN
                RAISE EXCEPTION 'append_only: stock_count is append-only';
            END IF;
            RETURN NEW;
        END $$"""
    )
    for table in (*APPEND_ONLY, "stock_count"):
        function = "refuse_decided_count" if table == "stock_count" else "refuse_change"
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    _create_count()
    _create_target()
    _create_line()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    for table in (*reversed(APPEND_ONLY), "stock_count"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_decided_count()")
