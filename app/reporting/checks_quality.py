"""What must hold of dates and second persons: every date has its history, nobody decides alone.

Never writes, never repairs.
"""

from __future__ import annotations

from sqlalchemy import bindparam

from app.db import Day
from app.inventory.models import NEVER
from app.reporting.findings import all_of, finds

_NEVER = bindparam("never", NEVER, Day)
_DATE_IS_THE_LAST = finds(
    "lot {lot} has another date than its last change gave it",
    "SELECT l.number AS lot FROM lot l JOIN (SELECT lot_id, MAX(id) AS id FROM lot_expiry_change "
    "GROUP BY lot_id) n ON n.lot_id = l.id JOIN lot_expiry_change c ON c.id = n.id "
    "WHERE COALESCE(l.expires_on, :never) <> COALESCE(c.to_on, :never) ORDER BY l.id",
    _NEVER,
)
_CHANGES_FOLLOW = finds(
    "lot {lot}: a change of its date begins where the one before did not end",
    "SELECT l.number AS lot FROM lot_expiry_change c JOIN lot l ON l.id = c.lot_id "
    "JOIN lot_expiry_change p ON p.lot_id = c.lot_id AND p.id = (SELECT MAX(q.id) "
    "FROM lot_expiry_change q WHERE q.lot_id = c.lot_id AND q.id < c.id) "
    "WHERE COALESCE(c.from_on, :never) <> COALESCE(p.to_on, :never) ORDER BY c.id",
    _NEVER,
)
_KIND_IS_RIGHT = finds(
    "lot {lot}: a change of its date is called {kind} and is not",
    "SELECT l.number AS lot, c.kind AS kind FROM lot_expiry_change c JOIN lot l ON l.id = c.lot_id "
    "WHERE (c.kind = 'later') <> (COALESCE(c.to_on, :never) > COALESCE(c.from_on, :never)) "
    "OR COALESCE(c.to_on, :never) = COALESCE(c.from_on, :never) ORDER BY c.id",
    _NEVER,
)
DATES_HAVE_A_HISTORY = all_of(_DATE_IS_THE_LAST, _CHANGES_FOLLOW, _KIND_IS_RIGHT)

_LATER_WAS_APPROVED = finds(
    "lot {lot} has a later date that nobody approved as it is",
    "SELECT l.number AS lot FROM lot_expiry_change c JOIN lot l ON l.id = c.lot_id "
    "LEFT JOIN lot_request r ON r.id = c.request_id AND r.lot_id = c.lot_id "
    "AND r.kind = 'later_date' AND COALESCE(r.to_on, :never) = COALESCE(c.to_on, :never) "
    "LEFT JOIN lot_decision d ON d.request_id = r.id AND d.approved = 1 "
    "WHERE c.kind = 'later' AND d.request_id IS NULL ORDER BY c.id",
    _NEVER,
)
_NOBODY_ALONE = finds(
    "lot {lot}: {person} decided what {person} had asked for",
    "SELECT l.number AS lot, d.decided_by AS person FROM lot_decision d "
    "JOIN lot_request r ON r.id = d.request_id JOIN lot l ON l.id = r.lot_id "
    "WHERE d.decided_key = r.asked_key ORDER BY d.request_id",
)
_APPROVED_WAS_DONE = finds(
    "lot {lot}: a later date was approved and never given",
    "SELECT l.number AS lot FROM lot_decision d JOIN lot_request r ON r.id = d.request_id "
    "JOIN lot l ON l.id = r.lot_id LEFT JOIN lot_expiry_change c ON c.request_id = r.id "
    "WHERE d.approved = 1 AND r.kind = 'later_date' AND c.id IS NULL ORDER BY d.request_id",
)
TWO_PERSONS_DECIDED = all_of(_LATER_WAS_APPROVED, _NOBODY_ALONE, _APPROVED_WAS_DONE)
