"""The outbox: every mail with its text and attachment as it was written, and where it stands.

Text and attachment (base64) never change, by trigger; the state does.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Whole, strict
from app.identity.models import one_of
from app.mail.rules import STATES


class Mail(Base):
    """One mail to one address about one document."""

    __tablename__ = "mail"
    __table_args__ = strict(
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("tries >= 0", name="tries"),
        Index(None, "state", "id"),
        Index(None, "document_kind", "document_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    message_id: Mapped[str] = mapped_column(Text, unique=True)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    to_address: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    attachment_name: Mapped[str] = mapped_column(Text, server_default="")
    attachment: Mapped[str] = mapped_column(Text, server_default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(Whole, server_default="0")
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str] = mapped_column(Text, server_default="")
