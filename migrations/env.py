"""Runs migrations on the shop's own database, in one transaction on both kinds."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import BigInteger, SmallInteger

from app.accounting import models as accounting_models  # noqa: F401 - fills the metadata
from app.catalog import models as catalog_models  # noqa: F401
from app.db import Base, Day, Flag, Instant
from app.identity import models as identity_models  # noqa: F401
from app.inventory import count_models  # noqa: F401
from app.inventory import models as inventory_models  # noqa: F401
from app.purchasing import models as purchasing_models  # noqa: F401
from app.sales import models as sales_models  # noqa: F401

RENDERED = ((Day, "DAY"), (Instant, "INSTANT"), (Flag, "FLAG"))


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types by their frozen names."""
    if kind != "type":
        return False
    for type_class, name in RENDERED:
        if isinstance(item, type_class):
            return name
    if isinstance(item, SmallInteger):
        return "SMALL"
    if isinstance(item, BigInteger):
        return "WHOLE"
    return "TEXT" if type(item).__name__ == "Text" else False


def run() -> None:
    """Upgrade or downgrade; SQLite's foreign keys are checked at the end instead of throughout."""
    engine = current_app.extensions["sqlalchemy"].engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
        )
        with connection.begin():
            context.run_migrations()
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the migration broke a foreign key")
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
