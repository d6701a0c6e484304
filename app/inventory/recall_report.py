"""What had become of recalled goods when the recall was closed: table, reads, and the paper.

The figures are frozen with the closing (append-only by trigger); what moves later changes the
recall's page and not its report. Quantities are millionths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Whole, strict
from app.inventory.recall_outcome import Outcome
from app.web.filters import instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

FIGURES = (
    "received", "sold", "recovered", "destroyed", "to_supplier", "on_hand", "made_into",
)  # fmt: skip
COLUMNS = ("Product", "Lot", "Sold, of it back", "Destroyed, to supplier", "Here, unknown", "Seen")


class RecallReportLine(Base):
    """What had become of one lot of a recall when it was closed."""

    __tablename__ = "recall_report_line"
    __table_args__ = strict(CheckConstraint("received >= 0 AND on_hand >= 0", name="figures"))

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    received: Mapped[int] = mapped_column(Whole)
    sold: Mapped[int] = mapped_column(Whole)
    recovered: Mapped[int] = mapped_column(Whole)
    destroyed: Mapped[int] = mapped_column(Whole)
    to_supplier: Mapped[int] = mapped_column(Whole)
    on_hand: Mapped[int] = mapped_column(Whole)
    made_into: Mapped[int] = mapped_column(Whole)


def rows_of(recall_id: int, outcomes: Mapping[int, Outcome]) -> list[dict[str, int]]:
    """The lines to freeze."""
    return [
        {"recall_id": recall_id, "lot_id": lot_id}
        | {name: getattr(outcome, name) for name in FIGURES}
        for lot_id, outcome in sorted(outcomes.items())
    ]


def report_of(session: Session, recall_id: int) -> dict[int, Outcome]:
    """What was frozen when a recall was closed, by lot id; nothing while it is open."""
    lines = select(RecallReportLine).where(RecallReportLine.recall_id == recall_id)
    return {
        line.lot_id: Outcome(**{name: getattr(line, name) for name in FIGURES})
        for line in session.scalars(lines)
    }


def _cells(row: Any, was: Outcome) -> SlipLine:
    def much(amount: int) -> str:
        return quantity(amount, row.base_unit)

    return SlipLine(
        row.name,
        row.sku,
        f"{row.Lot.number} {row.Lot.supplier_lot or ''}".strip(),
        f"{much(was.sold)}, {much(was.recovered)}",
        f"{much(was.destroyed)}, {much(was.to_supplier)}",
        f"{much(was.on_hand)}, {much(was.unaccounted)}",
    )


def report_paper(
    recall: Any, lots: Sequence[Any], report: Mapping[int, Outcome], *, at: datetime, zone: str
) -> GoodsSlip:
    """The closing report for whoever asks: who opened and closed it, and every lot's figures."""
    return GoodsSlip(
        title="Recall, closing report",
        number=recall.number,
        heading=(
            ("Why", recall.reason),
            ("Opened", f"{instant(recall.opened_at, zone)}, {recall.opened_by}"),
            ("Closed", f"{instant(recall.closed_at, zone)}, {recall.closed_by}"),
            ("Lots", str(len(report))),
            ("Printed", instant(at, zone)),
        ),
        lines=tuple(_cells(row, report[row.Lot.id]) for row in lots if row.Lot.id in report),
        signatures=("Closed by", "Seen by"),
        columns=COLUMNS,
    )
