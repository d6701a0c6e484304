"""What had become of recalled lots when their recall was closed, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import WHOLE

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "recall_report_line"
FIGURES = ("received", "sold", "recovered", "destroyed", "to_supplier", "on_hand", "made_into")


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
    op.create_table(
        TABLE,
        sa.Column("recall_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in FIGURES),
        sa.CheckConstraint(
            "received >= 0 AND on_hand >= 0", name=op.f("ck_recall_report_line_figures")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_report_line_recall_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_recall_report_line_lot_id")),
        sa.PrimaryKeyConstraint("recall_id", "lot_id", name=op.f("pk_recall_report_line")),
        sqlite_strict=True,
    )
    _guard()


def downgrade() -> None:
    op.drop_table(TABLE)
