"""Lots made from lots: the document, who descends from whom, and the place goods pass through."""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import DAY, INSTANT, SMALL, TEXT, WHOLE

revision = "0013"
down_revision = "0016b"
branch_labels = None
depends_on = None

TABLES = ("repack", "repack_input", "repack_output", "lot_parent")
INDEXES = (
    ("ix_repack_site_id_id", "repack", ["site_id", "id"]),
    ("ix_repack_input_lot_id", "repack_input", ["lot_id"]),
    ("ix_repack_output_location_id", "repack_output", ["location_id"]),
    ("ix_lot_parent_parent_id", "lot_parent", ["parent_id"]),
    ("ix_lot_parent_repack_id", "lot_parent", ["repack_id"]),
)
BEFORE = "'supplier', 'stock', 'customer', 'waste', 'shrinkage', 'opening', 'transit'"
AFTER = f"{BEFORE}, 'conversion'"
ENDS = ("from_place", "to_place")


def _document() -> None:
    op.create_table(
        "repack",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("made_on", DAY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('split', 'merge', 'repack', 'kit')", name=op.f("ck_repack_kind")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_repack_site_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repack")),
        sa.UniqueConstraint("number", name=op.f("uq_repack_number")),
        sqlite_strict=True,
    )


def _input() -> None:
    op.create_table(
        "repack_input",
        sa.Column("repack_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("lost", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("lost_value", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > lost AND lost >= 0", name=op.f("ck_repack_input_quantity")),
        sa.CheckConstraint(
            "value >= lost_value AND lost_value >= 0", name=op.f("ck_repack_input_value")
        ),
        sa.ForeignKeyConstraint(["repack_id"], ["repack.id"], name="fk_repack_input_repack_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_repack_input_lot_id"),
        sa.PrimaryKeyConstraint("repack_id", "line", name=op.f("pk_repack_input")),
        sa.UniqueConstraint("repack_id", "lot_id", name=op.f("uq_repack_input_repack_id_lot_id")),
        sqlite_strict=True,
    )


def _output() -> None:
    op.create_table(
        "repack_output",
        sa.Column("repack_id", WHOLE, nullable=False),
        sa.Column("line", SMALL, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("weight", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_repack_output_quantity")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_repack_output_weight")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_repack_output_value")),
        sa.ForeignKeyConstraint(["repack_id"], ["repack.id"], name="fk_repack_output_repack_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_repack_output_lot_id"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_repack_output_location_id"
        ),
        sa.PrimaryKeyConstraint("repack_id", "line", name=op.f("pk_repack_output")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_repack_output_lot_id")),
        sqlite_strict=True,
    )


def _parents() -> None:
    op.create_table(
        "lot_parent",
        sa.Column("child_id", WHOLE, nullable=False),
        sa.Column("parent_id", WHOLE, nullable=False),
        sa.Column("repack_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.CheckConstraint("parent_id < child_id", name=op.f("ck_lot_parent_older")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_lot_parent_quantity")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_lot_parent_value")),
        sa.ForeignKeyConstraint(["child_id"], ["lot.id"], name="fk_lot_parent_child_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["lot.id"], name="fk_lot_parent_parent_id"),
        sa.ForeignKeyConstraint(["repack_id"], ["repack.id"], name="fk_lot_parent_repack_id"),
        sa.PrimaryKeyConstraint("child_id", "parent_id", name=op.f("pk_lot_parent")),
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


def _places_on_postgres(places: str) -> None:
    for end in ENDS:
        op.execute(f"ALTER TABLE movement DROP CONSTRAINT ck_movement_{end}")
        op.execute(
            f"ALTER TABLE movement ADD CONSTRAINT ck_movement_{end} CHECK ({end} IN ({places}))"
        )


def _places_on_sqlite(before: str, after: str) -> None:
    """SQLite changes no CHECK in place: the table is written anew, row by row as it is.

    Its indexes and triggers go with the old table, and come back word for word.
    """
    bind = op.get_bind()
    (table,) = bind.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'movement'"
    ).one()
    around = (
        bind.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'movement' "
            "AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name"
        )
        .scalars()
        .all()
    )
    rest = table.partition("(")[2]
    if rest.count(f"IN ({before})") != len(ENDS):
        raise RuntimeError("the movement table is not as this migration knows it")
    changed = rest.replace(f"IN ({before})", f"IN ({after})")
    bind.exec_driver_sql(f"CREATE TABLE movement_new ({changed}")
    bind.exec_driver_sql("INSERT INTO movement_new SELECT * FROM movement")
    bind.exec_driver_sql("DROP TABLE movement")
    bind.exec_driver_sql("ALTER TABLE movement_new RENAME TO movement")
    for statement in around:
        bind.exec_driver_sql(statement)


def _places(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _places_on_sqlite(before, after)
    else:
        _places_on_postgres(after)


def _add_account() -> None:
    """An open shop's chart gains the account a new shop's chart has."""
    op.execute(
        "INSERT INTO account (code, name, kind, role, active) "
        "SELECT '1250', 'Goods in conversion', 'asset', 'conversion', 1 "
        "WHERE EXISTS (SELECT 1 FROM shop) AND NOT EXISTS "
        "(SELECT 1 FROM account WHERE code = '1250' OR role = 'conversion')"
    )


def upgrade() -> None:
    _document()
    _input()
    _output()
    _parents()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for table in TABLES:
        _guard(table)
    _places(BEFORE, AFTER)
    _add_account()


def downgrade() -> None:
    _places(AFTER, BEFORE)
    for table in reversed(TABLES):
        op.drop_table(table)
