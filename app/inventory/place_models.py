"""Tables of the order in a store: zones, which group the locations of a site.

Settings that people change, with the audit trail as their history; no goods and no money.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Whole, strict


class Zone(Base):
    """Locations of a site that belong together: the shop floor, a cold room, an aisle."""

    __tablename__ = "zone"
    __table_args__ = strict(UniqueConstraint("site_id", "code"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
