"""Tables of opening stock that came from files: the document of a file, and its rows as lots."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict


class OpeningImport(Base):
    """One file of opening stock, taken in once: its fingerprint is unique. Append-only.

    `site_id` is empty where the file fills more than one site.
    """

    __tablename__ = "opening_import"
    __table_args__ = strict(CheckConstraint("line_count > 0", name="line_count"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    sha256: Mapped[str] = mapped_column(Text, unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    read_as: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    line_count: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    opened_on: Mapped[date] = mapped_column(Day)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[str] = mapped_column(Text)


class OpeningLine(Base):
    """One row of a file and the lot it became. Append-only by trigger."""

    __tablename__ = "opening_line"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
    )

    opening_import_id: Mapped[int] = mapped_column(
        ForeignKey("opening_import.id"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    sheet_row: Mapped[int] = mapped_column(Whole)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    unit: Mapped[str] = mapped_column(Text)
    value: Mapped[int] = mapped_column(Whole)
    reference: Mapped[str] = mapped_column(Text, server_default="")
