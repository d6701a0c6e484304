"""Landed costs: what a delivery cost beside its goods, and the share of each line."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, WHOLE
from migrations.guards import append_only

revision = "0033"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("landed_cost", "landed_cost_line")


def _points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "landed_cost",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("goods_receipt_id", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("difference", WHOLE, nullable=False),
        sa.Column("posted_on", DAY, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("posted_by", sa.Text, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_landed_cost_amount")),
        sa.CheckConstraint("basis IN ('value', 'quantity')", name=op.f("ck_landed_cost_basis")),
        sa.UniqueConstraint("number", name=op.f("uq_landed_cost_number")),
        _points("landed_cost", "goods_receipt_id", "goods_receipt"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_landed_cost_goods_receipt_id"), "landed_cost", ["goods_receipt_id"])
    op.create_table(
        "landed_cost_line",
        sa.Column("landed_cost_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_landed_cost_line_amount")),
        _points("landed_cost_line", "landed_cost_id", "landed_cost"),
        _points("landed_cost_line", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("landed_cost_id", "line", name=op.f("pk_landed_cost_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_landed_cost_line_lot_id"), "landed_cost_line", ["lot_id"])
    for table in TABLES:
        append_only(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
