"""Transfers between sites: the document and the steps of its goods, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATUSES = "'sent', 'partly_received', 'received', 'settled', 'cancelled'"
KINDS = (
    "'sent', 'cancelled', 'received', 'extra', 'returned', 'lost', 'found_at_origin', "
    "'extra_returned', 'extra_found'"
)
INDEXES = (
    ("ix_transfer_from_site_id_id", "transfer", ["from_site_id", "id"]),
    ("ix_transfer_to_site_id_id", "transfer", ["to_site_id", "id"]),
    ("ix_transfer_status_id", "transfer", ["status", "id"]),
    ("ix_transfer_step_transfer_id_id", "transfer_step", ["transfer_id", "id"]),
    ("ix_transfer_step_lot_id", "transfer_step", ["lot_id"]),
)


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("from_site_id", WHOLE, nullable=False),
        sa.Column("to_site_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("complete", FLAG, server_default="0", nullable=False),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.Column("sent_on", DAY, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", TEXT, nullable=False),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_transfer_status")),
        sa.CheckConstraint("from_site_id <> to_site_id", name=op.f("ck_transfer_sites")),
        sa.ForeignKeyConstraint(["from_site_id"], ["site.id"], name="fk_transfer_from_site_id"),
        sa.ForeignKeyConstraint(["to_site_id"], ["site.id"], name="fk_transfer_to_site_id"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_transfer_location_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("number", name=op.f("uq_transfer_number")),
        sa.UniqueConstraint("location_id", name=op.f("uq_transfer_location_id")),
        sqlite_strict=True,
    )


def _step() -> None:
    op.create_table(
        "transfer_step",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("transfer_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_transfer_step_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_step_quantity")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name="fk_transfer_step_transfer_id"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_transfer_step_lot_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_step")),
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
    _transfer()
    _step()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    _guard("transfer_step")


def downgrade() -> None:
    op.drop_table("transfer_step")
    op.drop_table("transfer")
