"""Tables of costs that came after the goods: what each place of a lot bore, what returned since.

Both append-only by trigger. The movements are the books; these rows say how many units stood
behind each, so that a later return comes back at the cost its units have by then.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Small, Whole, strict
from app.facts import PLACES
from app.identity.models import one_of


class LateCost(Base):
    """What units of a lot at one place bore of a document's late cost; below zero a credit.

    `cutoff` is the newest movement there was: sales after it took the new cost from stock.
    """

    __tablename__ = "late_cost"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint(one_of("place", PLACES), name="place"),
        Index(None, "lot_id", "place"),
        Index(None, "document_kind", "document_number"),
        Index(None, "site_id"),
        Index(None, "location_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    document_line: Mapped[int] = mapped_column(Small)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    place: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    amount: Mapped[int] = mapped_column(Whole)
    cutoff: Mapped[int] = mapped_column(Whole)


class LateCostBack(Base):
    """What of a late cost of sold units came back with a return."""

    __tablename__ = "late_cost_back"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "document_number"),
        Index(None, "lot_id"),
    )

    late_cost_id: Mapped[int] = mapped_column(ForeignKey("late_cost.id"), primary_key=True)
    document_number: Mapped[str] = mapped_column(Text, primary_key=True)
    document_line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    amount: Mapped[int] = mapped_column(Whole)
