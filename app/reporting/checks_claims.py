"""What must hold of costs that came late and of suppliers' credits. Never writes, never repairs."""

from __future__ import annotations

from app.reporting.findings import all_of, finds, finds_differences

_SIGNED = "CASE WHEN m.to_place = 'supplier' THEN -m.value ELSE m.value END"
_PLACE = "CASE WHEN m.to_place = 'supplier' THEN m.from_place ELSE m.to_place END"

LATE_COSTS_ARE_MOVEMENTS = finds_differences(
    "{document} line {line} lot {lot}, {place}: bore {one_money}, moved {other_money}",
    "document, line, lot, place",
    (
        (
            "c.document_number AS document, c.document_line AS line, l.number AS lot, "
            "c.place AS place, c.amount AS one, 0 AS other FROM late_cost c "
            "JOIN lot l ON l.id = c.lot_id WHERE c.place <> 'supplier'"
        ),
        (
            f"m.document_number, m.document_line, l.number, {_PLACE}, 0, {_SIGNED} "
            "FROM movement m JOIN lot l ON l.id = m.lot_id WHERE m.kind = 'late_cost'"
        ),
    ),
)

LATE_COSTS_COME_BACK_ONCE = all_of(
    finds(
        "late cost of {document} on lot {lot}: {units_quantity} sold, {back_quantity} came back",
        "SELECT c.document_number AS document, l.number AS lot, c.quantity AS units_quantity, "
        "SUM(b.quantity) AS back_quantity FROM late_cost_back b "
        "JOIN late_cost c ON c.id = b.late_cost_id JOIN lot l ON l.id = c.lot_id "
        "GROUP BY c.id, c.document_number, l.number, c.quantity "
        "HAVING SUM(b.quantity) > c.quantity ORDER BY c.id",
    ),
    finds(
        "late cost {late} came back with {document}, and is of another lot, or not of sold goods",
        "SELECT b.late_cost_id AS late, b.document_number AS document FROM late_cost_back b "
        "LEFT JOIN late_cost c ON c.id = b.late_cost_id AND c.lot_id = b.lot_id "
        "AND c.place = 'customer' WHERE c.id IS NULL ORDER BY b.late_cost_id",
    ),
)

_CREDITED = (
    "FROM supplier_credit_line x JOIN supplier_credit s ON s.id = x.supplier_credit_id "
    "JOIN claim_line i ON i.claim_id = x.claim_id AND i.line = x.line"
)
_CREDITED_GOODS = (
    f"s.number AS document, x.amount AS one, 0 AS other {_CREDITED} WHERE i.kind <> 'quantity'"
)
_BORNE = (
    "c.document_number, 0, -c.amount FROM late_cost c WHERE c.document_kind = 'supplier_credit'"
)
CREDITS_ARE_BORNE = all_of(
    finds_differences(
        "{document}: credited {one_money}, borne by goods and price differences {other_money}",
        "document",
        (
            _CREDITED_GOODS,
            _BORNE,
            "number, 0, -difference FROM supplier_credit",
        ),
    ),
    finds(
        "{document} credits a line of another claim",
        f"SELECT s.number AS document {_CREDITED} WHERE s.claim_id <> x.claim_id ORDER BY s.id",
    ),
    finds(
        "claim {claim} is {state}, its last step says {step}",
        "SELECT c.number AS claim, c.state, p.state AS step FROM claim c "
        "JOIN claim_step p ON p.claim_id = c.id AND p.seq = "
        "(SELECT MAX(q.seq) FROM claim_step q WHERE q.claim_id = c.id) "
        "WHERE p.state <> c.state ORDER BY c.id",
    ),
)

LANDED_COSTS_ARE_BORNE = all_of(
    finds_differences(
        "{document}: {one_money} in all, its lines say {other_money}",
        "document",
        (
            "number AS document, amount AS one, 0 AS other FROM landed_cost",
            (
                "c.number, 0, x.amount FROM landed_cost_line x "
                "JOIN landed_cost c ON c.id = x.landed_cost_id"
            ),
        ),
    ),
    finds_differences(
        "{document}: landed {one_money}, borne by goods and price differences {other_money}",
        "document",
        (
            "number AS document, amount AS one, 0 AS other FROM landed_cost",
            (
                "c.document_number, 0, c.amount FROM late_cost c "
                "WHERE c.document_kind = 'landed_cost' AND c.place <> 'supplier'"
            ),
            "number, 0, difference FROM landed_cost",
        ),
    ),
)
"""Dearer goods that went back to the supplier are a price difference: their part is in it."""
