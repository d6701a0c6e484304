"""What the places of a shop floor should hold."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import WHOLE

revision = "0014c"
down_revision = "0014b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_level",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("least", WHOLE, nullable=False),
        sa.Column("most", WHOLE, nullable=False),
        sa.CheckConstraint("least > 0 AND least <= most", name=op.f("ck_floor_level_levels")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_floor_level_location_id"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_floor_level_product_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_level")),
        sa.UniqueConstraint(
            "location_id", "product_id", name=op.f("uq_floor_level_location_id_product_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_floor_level_product_id", "floor_level", ["product_id"])


def downgrade() -> None:
    op.drop_table("floor_level")
