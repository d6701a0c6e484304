"""Rescue shifts: sales that come after the close open one beside the till's ordinary shift."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def _one_open(*columns: str) -> None:
    op.drop_index("uq_shift_open", "shift")
    op.create_index(
        "uq_shift_open",
        "shift",
        list(columns),
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def upgrade() -> None:
    _one_open("till_id", "kind")


def downgrade() -> None:
    _one_open("till_id")
