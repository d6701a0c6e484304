"""Tables of files on documents: what they are, their bytes, and that one was struck out.

All append-only by trigger: evidence is never replaced, and what was struck out keeps its bytes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Whole, strict


class Attachment(Base):
    """A file on a document: name, kind, size in bytes, SHA-256 in hexadecimal."""

    __tablename__ = "attachment"
    __table_args__ = strict(
        CheckConstraint("size > 0", name="size"),
        Index(None, "document_kind", "document_number", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Whole)
    sha256: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    attached_at: Mapped[datetime] = mapped_column(Instant)
    attached_by: Mapped[str] = mapped_column(Text)


class AttachmentContent(Base):
    """The bytes of a file, apart, so that lists never read them."""

    __tablename__ = "attachment_content"
    __table_args__ = strict()

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AttachmentStrike(Base):
    """That a file does not count any more: by whom, and why."""

    __tablename__ = "attachment_strike"
    __table_args__ = strict()

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
