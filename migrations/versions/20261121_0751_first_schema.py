"""The first schema: shop, people, catalogue, ledger, stock, purchasing, sales."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, FLAG, INSTANT, SMALL, TEXT, WHOLE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("active", FLAG, server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'equity', 'income', 'expense')",
            name=op.f("ck_account_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
        sa.UniqueConstraint("role", name=op.f("uq_account_role")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_event",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject_kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.Column("detail", TEXT, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_event_action_at"), ["action", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_event_subject_kind_subject"),
            ["subject_kind", "subject"],
            unique=False,
        )

    op.create_table(
        "customer",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, server_default="", nullable=False),
        sa.Column("phone", TEXT, server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("code", name=op.f("uq_customer_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "number_series",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("next_number", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_number_series")),
        sqlite_strict=True,
    )
    op.create_table(
        "period_closing",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("through_on", DAY, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("closed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_closing")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("period_closing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_period_closing_through_on"), ["through_on"], unique=False
        )

    op.create_table(
        "recall",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("number", name=op.f("uq_recall_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "request_key",
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("request_hash", TEXT, nullable=False),
        sa.Column("status", SMALL, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_request_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("address", TEXT, server_default="", nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shop_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("succeeded", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_try_name_key_at"), ["name_key", "at"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("time_zone", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('store', 'warehouse')", name=op.f("ck_site_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "supplier",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, server_default="", nullable=False),
        sa.Column("phone", TEXT, server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("code", name=op.f("uq_supplier_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "tax_category",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("rate", WHOLE, nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 1000000", name=op.f("ck_tax_category_rate")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tax_category")),
        sqlite_strict=True,
    )
    op.create_table(
        "api_token",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "role IN ('cashier', 'receiver', 'manager', 'accountant', 'owner', 'admin')",
            name=op.f("ck_api_token_role"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_api_token_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_site_id"), ["site_id"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", WHOLE, autoincrement="ignore_fk", nullable=False),
        sa.Column("posted_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("memo", TEXT, server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["journal_seal.entry_id"],
            name="fk_journal_entry_id_sealed",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_journal_entry_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_entry_document_kind_document_number"),
            ["document_kind", "document_number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_journal_entry_posted_on_id"), ["posted_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_journal_entry_site_id_posted_on"), ["site_id", "posted_on"], unique=False
        )

    op.create_table(
        "location",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('dock', 'stock', 'quarantine', 'returns', 'transit')",
            name=op.f("ck_location_kind"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_location_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("code", name=op.f("uq_location_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_location_site_id_kind"), ["site_id", "kind"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("active", FLAG, server_default="1", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "role IN ('cashier', 'receiver', 'manager', 'accountant', 'owner', 'admin')",
            name=op.f("ck_person_role"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name_key", name=op.f("uq_person_name_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_site_id"), ["site_id"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("sku", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("search_text", TEXT, nullable=False),
        sa.Column("base_unit", TEXT, nullable=False),
        sa.Column("tracking", TEXT, nullable=False),
        sa.Column("lot_policy", TEXT, nullable=False),
        sa.Column("expiry_kind", TEXT, nullable=False),
        sa.Column("shelf_life_days", SMALL, nullable=True),
        sa.Column("min_days_at_receipt", SMALL, nullable=True),
        sa.Column("min_days_at_sale", SMALL, nullable=True),
        sa.Column("price", WHOLE, nullable=False),
        sa.Column("tax_category", TEXT, nullable=False),
        sa.Column("category", TEXT, server_default="", nullable=False),
        sa.Column("active", FLAG, server_default="1", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "base_unit IN ('each', 'kg', 'g', 'l', 'm')", name=op.f("ck_product_base_unit")
        ),
        sa.CheckConstraint(
            "expiry_kind IN ('use_by', 'best_before', 'none')", name=op.f("ck_product_expiry_kind")
        ),
        sa.CheckConstraint(
            "lot_policy IN ('fefo', 'fifo', 'lifo', 'same_lot', 'ask')",
            name=op.f("ck_product_lot_policy"),
        ),
        sa.CheckConstraint("tracking IN ('lot', 'none')", name=op.f("ck_product_tracking")),
        sa.CheckConstraint(
            "price BETWEEN 0 AND 1000000000000000000", name=op.f("ck_product_price")
        ),
        sa.ForeignKeyConstraint(
            ["tax_category"], ["tax_category.code"], name=op.f("fk_product_tax_category")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_category_name"), ["category", "name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_product_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_tax_category"), ["tax_category"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.Column("ordered_by", TEXT, nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'partly_received', 'received', 'cancelled')",
            name=op.f("ck_purchase_order_status"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_purchase_order_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_purchase_order_status_id"), ["status", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_purchase_order_supplier_id"), ["supplier_id"], unique=False
        )

    op.create_table(
        "till",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, server_default="1", nullable=False),
        sa.Column("last_seq", WHOLE, server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_till_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till")),
        sa.UniqueConstraint("code", name=op.f("uq_till_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("till", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_till_site_id"), ["site_id"], unique=False)

    op.create_table(
        "goods_receipt",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("purchase_order_id", WHOLE, nullable=True),
        sa.Column("reference", TEXT, server_default="", nullable=False),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_goods_receipt_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_goods_receipt_purchase_order_id"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_goods_receipt_site_id")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_goods_receipt_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_receipt_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goods_receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_location_id"), ["location_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_purchase_order_id"), ["purchase_order_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_received_on_id"), ["received_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_goods_receipt_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_supplier_id"), ["supplier_id"], unique=False
        )

    op.create_table(
        "journal_seal",
        sa.Column("entry_id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_seal_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_seal")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            "fk_journal_entry_id_sealed",
            "journal_entry",
            "journal_seal",
            ["id"],
            ["entry_id"],
            deferrable=True,
            initially="DEFERRED",
        )

    op.create_table(
        "lot",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("tracked", FLAG, server_default="1", nullable=False),
        sa.Column("supplier_code", TEXT, nullable=True),
        sa.Column("supplier_lot", TEXT, nullable=True),
        sa.Column("supplier_lot_key", TEXT, nullable=True),
        sa.Column("made_on", DAY, nullable=True),
        sa.Column("expires_on", DAY, nullable=True),
        sa.Column("expiry_kind", TEXT, nullable=False),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("origin_kind", TEXT, nullable=False),
        sa.Column("origin_number", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "status IN ('released', 'quarantined', 'recalled')", name=op.f("ck_lot_status")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_lot_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("number", name=op.f("uq_lot_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_lot_origin_kind_origin_number"),
            ["origin_kind", "origin_number"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_lot_product_id_supplier_lot_key"),
            ["product_id", "supplier_lot_key"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_lot_supplier_code_made_on"), ["supplier_code", "made_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lot_supplier_lot_key"), ["supplier_lot_key"], unique=False
        )

    op.create_table(
        "pack",
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("factor", WHOLE, nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_pack_factor")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_pack_product_id")),
        sa.PrimaryKeyConstraint("product_id", "unit", name=op.f("pk_pack")),
        sqlite_strict=True,
    )
    op.create_table(
        "person_session",
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_person_session")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("person_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "posting",
        sa.Column("entry_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("lot", TEXT, nullable=True),
        sa.Column("sku", TEXT, nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_posting_amount")),
        sa.CheckConstraint(
            "amount BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_posting_range")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_posting_entry_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_posting_site_id")),
        sa.PrimaryKeyConstraint("entry_id", "line", name=op.f("pk_posting")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_posting_account_id_entry_id"), ["account_id", "entry_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_posting_lot"), ["lot"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_site_id"), ["site_id"], unique=False)

    op.create_table(
        "product_code",
        sa.Column("gtin", TEXT, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("pack_unit", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_code_product_id")
        ),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_product_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("product_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_code_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "purchase_order_line",
        sa.Column("purchase_order_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("received", WHOLE, server_default="0", nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("factor", WHOLE, nullable=False),
        sa.Column("unit_cost", WHOLE, nullable=False),
        sa.Column("min_days_left", SMALL, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_order_line_quantity")),
        sa.CheckConstraint("received >= 0", name=op.f("ck_purchase_order_line_received")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_purchase_order_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_order_line_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint("purchase_order_id", "line", name=op.f("pk_purchase_order_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("purchase_order_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_purchase_order_line_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "sale",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("customer_id", WHOLE, nullable=True),
        sa.Column("cashier", TEXT, nullable=False),
        sa.Column("sold_at", INSTANT, nullable=False),
        sa.Column("sold_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("tax_included", FLAG, nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("change", WHOLE, nullable=False),
        sa.CheckConstraint("change >= 0", name=op.f("ck_sale_change")),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_sale_total")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_sale_customer_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_sale_site_id")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_sale_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sa.UniqueConstraint("number", name=op.f("uq_sale_number")),
        sa.UniqueConstraint("till_id", "epoch", "seq", name=op.f("uq_sale_till_id_epoch_seq")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sale_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sale_site_id_sold_on"), ["site_id", "sold_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sale_sold_on_id"), ["sold_on", "id"], unique=False)

    op.create_table(
        "discrepancy",
        sa.Column("goods_receipt_id", WHOLE, nullable=False),
        sa.Column("number", SMALL, nullable=False),
        sa.Column("line", SMALL, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('quantity', 'price', 'short_dated', 'temperature', 'unordered')",
            name=op.f("ck_discrepancy_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["goods_receipt_id"], ["goods_receipt.id"], name=op.f("fk_discrepancy_goods_receipt_id")
        ),
        sa.PrimaryKeyConstraint("goods_receipt_id", "number", name=op.f("pk_discrepancy")),
        sqlite_strict=True,
    )
    op.create_table(
        "goods_receipt_line",
        sa.Column("goods_receipt_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("factor", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("temperature", WHOLE, nullable=True),
        sa.Column("purchase_order_id", WHOLE, nullable=True),
        sa.Column("purchase_order_line", SMALL, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_goods_receipt_line_quantity")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_goods_receipt_line_value")),
        sa.ForeignKeyConstraint(
            ["goods_receipt_id"],
            ["goods_receipt.id"],
            name=op.f("fk_goods_receipt_line_goods_receipt_id"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_goods_receipt_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_goods_receipt_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id", "purchase_order_line"],
            ["purchase_order_line.purchase_order_id", "purchase_order_line.line"],
            name="fk_goods_receipt_line_ordered",
        ),
        sa.PrimaryKeyConstraint("goods_receipt_id", "line", name=op.f("pk_goods_receipt_line")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_goods_receipt_line_lot_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goods_receipt_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_line_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_goods_receipt_line_purchase_order_id_purchase_order_line"),
            ["purchase_order_id", "purchase_order_line"],
            unique=False,
        )

    op.create_table(
        "lot_status_change",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("from_status", TEXT, nullable=True),
        sa.Column("to_status", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_status_change_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_status_change")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("lot_status_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lot_status_change_lot_id_id"), ["lot_id", "id"], unique=False
        )

    op.create_table(
        "movement",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("moved_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("from_place", TEXT, nullable=False),
        sa.Column("from_location_id", WHOLE, nullable=True),
        sa.Column("to_place", TEXT, nullable=False),
        sa.Column("to_location_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("document_number", TEXT, nullable=False),
        sa.Column("document_line", SMALL, nullable=True),
        sa.Column("entry_id", WHOLE, nullable=True),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(
            "(from_location_id IS NOT NULL) = (from_place IN ('stock', 'transit'))",
            name=op.f("ck_movement_from"),
        ),
        sa.CheckConstraint(
            "(to_location_id IS NOT NULL) = (to_place IN ('stock', 'transit'))",
            name=op.f("ck_movement_to"),
        ),
        sa.CheckConstraint(
            "from_place IN ('supplier', 'stock', 'customer', 'waste', 'shrinkage', 'opening', 'transit')",
            name=op.f("ck_movement_from_place"),
        ),
        sa.CheckConstraint(
            "to_place IN ('supplier', 'stock', 'customer', 'waste', 'shrinkage', 'opening', 'transit')",
            name=op.f("ck_movement_to_place"),
        ),
        sa.CheckConstraint(
            "quantity > 0 OR (quantity = 0 AND value > 0)", name=op.f("ck_movement_quantity")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_movement_value")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_movement_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_location_id"], ["location.id"], name=op.f("fk_movement_from_location_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_movement_lot_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_movement_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_location_id"], ["location.id"], name=op.f("fk_movement_to_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_movement_document_kind_document_number"),
            ["document_kind", "document_number"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_movement_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_movement_from_location_id"), ["from_location_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_movement_lot_id_id"), ["lot_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_moved_on"), ["moved_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_movement_product_id_moved_on"), ["product_id", "moved_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movement_to_location_id"), ["to_location_id"], unique=False
        )

    op.create_table(
        "payment",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("seq", SMALL, nullable=False),
        sa.Column("tender", TEXT, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reference", TEXT, server_default="", nullable=False),
        sa.CheckConstraint(
            "tender IN ('cash', 'card', 'voucher', 'account')", name=op.f("ck_payment_tender")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_payment_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "seq", name=op.f("pk_payment")),
        sqlite_strict=True,
    )
    op.create_table(
        "recall_lot",
        sa.Column("recall_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_recall_lot_lot_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_lot_recall_id")),
        sa.PrimaryKeyConstraint("recall_id", "lot_id", name=op.f("pk_recall_lot")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("recall_lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_lot_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "sale_line",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("unit_price", WHOLE, nullable=False),
        sa.Column("list_price", WHOLE, nullable=False),
        sa.Column("discount", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("tax_category", TEXT, nullable=False),
        sa.Column("tax_rate", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_sale_line_quantity")),
        sa.CheckConstraint("total >= 0 AND discount >= 0", name=op.f("ck_sale_line_total")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_sale_line_product_id")
        ),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_line_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "line", name=op.f("pk_sale_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sale_line_product_id_sale_id"), ["product_id", "sale_id"], unique=False
        )

    op.create_table(
        "sale_return",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("till_id", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("cashier", TEXT, nullable=False),
        sa.Column("returned_at", INSTANT, nullable=False),
        sa.Column("returned_on", DAY, nullable=False),
        sa.Column("reason", TEXT, server_default="", nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.CheckConstraint("kind IN ('return', 'void')", name=op.f("ck_sale_return_kind")),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_sale_return_total")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_return_sale_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_sale_return_site_id")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_sale_return_till_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_return")),
        sa.UniqueConstraint("number", name=op.f("uq_sale_return_number")),
        sa.UniqueConstraint(
            "till_id", "epoch", "seq", name=op.f("uq_sale_return_till_id_epoch_seq")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sale_return_sale_id"), ["sale_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sale_return_site_id_returned_on"),
            ["site_id", "returned_on"],
            unique=False,
        )

    op.create_table(
        "sale_tax",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("rate", WHOLE, nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_tax_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "rate", name=op.f("pk_sale_tax")),
        sqlite_strict=True,
    )
    op.create_table(
        "stock_balance",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("on_hand", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("expires_on", DAY, nullable=False),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("sellable_place", FLAG, nullable=False),
        sa.CheckConstraint(
            "status IN ('released', 'quarantined', 'recalled')",
            name=op.f("ck_stock_balance_status"),
        ),
        sa.CheckConstraint("on_hand > 0 OR value = 0", name=op.f("ck_stock_balance_empty")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_balance_on_hand")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_stock_balance_value")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_balance_location_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_balance_lot_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_stock_balance_product_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_stock_balance_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_balance")),
        sa.UniqueConstraint(
            "lot_id", "location_id", name=op.f("uq_stock_balance_lot_id_location_id")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("stock_balance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stock_balance_fefo",
            ["site_id", "product_id", "expires_on", "lot_id"],
            unique=False,
            sqlite_where=sa.text("on_hand > 0"),
            postgresql_where=sa.text("on_hand > 0"),
        )
        batch_op.create_index(
            "ix_stock_balance_fifo",
            ["site_id", "product_id", "received_on", "lot_id"],
            unique=False,
            sqlite_where=sa.text("on_hand > 0"),
            postgresql_where=sa.text("on_hand > 0"),
        )
        batch_op.create_index(
            batch_op.f("ix_stock_balance_location_id"), ["location_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_stock_balance_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "refund",
        sa.Column("sale_return_id", WHOLE, nullable=False),
        sa.Column("seq", SMALL, nullable=False),
        sa.Column("tender", TEXT, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.CheckConstraint(
            "tender IN ('cash', 'card', 'voucher', 'account')", name=op.f("ck_refund_tender")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount")),
        sa.ForeignKeyConstraint(
            ["sale_return_id"], ["sale_return.id"], name=op.f("fk_refund_sale_return_id")
        ),
        sa.PrimaryKeyConstraint("sale_return_id", "seq", name=op.f("pk_refund")),
        sqlite_strict=True,
    )
    op.create_table(
        "sale_allocation",
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("certainty", TEXT, nullable=False),
        sa.Column("returned", WHOLE, server_default="0", nullable=False),
        sa.Column("returned_value", WHOLE, server_default="0", nullable=False),
        sa.CheckConstraint(
            "certainty IN ('scanned', 'chosen', 'auto', 'opened', 'corrected')",
            name=op.f("ck_sale_allocation_certainty"),
        ),
        sa.CheckConstraint("quantity > 0 AND value >= 0", name=op.f("ck_sale_allocation_quantity")),
        sa.CheckConstraint(
            "returned BETWEEN 0 AND quantity", name=op.f("ck_sale_allocation_returned")
        ),
        sa.CheckConstraint(
            "returned_value BETWEEN 0 AND value", name=op.f("ck_sale_allocation_returned_value")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_sale_allocation_lot_id")),
        sa.ForeignKeyConstraint(
            ["sale_id", "line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_sale_allocation_line",
        ),
        sa.PrimaryKeyConstraint("sale_id", "line", "lot_id", name=op.f("pk_sale_allocation")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale_allocation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sale_allocation_lot_id_sale_id"), ["lot_id", "sale_id"], unique=False
        )

    op.create_table(
        "sale_return_line",
        sa.Column("sale_return_id", WHOLE, nullable=False),
        sa.Column("number", SMALL, nullable=False),
        sa.Column("sale_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("net", WHOLE, nullable=False),
        sa.Column("tax", WHOLE, nullable=False),
        sa.Column("disposition", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.CheckConstraint(
            "disposition IN ('restock', 'quarantine', 'waste')",
            name=op.f("ck_sale_return_line_disposition"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_sale_return_line_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_sale_return_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["sale_id", "line", "lot_id"],
            ["sale_allocation.sale_id", "sale_allocation.line", "sale_allocation.lot_id"],
            name="fk_sale_return_line_allocation",
        ),
        sa.ForeignKeyConstraint(
            ["sale_return_id"], ["sale_return.id"], name=op.f("fk_sale_return_line_sale_return_id")
        ),
        sa.PrimaryKeyConstraint("sale_return_id", "number", name=op.f("pk_sale_return_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sale_return_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sale_return_line_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sale_return_line_sale_id_line_lot_id"),
            ["sale_id", "line", "lot_id"],
            unique=False,
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_journal_entry_id_sealed", "journal_entry", type_="foreignkey")
    op.drop_table("sale_return_line")
    op.drop_table("sale_allocation")
    op.drop_table("refund")
    op.drop_table("stock_balance")
    op.drop_table("sale_tax")
    op.drop_table("sale_return")
    op.drop_table("sale_line")
    op.drop_table("recall_lot")
    op.drop_table("payment")
    op.drop_table("movement")
    op.drop_table("lot_status_change")
    op.drop_table("goods_receipt_line")
    op.drop_table("discrepancy")
    op.drop_table("sale")
    op.drop_table("purchase_order_line")
    op.drop_table("product_code")
    op.drop_table("posting")
    op.drop_table("person_session")
    op.drop_table("pack")
    op.drop_table("lot")
    op.drop_table("journal_seal")
    op.drop_table("goods_receipt")
    op.drop_table("till")
    op.drop_table("purchase_order")
    op.drop_table("product")
    op.drop_table("person")
    op.drop_table("location")
    op.drop_table("journal_entry")
    op.drop_table("api_token")
    op.drop_table("tax_category")
    op.drop_table("supplier")
    op.drop_table("site")
    op.drop_table("sign_in_try")
    op.drop_table("shop")
    op.drop_table("request_key")
    op.drop_table("recall")
    op.drop_table("period_closing")
    op.drop_table("number_series")
    op.drop_table("customer")
    op.drop_table("audit_event")
    op.drop_table("account")
