"""What buyers of recalled goods were told by which letter."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import FLAG, WHOLE

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLE = "recall_letter"


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, 'append_only: {TABLE} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    keys = (("mail_id", "mail"), ("lot_id", "lot"), ("recall_id", "recall"))
    op.create_table(
        TABLE,
        sa.Column("mail_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("certain", FLAG, nullable=False),
        sa.Column("recall_id", WHOLE, nullable=False),
        sa.Column("customer_id", WHOLE, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in (*keys, ("customer_id", "customer"))
        ),
        sa.PrimaryKeyConstraint("mail_id", "lot_id", "certain", name=op.f(f"pk_{TABLE}")),
        sqlite_strict=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_customer_id"), TABLE, ["customer_id"])
    op.create_index(op.f(f"ix_{TABLE}_lot_id"), TABLE, ["lot_id"])
    op.create_index(op.f(f"ix_{TABLE}_recall_id_customer_id"), TABLE, ["recall_id", "customer_id"])
    _guard()


def downgrade() -> None:
    op.drop_table(TABLE)
