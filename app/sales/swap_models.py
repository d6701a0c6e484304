"""Tables of swap settlements: what a count says that sales really took. Append-only by trigger.

What the receipt said stays in `sale_allocation`; `moved` says how much of it is held to be of
another lot, whose own row there is `corrected`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Small, Whole, strict


class LotSwap(Base):
    """So much recorded as sold of one lot is held to be of another, because a count says so."""

    __tablename__ = "lot_swap"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_lot_id <> to_lot_id", name="lots"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), index=True)
    from_lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    to_lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    note: Mapped[str] = mapped_column(Text, server_default="")
    settled_at: Mapped[datetime] = mapped_column(Instant)
    settled_by: Mapped[str] = mapped_column(Text)
    settled_key: Mapped[str] = mapped_column(Text)


class LotSwapLine(Base):
    """One line of a sale that is re-attributed: its old cost taken off, its new one put on."""

    __tablename__ = "lot_swap_line"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["sale_id", "sale_line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_lot_swap_line_sale",
        ),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("value_out >= 0 AND value_in >= 0", name="value"),
        Index(None, "sale_id", "sale_line"),
    )

    swap_id: Mapped[int] = mapped_column(ForeignKey("lot_swap.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    sale_id: Mapped[int] = mapped_column(Whole)
    sale_line: Mapped[int] = mapped_column(Small)
    quantity: Mapped[int] = mapped_column(Whole)
    value_out: Mapped[int] = mapped_column(Whole)
    value_in: Mapped[int] = mapped_column(Whole)
