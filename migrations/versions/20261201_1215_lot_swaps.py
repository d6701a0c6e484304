"""Swap settlements: what sales are held to have taken after a count, and their guards."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import INSTANT, SMALL, TEXT, WHOLE

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("lot_swap", "lot_swap_line")
ADDED = (
    ("moved", "moved >= 0 AND returned + moved <= quantity"),
    ("moved_value", "moved_value >= 0 AND returned_value + moved_value <= value"),
)
"""Columns of an allocation and what must hold of them: no unit comes back and goes elsewhere."""


def _columns() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for name, rule in ADDED:
        op.execute(
            f"ALTER TABLE sale_allocation ADD COLUMN {name} {whole} NOT NULL DEFAULT 0"
            f" CONSTRAINT ck_sale_allocation_{name} CHECK ({rule})"
        )


def _tables() -> None:
    op.create_table(
        "lot_swap",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("count_id", WHOLE, nullable=False),
        sa.Column("from_lot_id", WHOLE, nullable=False),
        sa.Column("to_lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.Column("settled_at", INSTANT, nullable=False),
        sa.Column("settled_by", TEXT, nullable=False),
        sa.Column("settled_key", TEXT, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_lot_swap_quantity")),
        sa.CheckConstraint("from_lot_id <> to_lot_id", name=op.f("ck_lot_swap_lots")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name="fk_lot_swap_count_id"),
        sa.ForeignKeyConstraint(["from_lot_id"], ["lot.id"], name="fk_lot_swap_from_lot_id"),
        sa.ForeignKeyConstraint(["to_lot_id"], ["lot.id"], name="fk_lot_swap_to_lot_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_swap")),
        sa.UniqueConstraint("number", name=op.f("uq_lot_swap_number")),
        sqlite_strict=True,
    )
    for column in ("count_id", "from_lot_id", "to_lot_id"):
        op.create_index(f"ix_lot_swap_{column}", "lot_swap", [column])
    op.create_table(
        "lot_swap_line",
        sa.Column("swap_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("sale_line", SMALL, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value_out", WHOLE, nullable=False),
        sa.Column("value_in", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_lot_swap_line_quantity")),
        sa.CheckConstraint("value_out >= 0 AND value_in >= 0", name=op.f("ck_lot_swap_line_value")),
        sa.ForeignKeyConstraint(["swap_id"], ["lot_swap.id"], name="fk_lot_swap_line_swap_id"),
        sa.ForeignKeyConstraint(
            ["sale_id", "sale_line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_lot_swap_line_sale",
        ),
        sa.PrimaryKeyConstraint("swap_id", "line", name=op.f("pk_lot_swap_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_swap_line_sale_id_sale_line", "lot_swap_line", ["sale_id", "sale_line"])


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
    _columns()
    _tables()
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name, _rule in reversed(ADDED):
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"ALTER TABLE sale_allocation DROP CONSTRAINT ck_sale_allocation_{name}")
        op.execute(f"ALTER TABLE sale_allocation DROP COLUMN {name}")
