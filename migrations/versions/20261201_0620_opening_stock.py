"""Opening stock that came from files: the document and its rows, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, TEXT, WHOLE

revision = "0016"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("opening_import", "opening_line")


def _document() -> None:
    op.create_table(
        "opening_import",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("read_as", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("opened_on", DAY, nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("imported_by", TEXT, nullable=False),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_opening_import_line_count")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_opening_import_site_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_import")),
        sa.UniqueConstraint("number", name=op.f("uq_opening_import_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_opening_import_sha256")),
        sqlite_strict=True,
    )
    op.create_index("ix_opening_import_site_id", "opening_import", ["site_id"])


def _lines() -> None:
    op.create_table(
        "opening_line",
        sa.Column("opening_import_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("sheet_row", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("reference", TEXT, server_default="", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_opening_line_quantity")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_opening_line_value")),
        sa.ForeignKeyConstraint(
            ["opening_import_id"],
            ["opening_import.id"],
            name="fk_opening_line_opening_import_id",
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_opening_line_lot_id"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_opening_line_location_id"
        ),
        sa.PrimaryKeyConstraint("opening_import_id", "line", name=op.f("pk_opening_line")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_opening_line_lot_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_opening_line_location_id", "opening_line", ["location_id"])


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
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
