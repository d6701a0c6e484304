"""Claims against suppliers: what is wanted back, the way it went, what was credited."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, WHOLE
from migrations.guards import append_only

revision = "0032"
down_revision = "0024"
branch_labels = None
depends_on = None

GUARDED = ("claim_line", "claim_step", "supplier_credit", "supplier_credit_line")
STATES = "open', 'sent', 'partly_credited', 'credited', 'refused', 'withdrawn"
KINDS = "quantity', 'price', 'short_dated', 'temperature', 'condition', 'quality', 'recall', 'other"
ABOUT = "goods_receipt', 'recall', 'lot', 'supplier_return"


def _text(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="" if empty else None)


def _points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", WHOLE, primary_key=True),
        _text("number"),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        _text("state"),
        _text("reason"),
        _text("about_kind", empty=True),
        _text("about_number", empty=True),
        sa.Column("claimed_on", DAY, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        _text("claimed_by"),
        sa.CheckConstraint(f"state IN ('{STATES}')", name=op.f("ck_claim_state")),
        sa.CheckConstraint(
            f"about_kind = '' OR about_kind IN ('{ABOUT}')", name=op.f("ck_claim_about")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
        _points("claim", "supplier_id", "supplier"),
        _points("claim", "site_id", "site"),
        sqlite_strict=True,
    )
    for columns in (
        ("state", "id"),
        ("about_kind", "about_number"),
        ("supplier_id",),
        ("site_id",),
    ):
        op.create_index(op.f("ix_claim_" + "_".join(columns)), "claim", list(columns))


def _claim_line() -> None:
    op.create_table(
        "claim_line",
        sa.Column("claim_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        _text("kind"),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        _text("detail", empty=True),
        sa.CheckConstraint(f"kind IN ('{KINDS}')", name=op.f("ck_claim_line_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_line_quantity")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_claim_line_amount")),
        sa.CheckConstraint(
            "lot_id IS NOT NULL OR kind = 'quantity'", name=op.f("ck_claim_line_lot")
        ),
        _points("claim_line", "claim_id", "claim"),
        _points("claim_line", "product_id", "product"),
        _points("claim_line", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("claim_id", "line", name=op.f("pk_claim_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_claim_line_product_id"), "claim_line", ["product_id"])
    op.create_index(op.f("ix_claim_line_lot_id"), "claim_line", ["lot_id"])


def _claim_step() -> None:
    op.create_table(
        "claim_step",
        sa.Column("claim_id", WHOLE, nullable=False),
        sa.Column("seq", SMALL, nullable=False),
        _text("state"),
        sa.Column("at", INSTANT, nullable=False),
        _text("by"),
        _text("note", empty=True),
        sa.CheckConstraint(f"state IN ('{STATES}')", name=op.f("ck_claim_step_state")),
        _points("claim_step", "claim_id", "claim"),
        sa.PrimaryKeyConstraint("claim_id", "seq", name=op.f("pk_claim_step")),
        sqlite_strict=True,
    )


def _credit() -> None:
    op.create_table(
        "supplier_credit",
        sa.Column("id", WHOLE, primary_key=True),
        _text("number"),
        sa.Column("claim_id", WHOLE, nullable=False),
        _text("reference", empty=True),
        sa.Column("difference", WHOLE, nullable=False),
        sa.Column("credited_on", DAY, nullable=False),
        sa.Column("credited_at", INSTANT, nullable=False),
        _text("credited_by"),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_credit_number")),
        _points("supplier_credit", "claim_id", "claim"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplier_credit_claim_id"), "supplier_credit", ["claim_id"])
    op.create_table(
        "supplier_credit_line",
        sa.Column("supplier_credit_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("claim_id", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_supplier_credit_line_amount")),
        _points("supplier_credit_line", "supplier_credit_id", "supplier_credit"),
        sa.ForeignKeyConstraint(
            ["claim_id", "line"],
            ["claim_line.claim_id", "claim_line.line"],
            name="fk_supplier_credit_line_claim",
        ),
        sa.PrimaryKeyConstraint("supplier_credit_id", "line", name=op.f("pk_supplier_credit_line")),
        sqlite_strict=True,
    )
    columns = ["claim_id", "line"]
    op.create_index(op.f("ix_supplier_credit_line_claim_id_line"), "supplier_credit_line", columns)


def upgrade() -> None:
    for create in (_claim, _claim_line, _claim_step, _credit):
        create()
    for table in GUARDED:
        append_only(table)


def downgrade() -> None:
    for table in (*reversed(GUARDED), "claim"):
        op.drop_table(table)
