"""Tills at work: terminals, shifts, the chain, the inbox, leases, opened containers, the spool."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, FLAG, INSTANT, SMALL, TEXT, WHOLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    ("lot", "price", "{whole}"),
    ("person", "pin_hash", "TEXT"),
    ("person", "pin_sealed", "TEXT"),
    ("person", "pin_set_at", "{instant}"),
    (
        "product",
        "risk",
        (
            "TEXT NOT NULL DEFAULT 'normal'"
            " CONSTRAINT ck_product_risk CHECK (risk IN ('normal', 'sensitive', 'high'))"
        ),
    ),
    (
        "product",
        "expired_sale",
        (
            "TEXT NOT NULL DEFAULT 'never'"
            " CONSTRAINT ck_product_expired_sale CHECK (expired_sale IN ('never', 'approval'))"
        ),
    ),
    ("sale", "rounding", "{whole} NOT NULL DEFAULT 0"),
    ("sale", "shift_id", "{whole} CONSTRAINT fk_sale_shift_id REFERENCES shift (id)"),
    ("sale", "offline", "{flag} NOT NULL DEFAULT 0"),
    ("sale", "token", "TEXT"),
    ("sale_return", "rounding", "{whole} NOT NULL DEFAULT 0"),
    ("sale_return", "shift_id", "{whole} CONSTRAINT fk_sale_return_shift_id REFERENCES shift (id)"),
    (
        "stock_balance",
        "reserved",
        "{whole} NOT NULL DEFAULT 0 CONSTRAINT ck_stock_balance_reserved CHECK (reserved >= 0)",
    ),
    ("till", "chained", "{whole} NOT NULL DEFAULT 0"),
    ("till", "head", "TEXT NOT NULL DEFAULT ''"),
    ("till", "open_shift", "{whole}"),
)
"""Columns that tables of the first schema gain: no table is written anew for them."""
TYPES = {
    "sqlite": {"whole": "INTEGER", "flag": "INTEGER", "instant": "TEXT"},
    "postgresql": {
        "whole": "BIGINT",
        "flag": "SMALLINT",
        "instant": "TIMESTAMP WITH TIME ZONE",
    },
}
INDEXES = (
    ("ix_sale_shift_id", "sale", "shift_id", False),
    ("uq_sale_token", "sale", "token", True),
    ("ix_sale_return_shift_id", "sale_return", "shift_id", False),
)
ACCOUNTS = (
    ("1010", "Safe", "asset", "safe"),
    ("5970", "Petty cash expenses", "expense", "petty_cash"),
)


def _add_columns() -> None:
    types = TYPES[op.get_bind().dialect.name]
    for table, name, kind in ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.format(**types)}")
    for name, table, column, unique in INDEXES:
        op.create_index(name, table, [column], unique=unique)


def _add_accounts() -> None:
    """An open shop's chart gains the accounts a new shop's chart has."""
    for code, name, kind, role in ACCOUNTS:
        op.execute(
            f"INSERT INTO account (code, name, kind, role, active) SELECT '{code}', '{name}', "
            f"'{kind}', '{role}', 1 WHERE EXISTS (SELECT 1 FROM shop) AND NOT EXISTS "
            f"(SELECT 1 FROM account WHERE code = '{code}' OR role = '{role}')"
        )


def _create_tables() -> None:
    op.create_table(
        "day_anchor",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("signature", TEXT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_day_anchor_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_anchor")),
        sa.UniqueConstraint("site_id", "day", name=op.f("uq_day_anchor_site_id_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "device",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("enrolled_by", TEXT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by", TEXT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("queue_length", WHOLE, server_default="0", nullable=False),
        sa.Column("oldest_queued_at", INSTANT, nullable=True),
        sa.Column("skew_ms", WHOLE, server_default="0", nullable=False),
        sa.Column("news_seen", WHOLE, server_default="0", nullable=False),
        sa.Column("silent", FLAG, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_device_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_site_id"), ["site_id"], unique=False)
    op.create_table(
        "printer",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("station", TEXT, nullable=True),
        sa.Column("active", FLAG, server_default="1", nullable=False),
        sa.Column("echo", TEXT, server_default="unknown", nullable=False),
        sa.Column("trouble", TEXT, server_default="", nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("echo IN ('unknown', 'yes', 'no')", name=op.f("ck_printer_echo")),
        sa.CheckConstraint("kind IN ('receipt', 'label')", name=op.f("ck_printer_kind")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_printer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("name", name=op.f("uq_printer_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("printer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printer_site_id"), ["site_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("detail", TEXT, server_default="", nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("approver_id", WHOLE, nullable=False),
        sa.Column("approver", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("device_id", WHOLE, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["person.id"], name=op.f("fk_approval_approver_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_approval_device_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_approval_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("code", name=op.f("uq_approval_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_approver_id"), ["approver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_site_id"), ["site_id"], unique=False)
    op.create_table(
        "parked_cart",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("cart", TEXT, nullable=False),
        sa.Column("line_count", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("parked_at", INSTANT, nullable=False),
        sa.Column("parked_by", TEXT, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("taken_by", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_parked_cart_site_id")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_parked_cart_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_cart")),
        sa.UniqueConstraint("key", name=op.f("uq_parked_cart_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("parked_cart", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_parked_cart_site_id_taken_at"), ["site_id", "taken_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_parked_cart_till_id"), ["till_id"], unique=False)
    op.create_table(
        "pin_try",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("succeeded", FLAG, nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_pin_try_device_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pin_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_try")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pin_try", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pin_try_device_id_person_id_at"),
            ["device_id", "person_id", "at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_pin_try_person_id"), ["person_id"], unique=False)
    op.create_table(
        "print_job",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("printer_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("copy_no", WHOLE, server_default="0", nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("evidence", TEXT, server_default="", nullable=False),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "evidence IN ('', 'echo', 'status', 'taken', 'person')",
            name=op.f("ck_print_job_evidence"),
        ),
        sa.CheckConstraint(
            "kind IN ('receipt', 'drawer', 'report', 'label', 'test')",
            name=op.f("ck_print_job_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'printed', 'unknown', 'failed', 'copy')",
            name=op.f("ck_print_job_state"),
        ),
        sa.CheckConstraint("copy_no >= 0", name=op.f("ck_print_job_copy_no")),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printer.id"], name=op.f("fk_print_job_printer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("key", name=op.f("uq_print_job_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_print_job_document_kind_document_number"),
            ["document_kind", "document_number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_print_job_printer_id_state_id"),
            ["printer_id", "state", "id"],
            unique=False,
        )
    op.create_table(
        "recall_acknowledgement",
        sa.Column("recall_id", WHOLE, nullable=False),
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_recall_acknowledgement_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_acknowledgement_recall_id")
        ),
        sa.PrimaryKeyConstraint("recall_id", "device_id", name=op.f("pk_recall_acknowledgement")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("recall_acknowledgement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recall_acknowledgement_device_id"), ["device_id"], unique=False
        )
    op.create_table(
        "record_link",
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_record_link_till_id")),
        sa.PrimaryKeyConstraint("till_id", "position", name=op.f("pk_record_link")),
        sa.UniqueConstraint(
            "document_kind",
            "document_number",
            name=op.f("uq_record_link_document_kind_document_number"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "series_gap",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("first", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("detail", TEXT, server_default="", nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", TEXT, nullable=True),
        sa.Column("resolution", TEXT, nullable=True),
        sa.CheckConstraint("last >= first", name=op.f("ck_series_gap_range")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_series_gap_device_id")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_series_gap_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_gap")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("series_gap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_gap_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_gap_till_id"), ["till_id"], unique=False)
    op.create_table(
        "shift",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("opening_cash", WHOLE, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.Column("counted_cash", WHOLE, nullable=True),
        sa.Column("expected_cash", WHOLE, nullable=True),
        sa.Column("difference", WHOLE, nullable=True),
        sa.Column("grand_total", WHOLE, nullable=True),
        sa.Column("report", TEXT, nullable=True),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.CheckConstraint("kind IN ('ordinary', 'rescue')", name=op.f("ck_shift_kind")),
        sa.CheckConstraint("(closed_at IS NULL) = (report IS NULL)", name=op.f("ck_shift_closed")),
        sa.CheckConstraint("opening_cash >= 0", name=op.f("ck_shift_opening_cash")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_shift_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("till_id", "number", name=op.f("uq_shift_till_id_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(
            "uq_shift_open",
            ["till_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    op.create_table(
        "till_op",
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, autoincrement=False, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=True),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("prev", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("signature", TEXT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=True),
        sa.Column("problem", TEXT, server_default="", nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", TEXT, nullable=True),
        sa.Column("resolution", TEXT, nullable=True),
        sa.CheckConstraint(
            "state IN ('recorded', 'applied', 'exception', 'resolved')",
            name=op.f("ck_till_op_state"),
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_till_op_device_id")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_till_op_till_id")),
        sa.PrimaryKeyConstraint("device_id", "seq", name=op.f("pk_till_op")),
        sa.UniqueConstraint("device_id", "prev", name=op.f("uq_till_op_device_id_prev")),
        sa.UniqueConstraint("key", name=op.f("uq_till_op_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("till_op", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_till_op_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_till_op_state_received_at"), ["state", "received_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_till_op_till_id"), ["till_id"], unique=False)
    op.create_table(
        "till_series",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("last_op", WHOLE, server_default="0", nullable=False),
        sa.Column("last_receipt", WHOLE, server_default="0", nullable=False),
        sa.Column("head", TEXT, server_default="", nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_till_series_device_id")
        ),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_till_series_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_series")),
        sa.UniqueConstraint("device_id", name=op.f("uq_till_series_device_id")),
        sa.UniqueConstraint("till_id", "epoch", name=op.f("uq_till_series_till_id_epoch")),
        sqlite_strict=True,
    )
    op.create_table(
        "approval_use",
        sa.Column("approval_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_approval_use_approval_id")
        ),
        sa.PrimaryKeyConstraint("approval_id", name=op.f("pk_approval_use")),
        sqlite_strict=True,
    )
    op.create_table(
        "cash_move",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("shift_id", WHOLE, nullable=False),
        sa.Column("direction", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("note", TEXT, server_default="", nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("moved_by", TEXT, nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_cash_move_direction")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cash_move_amount")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_cash_move_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_move")),
        sa.UniqueConstraint("number", name=op.f("uq_cash_move_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("cash_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cash_move_shift_id"), ["shift_id"], unique=False)
    op.create_table(
        "opened_container",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.Column("loss", WHOLE, nullable=True),
        sa.Column("document", TEXT, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_opened_container_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_opened_container_lot_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_opened_container_product_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_opened_container_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened_container")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("opened_container", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opened_container_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_opened_container_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_opened_container_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            "uq_opened_container_open",
            ["station", "product_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    op.create_table(
        "lot_lease",
        sa.Column("device_id", WHOLE, nullable=False),
        sa.Column("balance_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("bound", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_lot_lease_quantity")),
        sa.ForeignKeyConstraint(
            ["balance_id"], ["stock_balance.id"], name=op.f("fk_lot_lease_balance_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_lot_lease_device_id")),
        sa.PrimaryKeyConstraint("device_id", "balance_id", name=op.f("pk_lot_lease")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("lot_lease", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_lease_balance_id"), ["balance_id"], unique=False)
    op.create_table(
        "sale_exception",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=True),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("lot", TEXT, nullable=True),
        sa.Column("detail", TEXT, server_default="", nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", TEXT, nullable=True),
        sa.Column("resolution", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_exception_sale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_exception")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale_exception", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sale_exception_resolved_at_raised_at"),
            ["resolved_at", "raised_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_sale_exception_sale_id"), ["sale_id"], unique=False)
    op.create_table(
        "line_effort",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("taps", WHOLE, nullable=False),
        sa.Column("ms", WHOLE, nullable=False),
        sa.Column("choice", TEXT, nullable=False),
        sa.CheckConstraint("taps >= 0 AND ms >= 0", name=op.f("ck_line_effort_size")),
        sa.ForeignKeyConstraint(
            ["sale_id", "line"], ["sale_line.sale_id", "sale_line.line"], name="fk_line_effort_line"
        ),
        sa.PrimaryKeyConstraint("sale_id", "line", name=op.f("pk_line_effort")),
        sqlite_strict=True,
    )
    op.create_table(
        "sale_override",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("approver", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('price', 'discount', 'expired')", name=op.f("ck_sale_override_kind")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id", "line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_sale_override_line",
        ),
        sa.PrimaryKeyConstraint("sale_id", "line", "kind", name=op.f("pk_sale_override")),
        sqlite_strict=True,
    )


def upgrade() -> None:
    _create_tables()
    _add_columns()
    _add_accounts()


NEW_TABLES = (
    "approval_use",
    "approval",
    "cash_move",
    "line_effort",
    "sale_override",
    "sale_exception",
    "lot_lease",
    "opened_container",
    "recall_acknowledgement",
    "record_link",
    "day_anchor",
    "parked_cart",
    "pin_try",
    "print_job",
    "printer",
    "series_gap",
    "till_op",
    "till_series",
)


def downgrade() -> None:
    for name, table, _column, _unique in INDEXES:
        op.drop_index(name, table)
    for table, name, _kind in reversed(ADDED):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for table in (*NEW_TABLES, "shift", "device"):
        op.drop_table(table)
