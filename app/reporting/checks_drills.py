"""What must hold of recall drills: they keep the figures that their own finds and score came from.

Never writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reporting.findings import MOST_NAMED, all_of, finds
from app.sales.drill_models import RecallDrill
from app.sales.drills import figures_of


def _wrong_scores(session: Session) -> Iterator[str]:
    over = select(RecallDrill).where(RecallDrill.finished_at.is_not(None))
    for row in session.scalars(over.order_by(RecallDrill.id)):
        score = figures_of(row).score
        if score != row.score:
            yield f"drill {row.number}: {row.score} points are kept, its figures make {score}"


def _scores(session: Session) -> list[str]:
    return list(_wrong_scores(session))[:MOST_NAMED]


DRILLS_ARE_EVIDENCE = all_of(
    finds(
        "drill {number}: {kept} millionths found are kept, its places make {places}",
        "SELECT d.number, d.found AS kept, COALESCE(SUM(f.found), 0) AS places "
        "FROM recall_drill d LEFT JOIN recall_drill_find f ON f.drill_id = d.id "
        "GROUP BY d.id, d.number, d.found, d.booked HAVING d.found <> COALESCE(SUM(f.found), 0) "
        "OR d.booked <> COALESCE(SUM(f.booked), 0) ORDER BY d.number",
    ),
    _scores,
)
"""A drill's sums are those of its places, its score that of its figures."""
