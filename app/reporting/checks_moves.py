"""What must hold of transfers between sites and of goods given back to suppliers.

A table of searches over the documents, their steps and movements. Never writes.
"""

from __future__ import annotations

from app.inventory.transfer_rules import STEP_KINDS
from app.reporting.findings import all_of, finds, finds_differences

_STEP = "transfer_step s JOIN transfer t ON t.id = s.transfer_id JOIN lot l ON l.id = s.lot_id"
_OUT_OF_TRANSIT = "('received', 'returned', 'lost', 'found_at_origin', 'cancelled')"
_EXTRA = "('extra', 'extra_returned', 'extra_found')"
_SIGNED = (
    f"CASE WHEN s.kind = 'sent' THEN s.quantity WHEN s.kind IN {_OUT_OF_TRANSIT} "
    "THEN -s.quantity ELSE 0 END"
)
_EXTRA_SIGNED = (
    f"CASE WHEN s.kind = 'extra' THEN s.quantity WHEN s.kind IN {_EXTRA} THEN -s.quantity "
    "ELSE 0 END"
)

TRANSFERS_ARE_CONSERVED = all_of(
    finds_differences(
        "transfer {document}, lot {lot}: {one_quantity} still on the way by its steps, "
        "{other_quantity} in its transit place",
        "document, lot",
        (
            f"t.number AS document, l.number AS lot, {_SIGNED} AS one, 0 AS other FROM {_STEP}",
            (
                "t.number, l.number, 0, b.on_hand FROM stock_balance b "
                "JOIN transfer t ON t.location_id = b.location_id JOIN lot l ON l.id = b.lot_id"
            ),
        ),
    ),
    finds(
        "transfer {document}, lot {lot}: more was settled than came too much",
        f"SELECT t.number AS document, l.number AS lot FROM {_STEP} "
        f"GROUP BY t.number, l.number HAVING SUM({_EXTRA_SIGNED}) < 0 ORDER BY t.number",
    ),
    finds(
        "transit place {location} belongs to no transfer, or to one of another site",
        "SELECT o.code AS location FROM location o LEFT JOIN transfer t ON t.location_id = o.id "
        "WHERE o.kind = 'transit' AND (t.id IS NULL OR t.from_site_id <> o.site_id) "
        "ORDER BY o.id",
    ),
)
"""Per lot and transfer: sent = received + settled + still in transit."""

_MOVED_AS = {
    "sent": "m.from_place = 'stock' AND m.to_place = 'transit'",
    "received": "m.from_place = 'transit' AND m.to_place = 'stock' AND g.site_id = t.to_site_id",
    "lost": "m.from_place = 'transit' AND m.to_place = 'shrinkage'",
    "back": "m.from_place = 'transit' AND m.to_place = 'stock' AND g.site_id = t.from_site_id",
    "extra_found": "m.from_place = 'stock' AND m.to_place = 'stock'",
}
_STEP_AS = " ".join(
    f"WHEN '{kind}' THEN '{as_}'"
    for kind, as_ in {
        **{kind: kind for kind in STEP_KINDS},
        **dict.fromkeys(("returned", "found_at_origin", "cancelled"), "back"),
    }.items()
)
_MOVES_AS = " ".join(f"WHEN {when} THEN '{kind}'" for kind, when in _MOVED_AS.items())
TRANSFERS_ARE_MOVEMENTS = finds_differences(
    "transfer {document}, lot {lot}, {step}: {one_quantity} written down, {other_quantity} moved",
    "document, lot, step",
    (
        (
            f"t.number AS document, l.number AS lot, CASE s.kind {_STEP_AS} END AS step, "
            f"s.quantity AS one, 0 AS other FROM {_STEP} "
            "WHERE s.kind NOT IN ('extra', 'extra_returned')"
        ),
        (
            f"t.number, l.number, CASE {_MOVES_AS} ELSE 'unknown' END, 0, m.quantity "
            "FROM movement m JOIN transfer t ON t.number = m.document_number "
            "JOIN lot l ON l.id = m.lot_id LEFT JOIN location g ON g.id = m.to_location_id "
            "WHERE m.document_kind = 'transfer'"
        ),
    ),
)

SUPPLIER_RETURNS_ARE_MOVEMENTS = all_of(
    *(
        finds_differences(
            f"{{document}} lot {{lot}}: given back {{one_{kind}}}, moved {{other_{kind}}}",
            "document, lot",
            (
                (
                    f"r.number AS document, l.number AS lot, x.{column} AS one, 0 AS other "
                    "FROM supplier_return_line x "
                    "JOIN supplier_return r ON r.id = x.supplier_return_id "
                    "JOIN lot l ON l.id = x.lot_id"
                ),
                (
                    f"m.document_number, l.number, 0, m.{column} FROM movement m "
                    "JOIN lot l ON l.id = m.lot_id "
                    "WHERE m.to_place = 'supplier' AND m.kind <> 'late_cost'"
                ),
            ),
        )
        for column, kind in (("quantity", "quantity"), ("value", "money"))
    )
)
