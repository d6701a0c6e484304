"""Files on documents, their bytes, and which were struck out."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import INSTANT, WHOLE
from migrations.guards import append_only

revision = "0023"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("attachment", "attachment_content", "attachment_strike")


def _of_a_file(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f(f"fk_{table}_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("document_kind", sa.Text, nullable=False),
        sa.Column("document_number", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("attached_at", INSTANT, nullable=False),
        sa.Column("attached_by", sa.Text, nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_attachment_document_kind_document_number_id"),
        "attachment",
        ["document_kind", "document_number", "id"],
    )
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", WHOLE, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        *_of_a_file("attachment_content"),
        sqlite_strict=True,
    )
    op.create_table(
        "attachment_strike",
        sa.Column("attachment_id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        *_of_a_file("attachment_strike"),
        sqlite_strict=True,
    )
    for table in TABLES:
        append_only(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
