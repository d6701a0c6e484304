"""Zones of a site, and the zone and the room of a location."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import TEXT, WHOLE

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TYPES = {
    "sqlite": {"whole": "INTEGER", "small": "INTEGER"},
    "postgresql": {"whole": "BIGINT", "small": "SMALLINT"},
}
ADDED = (
    ("zone_id", "{whole} CONSTRAINT fk_location_zone_id REFERENCES zone (id)"),
    ("most_lots", "{small} CONSTRAINT ck_location_most_lots CHECK (most_lots > 0)"),
    ("most_units", "{whole} CONSTRAINT ck_location_most_units CHECK (most_units > 0)"),
)


def upgrade() -> None:
    op.create_table(
        "zone",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_zone_site_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_zone_site_id_code")),
        sqlite_strict=True,
    )
    types = TYPES[op.get_bind().dialect.name]
    for name, kind in ADDED:
        op.execute(f"ALTER TABLE location ADD COLUMN {name} {kind.format(**types)}")
    op.create_index("ix_location_zone_id", "location", ["zone_id"])


def downgrade() -> None:
    op.drop_index("ix_location_zone_id", "location")
    for name, _kind in reversed(ADDED):
        op.execute(f"ALTER TABLE location DROP COLUMN {name}")
    op.drop_table("zone")
