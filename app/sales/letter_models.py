"""What buyers of recalled goods were told by letter, so that a second letter says only news."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Flag, strict


class RecallLetter(Base):
    """A lot that a letter named to a customer, as certain or possible. Append-only by trigger."""

    __tablename__ = "recall_letter"
    __table_args__ = strict(Index(None, "recall_id", "customer_id"))

    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True, index=True)
    certain: Mapped[bool] = mapped_column(Flag, primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
