"""Costs that came after the goods: what each place of a lot bore, and what came back of it."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import SMALL, WHOLE
from migrations.guards import append_only

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("late_cost", "late_cost_back")
PLACES = "supplier', 'stock', 'customer', 'waste', 'shrinkage', 'opening', 'transit', 'conversion"


def upgrade() -> None:
    op.create_table(
        "late_cost",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("document_kind", sa.Text, nullable=False),
        sa.Column("document_number", sa.Text, nullable=False),
        sa.Column("document_line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("cutoff", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_late_cost_quantity")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_late_cost_amount")),
        sa.CheckConstraint(f"place IN ('{PLACES}')", name=op.f("ck_late_cost_place")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_late_cost_lot_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_late_cost_site_id")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_late_cost_location_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_late_cost_lot_id_place"), "late_cost", ["lot_id", "place"])
    op.create_index(
        op.f("ix_late_cost_document_kind_document_number"),
        "late_cost",
        ["document_kind", "document_number"],
    )
    op.create_index(op.f("ix_late_cost_site_id"), "late_cost", ["site_id"])
    op.create_index(op.f("ix_late_cost_location_id"), "late_cost", ["location_id"])
    op.create_table(
        "late_cost_back",
        sa.Column("late_cost_id", WHOLE, nullable=False),
        sa.Column("document_number", sa.Text, nullable=False),
        sa.Column("document_line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_late_cost_back_quantity")),
        sa.ForeignKeyConstraint(
            ["late_cost_id"], ["late_cost.id"], name=op.f("fk_late_cost_back_late_cost_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_late_cost_back_lot_id")),
        sa.PrimaryKeyConstraint(
            "late_cost_id", "document_number", "document_line", name=op.f("pk_late_cost_back")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_late_cost_back_document_number"), "late_cost_back", ["document_number"]
    )
    op.create_index(op.f("ix_late_cost_back_lot_id"), "late_cost_back", ["lot_id"])
    for table in TABLES:
        append_only(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
