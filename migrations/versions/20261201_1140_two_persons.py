"""What two persons decide about a lot, and every change of its date: rows that nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0016b"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("lot_request", "lot_decision", "lot_expiry_change")


def _requests() -> None:
    op.create_table(
        "lot_request",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("to_on", DAY, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked_key", TEXT, nullable=False),
        sa.CheckConstraint("kind IN ('release', 'later_date')", name=op.f("ck_lot_request_kind")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_lot_request_lot_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_request")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_request_lot_id_id", "lot_request", ["lot_id", "id"])
    op.create_table(
        "lot_decision",
        sa.Column("request_id", WHOLE, nullable=False, autoincrement=False),
        sa.Column("approved", FLAG, nullable=False),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_key", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["lot_request.id"], name="fk_lot_decision_request_id"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_lot_decision")),
        sqlite_strict=True,
    )


def _dates() -> None:
    op.create_table(
        "lot_expiry_change",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("from_on", DAY, nullable=True),
        sa.Column("to_on", DAY, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("request_id", WHOLE, nullable=True),
        sa.CheckConstraint("kind IN ('earlier', 'later')", name=op.f("ck_lot_expiry_change_kind")),
        sa.CheckConstraint(
            "(kind = 'later') = (request_id IS NOT NULL)", name=op.f("ck_lot_expiry_change_second")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_lot_expiry_change_lot_id"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["lot_request.id"], name="fk_lot_expiry_change_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_expiry_change")),
        sa.UniqueConstraint("request_id", name=op.f("uq_lot_expiry_change_request_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_expiry_change_lot_id_id", "lot_expiry_change", ["lot_id", "id"])


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    _requests()
    _dates()
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
