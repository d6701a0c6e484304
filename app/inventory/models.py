"""Tables of lots, locations, balances, movements, leases, opened containers, status, recalls.

A balance's `on_hand` and `value` are changed by relative conditional updates only, never through
an attribute of these classes.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Flag, Instant, Small, Whole, strict
from app.facts import PLACES
from app.identity.models import one_of

LOCATION_KINDS = ("dock", "stock", "quarantine", "returns", "transit")
LOT_STATUSES = ("released", "quarantined", "recalled")
NEVER = date(9999, 12, 31)
"""The expiry day of goods that do not expire, so that FEFO is one index."""


class Location(Base):
    """A shelf, dock or cage at a site; its kind says whether the till may sell from it.

    `most_lots` and `most_units` (millionths) are the room it has, if that is known.
    """

    __tablename__ = "location"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", LOCATION_KINDS), name="kind"),
        CheckConstraint("most_lots > 0", name="most_lots"),
        CheckConstraint("most_units > 0", name="most_units"),
        Index(None, "site_id", "kind"),
        Index(None, "zone_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(Text)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    most_lots: Mapped[int | None] = mapped_column(Small)
    most_units: Mapped[int | None] = mapped_column(Whole)


class Lot(Base):
    """One receipt line's goods: our lot number, the supplier's lot code raw and normalised."""

    __tablename__ = "lot"
    __table_args__ = strict(
        CheckConstraint(one_of("status", LOT_STATUSES), name="status"),
        Index(None, "product_id", "supplier_lot_key"),
        Index(None, "supplier_lot_key"),
        Index(None, "supplier_code", "made_on"),
        Index(None, "expires_on"),
        Index(None, "origin_kind", "origin_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    tracked: Mapped[bool] = mapped_column(Flag, server_default="1")
    supplier_code: Mapped[str | None] = mapped_column(Text)
    supplier_lot: Mapped[str | None] = mapped_column(Text)
    supplier_lot_key: Mapped[str | None] = mapped_column(Text)
    made_on: Mapped[date | None] = mapped_column(Day)
    expires_on: Mapped[date | None] = mapped_column(Day)
    expiry_kind: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date] = mapped_column(Day)
    status: Mapped[str] = mapped_column(Text)
    origin_kind: Mapped[str] = mapped_column(Text)
    origin_number: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    price: Mapped[int | None] = mapped_column(Whole)


class StockBalance(Base):
    """How much of a lot lies at a location, and what it cost. Empty means worth exactly nothing.

    Product, site, status and dates repeat the lot's so that the till finds, locks and judges its
    candidates in one statement; `doctor` proves they agree.
    """

    __tablename__ = "stock_balance"
    __table_args__ = strict(
        UniqueConstraint("lot_id", "location_id"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("on_hand > 0 OR value = 0", name="empty"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint(one_of("status", LOT_STATUSES), name="status"),
        Index(
            "ix_stock_balance_fefo",
            "site_id",
            "product_id",
            "expires_on",
            "lot_id",
            sqlite_where=text("on_hand > 0"),
            postgresql_where=text("on_hand > 0"),
        ),
        Index(
            "ix_stock_balance_fifo",
            "site_id",
            "product_id",
            "received_on",
            "lot_id",
            sqlite_where=text("on_hand > 0"),
            postgresql_where=text("on_hand > 0"),
        ),
        Index(None, "location_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    on_hand: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    status: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date] = mapped_column(Day)
    received_on: Mapped[date] = mapped_column(Day)
    sellable_place: Mapped[bool] = mapped_column(Flag)
    reserved: Mapped[int] = mapped_column(Whole, server_default="0")


class Movement(Base):
    """A quantity of one lot and its value going from place to place. Append-only by trigger."""

    __tablename__ = "movement"
    __table_args__ = strict(
        CheckConstraint("quantity > 0 OR (quantity = 0 AND value > 0)", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint(one_of("from_place", PLACES), name="from_place"),
        CheckConstraint(one_of("to_place", PLACES), name="to_place"),
        CheckConstraint(
            "(from_location_id IS NOT NULL) = (from_place IN ('stock', 'transit'))", name="from"
        ),
        CheckConstraint(
            "(to_location_id IS NOT NULL) = (to_place IN ('stock', 'transit'))", name="to"
        ),
        Index(None, "lot_id", "id"),
        Index(None, "document_kind", "document_number"),
        Index(None, "moved_on"),
        Index(None, "entry_id"),
        Index(None, "product_id", "moved_on"),
        Index(None, "from_location_id"),
        Index(None, "to_location_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    moved_on: Mapped[date] = mapped_column(Day)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(Text)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    from_place: Mapped[str] = mapped_column(Text)
    from_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    to_place: Mapped[str] = mapped_column(Text)
    to_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    document_line: Mapped[int | None] = mapped_column(Small)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")


class LotStatusChange(Base):
    """Why and by whom a lot was held, released or recalled. Append-only by trigger."""

    __tablename__ = "lot_status_change"
    __table_args__ = strict(Index(None, "lot_id", "id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    from_status: Mapped[str | None] = mapped_column(Text)
    to_status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)


class Recall(Base):
    """A recall: its scope as asked for, and (in recall_lot) the lots it froze."""

    __tablename__ = "recall"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    reason: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None] = mapped_column(Text)


class RecallLot(Base):
    """A lot in a recall."""

    __tablename__ = "recall_lot"
    __table_args__ = strict(Index(None, "lot_id"))

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)


class RecallAcknowledgement(Base):
    """The moment a terminal had blocked a recall's lots. Append-only by trigger."""

    __tablename__ = "recall_acknowledgement"
    __table_args__ = strict()

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class LotLease(Base):
    """How much of a balance a terminal may sell while it cannot ask; bound while it is silent."""

    __tablename__ = "lot_lease"
    __table_args__ = strict(CheckConstraint("quantity >= 0", name="quantity"))

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    balance_id: Mapped[int] = mapped_column(
        ForeignKey("stock_balance.id"), primary_key=True, index=True
    )
    quantity: Mapped[int] = mapped_column(Whole)
    bound: Mapped[int] = mapped_column(Whole, server_default="0")


class OpenedContainer(Base):
    """A wheel, bottle or box opened at a station; weighed sales there take its lot."""

    __tablename__ = "opened_container"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        Index(
            "uq_opened_container_open",
            "station",
            "product_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    station: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None] = mapped_column(Text)
    loss: Mapped[int | None] = mapped_column(Whole)
    document: Mapped[str | None] = mapped_column(Text)
