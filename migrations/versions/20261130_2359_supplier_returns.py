"""Goods given back to suppliers: the document and its lines, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, TEXT, WHOLE

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("supplier_return", "supplier_return_line")
INDEXES = (
    ("ix_supplier_return_supplier_id", "supplier_return", ["supplier_id"]),
    ("ix_supplier_return_site_id", "supplier_return", ["site_id"]),
    ("ix_supplier_return_line_lot_id", "supplier_return_line", ["lot_id"]),
)


def _document() -> None:
    op.create_table(
        "supplier_return",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("reference", TEXT, server_default="", nullable=False),
        sa.Column("returned_on", DAY, nullable=False),
        sa.Column("returned_at", INSTANT, nullable=False),
        sa.Column("returned_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name="fk_supplier_return_supplier_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_supplier_return_site_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_return")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_return_number")),
        sqlite_strict=True,
    )


def _lines() -> None:
    op.create_table(
        "supplier_return_line",
        sa.Column("supplier_return_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_return_line_quantity")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_supplier_return_line_value")),
        sa.ForeignKeyConstraint(
            ["supplier_return_id"],
            ["supplier_return.id"],
            name="fk_supplier_return_line_supplier_return_id",
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_supplier_return_line_lot_id"),
        sa.PrimaryKeyConstraint("supplier_return_id", "line", name=op.f("pk_supplier_return_line")),
        sqlite_strict=True,
    )


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
    _document()
    _lines()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
