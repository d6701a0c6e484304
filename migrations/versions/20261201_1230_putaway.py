"""Rules of putaway: which goods go to which location or zone."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import SMALL, TEXT, WHOLE

revision = "0014b"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_putaway_rule_site_id_rank", ["site_id", "rank"]),
    ("ix_putaway_rule_product_id", ["product_id"]),
    ("ix_putaway_rule_zone_id", ["zone_id"]),
    ("ix_putaway_rule_location_id", ["location_id"]),
)


def upgrade() -> None:
    op.create_table(
        "putaway_rule",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("rank", SMALL, nullable=False),
        sa.Column("product_id", WHOLE, nullable=True),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=True),
        sa.Column("zone_id", WHOLE, nullable=True),
        sa.Column("location_id", WHOLE, nullable=True),
        sa.CheckConstraint("rank BETWEEN 1 AND 999", name=op.f("ck_putaway_rule_rank")),
        sa.CheckConstraint(
            "status IS NULL OR status IN ('released', 'quarantined', 'recalled')",
            name=op.f("ck_putaway_rule_status"),
        ),
        sa.CheckConstraint(
            "product_id IS NULL OR category IS NULL", name=op.f("ck_putaway_rule_goods")
        ),
        sa.CheckConstraint(
            "(zone_id IS NULL) <> (location_id IS NULL)", name=op.f("ck_putaway_rule_target")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_putaway_rule_site_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_putaway_rule_product_id"),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name="fk_putaway_rule_zone_id"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_putaway_rule_location_id"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_putaway_rule")),
        sqlite_strict=True,
    )
    for name, columns in INDEXES:
        op.create_index(name, "putaway_rule", columns)


def downgrade() -> None:
    op.drop_table("putaway_rule")
