"""Tables of printers and print jobs.

A job holds the very bytes to be sent; a document has at most one unmarked original.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Flag, Instant, Whole, strict
from app.identity.models import one_of

PRINTER_KINDS = ("receipt", "label")
ECHOES = ("unknown", "yes", "no")
JOB_KINDS = ("receipt", "drawer", "report", "label", "test")
JOB_STATES = ("queued", "sending", "printed", "unknown", "failed", "copy")
EVIDENCE = ("", "echo", "status", "taken", "person")


class Printer(Base):
    """A printer by its address, and what is known of it."""

    __tablename__ = "printer"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", PRINTER_KINDS), name="kind"),
        CheckConstraint(one_of("echo", ECHOES), name="echo"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    url: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    station: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Flag, server_default="1")
    echo: Mapped[str] = mapped_column(Text, server_default="unknown")
    trouble: Mapped[str] = mapped_column(Text, server_default="")
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class PrintJob(Base):
    """One thing to print, its bytes (base64), and where it stands."""

    __tablename__ = "print_job"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", JOB_KINDS), name="kind"),
        CheckConstraint(one_of("state", JOB_STATES), name="state"),
        CheckConstraint(one_of("evidence", EVIDENCE), name="evidence"),
        CheckConstraint("copy_no >= 0", name="copy_no"),
        Index(None, "printer_id", "state", "id"),
        Index(None, "document_kind", "document_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printer.id"))
    kind: Mapped[str] = mapped_column(Text)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    copy_no: Mapped[int] = mapped_column(Whole, server_default="0")
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, server_default="")
    note: Mapped[str] = mapped_column(Text, server_default="")
    tries: Mapped[int] = mapped_column(Whole, server_default="0")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
