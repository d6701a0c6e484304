"""Vouchers: each with its balance, its movements, and the sales at which vouchers are bought."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, TEXT, WHOLE

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOVEMENTS = "kind IN ('issue', 'redeem', 'refund')"
TENDERS = "tender IN ('cash', 'card')"
APPEND_ONLY = ("voucher_movement", "voucher_payment", "voucher_sale")
FIXED = (
    "number", "site_id", "issued", "expires_on", "issued_at", "issued_by", "document_kind",
    "document_number",
)  # fmt: skip
"""Of a voucher only what is spent ever changes."""


def _vouchers() -> None:
    op.create_table(
        "voucher",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("issued", WHOLE, nullable=False),
        sa.Column("spent", WHOLE, server_default="0", nullable=False),
        sa.Column("expires_on", DAY, nullable=True),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", TEXT, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.CheckConstraint("issued > 0", name=op.f("ck_voucher_issued")),
        sa.CheckConstraint("spent BETWEEN 0 AND issued", name=op.f("ck_voucher_spent")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_voucher_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("number", name=op.f("uq_voucher_number")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_voucher_document_kind_document_number", "voucher", ["document_kind", "document_number"]
    )
    op.create_index("ix_voucher_site_id", "voucher", ["site_id"])


def _movements() -> None:
    op.create_table(
        "voucher_movement",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("voucher_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("seq", SMALL, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("moved_by", TEXT, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_voucher_movement_amount")),
        sa.CheckConstraint(MOVEMENTS, name=op.f("ck_voucher_movement_kind")),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_voucher_movement_voucher_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_voucher_movement_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_movement")),
        sa.UniqueConstraint(
            "document_kind",
            "document_number",
            "seq",
            name=op.f("uq_voucher_movement_document_kind_document_number_seq"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_voucher_movement_voucher_id", "voucher_movement", ["voucher_id"])
    op.create_index("ix_voucher_movement_site_id", "voucher_movement", ["site_id"])


def _sales() -> None:
    op.create_table(
        "voucher_sale",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("shift_id", WHOLE, nullable=True),
        sa.Column("cashier", TEXT, nullable=False),
        sa.Column("sold_at", INSTANT, nullable=False),
        sa.Column("sold_on", DAY, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("change", WHOLE, nullable=False),
        sa.Column("rounding", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_voucher_sale_amount")),
        sa.CheckConstraint("change >= 0", name=op.f("ck_voucher_sale_change")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_voucher_sale_till_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_voucher_sale_site_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_voucher_sale_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_sale")),
        sa.UniqueConstraint("number", name=op.f("uq_voucher_sale_number")),
        sqlite_strict=True,
    )
    for column in ("till_id", "site_id", "shift_id"):
        op.create_index(f"ix_voucher_sale_{column}", "voucher_sale", [column])
    op.create_table(
        "voucher_payment",
        sa.Column("voucher_sale_id", WHOLE, nullable=False),
        sa.Column("seq", SMALL, nullable=False),
        sa.Column("tender", TEXT, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reference", TEXT, server_default="", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_voucher_payment_amount")),
        sa.CheckConstraint(TENDERS, name=op.f("ck_voucher_payment_tender")),
        sa.ForeignKeyConstraint(
            ["voucher_sale_id"],
            ["voucher_sale.id"],
            name=op.f("fk_voucher_payment_voucher_sale_id"),
        ),
        sa.PrimaryKeyConstraint("voucher_sale_id", "seq", name=op.f("pk_voucher_payment")),
        sqlite_strict=True,
    )


def _guard_sqlite(table: str, columns: str = "") -> None:
    for event, of in (("UPDATE", columns), ("DELETE", "")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{of} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append_only: {table} is append-only'); END"
        )


def _guard_postgres(table: str, columns: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE{columns} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    _vouchers()
    _movements()
    _sales()
    sqlite = op.get_bind().dialect.name == "sqlite"
    guard = _guard_sqlite if sqlite else _guard_postgres
    for table in APPEND_ONLY:
        guard(table)
    guard("voucher", f" OF {', '.join(FIXED)}")


def downgrade() -> None:
    for table in ("voucher_payment", "voucher_movement", "voucher_sale", "voucher"):
        op.drop_table(table)
