"""What must hold of stock counts: moved as found, held against the cut-off, with a second person.

Never writes, never repairs.
"""

from __future__ import annotations

from app.reporting.findings import finds, finds_differences

_LAST = (
    "NOT EXISTS (SELECT 1 FROM stock_count_line y WHERE y.count_id = x.count_id "
    "AND y.lot_id = x.lot_id AND y.location_id = x.location_id AND y.line > x.line)"
)
_MOVED = "FROM movement m JOIN lot l ON l.id = m.lot_id WHERE m.document_kind = 'count' AND"
COUNTS_ARE_MOVEMENTS = finds_differences(
    "{document} lot {lot}: difference {one_quantity}, moved {other_quantity}",
    "document, lot, line",
    (
        (
            "c.number AS document, l.number AS lot, x.line AS line, x.counted - x.expected AS one, "
            "0 AS other FROM stock_count_line x JOIN stock_count c ON c.id = x.count_id "
            f"JOIN lot l ON l.id = x.lot_id WHERE c.status = 'posted' AND {_LAST}"
        ),
        (
            "m.document_number, l.number, m.document_line, 0, m.quantity "
            f"{_MOVED} m.from_place = 'shrinkage'"
        ),
        (
            "m.document_number, l.number, m.document_line, 0, -m.quantity "
            f"{_MOVED} m.from_place <> 'shrinkage'"
        ),
    ),
)

_OF_LINE = (
    "FROM stock_count_line x JOIN stock_count c ON c.id = x.count_id "
    "JOIN movement m ON m.lot_id = x.lot_id AND m.id <= x.cut_off AND"
)
EXPECTED_IS_THE_CUT_OFF = finds_differences(
    "{document} line {line}: expected {one_quantity}, moved until then {other_quantity}",
    "document, line",
    (
        (
            "c.number AS document, x.line AS line, x.expected AS one, 0 AS other "
            "FROM stock_count_line x JOIN stock_count c ON c.id = x.count_id"
        ),
        f"c.number, x.line, 0, m.quantity {_OF_LINE} m.to_location_id = x.location_id",
        f"c.number, x.line, 0, -m.quantity {_OF_LINE} m.from_location_id = x.location_id",
    ),
)

LARGE_ONES_HAD_A_SECOND = finds(
    "{document} is worth {worth_money} and was posted by {decided} alone",
    "SELECT c.number AS document, c.value AS worth_money, "
    "COALESCE(c.decided_by, c.finished_by) AS decided FROM stock_count c "
    "WHERE c.status = 'posted' AND c.value > c.allowed AND (c.decided_key IS NULL "
    "OR c.decided_key IN (c.started_key, c.finished_key) OR EXISTS (SELECT 1 "
    "FROM stock_count_line x WHERE x.count_id = c.id AND x.entered_key = c.decided_key)) "
    "ORDER BY c.id",
)
