"""Recall drills and what was found in them: evidence that nobody changes once a drill is over."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import INSTANT, TEXT, WHOLE

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

DRILL, FIND = "recall_drill", "recall_drill_find"
FIGURES = (
    "received",
    "with_customers",
    "destroyed",
    "to_supplier",
    "unaccounted",
    "booked",
    "found",
    "buyers",
    "reachable",
    "certain",
    "possible",
    "minutes",
    "score",
)
OVER = "OLD.finished_at IS NOT NULL"


def _create_drill() -> None:
    op.create_table(
        DRILL,
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("started_by", TEXT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("finished_by", TEXT, nullable=True),
        *(sa.Column(name, WHOLE, server_default="0", nullable=False) for name in FIGURES),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(
            "buyers >= 0 AND reachable BETWEEN 0 AND buyers", name=op.f("ck_recall_drill_buyers")
        ),
        sa.CheckConstraint("certain >= 0 AND possible >= 0", name=op.f("ck_recall_drill_certain")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_recall_drill_score")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_recall_drill_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_drill")),
        sa.UniqueConstraint("number", name=op.f("uq_recall_drill_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_recall_drill_lot_id"), DRILL, ["lot_id"])
    op.create_index(
        "ix_recall_drill_open",
        DRILL,
        ["lot_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _create_find() -> None:
    op.create_table(
        FIND,
        sa.Column("drill_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("found", WHOLE, nullable=False),
        sa.Column("booked", WHOLE, nullable=False),
        sa.CheckConstraint("found >= 0 AND booked >= 0", name=op.f("ck_recall_drill_find_found")),
        sa.ForeignKeyConstraint(
            ["drill_id"], ["recall_drill.id"], name=op.f("fk_recall_drill_find_drill_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_recall_drill_find_location_id")
        ),
        sa.PrimaryKeyConstraint("drill_id", "location_id", name=op.f("pk_recall_drill_find")),
        sqlite_strict=True,
    )


def _sqlite(table: str, event: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
    )


def _guard_sqlite() -> None:
    _sqlite(DRILL, "UPDATE", f"WHEN {OVER}")
    _sqlite(DRILL, "DELETE")
    _sqlite(FIND, "UPDATE")
    _sqlite(FIND, "DELETE")


def _guard_postgres() -> None:
    op.execute(
        f"""CREATE FUNCTION refuse_finished_drill() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR {OVER} THEN
                RAISE EXCEPTION 'append_only: recall_drill is append-only';
            END IF;
            RETURN NEW;
        END $$"""
    )
    for table, function in ((DRILL, "refuse_finished_drill"), (FIND, "refuse_change")):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    _create_drill()
    _create_find()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    op.drop_table(FIND)
    op.drop_table(DRILL)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_finished_drill()")
