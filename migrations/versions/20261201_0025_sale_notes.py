"""Notes on sales and their lines, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import SMALL, TEXT, WHOLE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER sale_note_no_{event.lower()} BEFORE {event} ON sale_note "
                "BEGIN SELECT RAISE(ABORT, 'append_only: sale_note is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER sale_note_no_change BEFORE UPDATE OR DELETE ON sale_note "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER sale_note_no_truncate BEFORE TRUNCATE ON sale_note "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "sale_note",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.CheckConstraint("line >= 0", name=op.f("ck_sale_note_line")),
        sa.CheckConstraint("note <> ''", name=op.f("ck_sale_note_note")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name="fk_sale_note_sale_id"),
        sa.PrimaryKeyConstraint("sale_id", "line", name=op.f("pk_sale_note")),
        sqlite_strict=True,
    )
    _guard()


def downgrade() -> None:
    op.drop_table("sale_note")
