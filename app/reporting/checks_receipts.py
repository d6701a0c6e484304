"""What must hold of goods that came too warm, too cold or not in order. Never writes or repairs."""

from __future__ import annotations

from app.reporting.findings import all_of, finds

_LINES = (
    "FROM goods_receipt_line r JOIN goods_receipt g ON g.id = r.goods_receipt_id "
    "LEFT JOIN discrepancy d ON d.goods_receipt_id = r.goods_receipt_id AND d.line = r.line "
)
_CONDITION_IS_NOTED = finds(
    "{document} line {line} came {condition}, and no difference says so",
    f"SELECT g.number AS document, r.line AS line, r.condition AS condition {_LINES}"
    "AND d.kind = 'condition' WHERE r.condition <> 'ok' AND d.number IS NULL ORDER BY g.id, r.line",
)
_TEMPERATURE_IS_NOTED = finds(
    "{document} line {line} was outside the temperatures ordered, and no difference says so",
    f"SELECT g.number AS document, r.line AS line {_LINES} AND d.kind = 'temperature' "
    "JOIN purchase_order_line o ON o.purchase_order_id = r.purchase_order_id "
    "AND o.line = r.purchase_order_line WHERE d.number IS NULL AND "
    "(r.temperature < o.min_temperature OR r.temperature > o.max_temperature) "
    "ORDER BY g.id, r.line",
)
_WRONG_IS_HELD = finds(
    "{document} line {line}: lot {lot} came with a fault, was not held and nobody accepted it",
    f"SELECT g.number AS document, r.line AS line, l.number AS lot {_LINES} "
    "JOIN lot l ON l.id = r.lot_id "
    "JOIN lot_status_change c ON c.lot_id = r.lot_id AND c.from_status IS NULL "
    "WHERE d.kind IN ('temperature', 'condition') AND c.to_status = 'released' "
    "AND substr(c.reason, 1, 19) <> 'accepted as it came' ORDER BY g.id, r.line",
)
FAULTS_ARE_HELD = all_of(_CONDITION_IS_NOTED, _TEMPERATURE_IS_NOTED, _WRONG_IS_HELD)
