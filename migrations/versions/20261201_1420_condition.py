"""Terms of suppliers and their orders, temperatures ordered, and the condition goods came in."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import SMALL, TEXT, WHOLE

revision = "0025"
down_revision = "0032"
branch_labels = None
depends_on = None

CONDITIONS = "'ok', 'damaged', 'wet', 'open', 'dirty', 'other'"
KINDS_BEFORE = "'quantity', 'price', 'short_dated', 'temperature', 'unordered'"
KINDS = "'quantity', 'price', 'short_dated', 'temperature', 'condition', 'unordered'"
_WARM = "CHECK (min_temperature <= max_temperature)"
_STATE = f"CHECK (condition IN ({CONDITIONS}))"
ADDED = (
    ("supplier", "terms", "TEXT NOT NULL DEFAULT ''"),
    ("purchase_order", "terms", "TEXT NOT NULL DEFAULT ''"),
    ("purchase_order_line", "min_temperature", "{whole}"),
    (
        "purchase_order_line",
        "max_temperature",
        f"{{whole}} CONSTRAINT ck_purchase_order_line_temperature {_WARM}",
    ),
    (
        "goods_receipt_line",
        "condition",
        f"TEXT NOT NULL DEFAULT 'ok' CONSTRAINT ck_goods_receipt_line_condition {_STATE}",
    ),
    ("goods_receipt_line", "condition_note", "TEXT NOT NULL DEFAULT ''"),
)


def _sqlite_kinds(kinds: str) -> None:
    """SQLite changes no check of a table: make it anew, with all its rows and its guards."""
    op.create_table(
        "discrepancy_new",
        sa.Column("goods_receipt_id", WHOLE, nullable=False),
        sa.Column("number", SMALL, nullable=False),
        sa.Column("line", SMALL, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_discrepancy_kind")),
        sa.ForeignKeyConstraint(
            ["goods_receipt_id"], ["goods_receipt.id"], name=op.f("fk_discrepancy_goods_receipt_id")
        ),
        sa.PrimaryKeyConstraint("goods_receipt_id", "number", name=op.f("pk_discrepancy")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO discrepancy_new (goods_receipt_id, number, line, kind, detail) "
        "SELECT goods_receipt_id, number, line, kind, detail FROM discrepancy"
    )
    op.drop_table("discrepancy")
    op.rename_table("discrepancy_new", "discrepancy")
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER discrepancy_no_{event.lower()} BEFORE {event} ON discrepancy "
            "BEGIN SELECT RAISE(ABORT, 'append_only: discrepancy is append-only'); END"
        )


def _kinds(kinds: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_kinds(kinds)
        return
    op.drop_constraint(op.f("ck_discrepancy_kind"), "discrepancy", type_="check")
    op.create_check_constraint(op.f("ck_discrepancy_kind"), "discrepancy", f"kind IN ({kinds})")


def upgrade() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table, name, rule in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {rule.format(whole=whole)}")
    _kinds(KINDS)


def downgrade() -> None:
    _kinds(KINDS_BEFORE)
    for table, name, _rule in reversed(ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
