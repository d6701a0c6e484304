"""What must hold of opening stock: every row is a lot of its own, moved in as the file said.

Never writes, never repairs.
"""

from __future__ import annotations

from app.reporting.findings import all_of, finds, finds_differences

_LINES = (
    "FROM opening_line x JOIN opening_import i ON i.id = x.opening_import_id "
    "JOIN lot l ON l.id = x.lot_id"
)
_MOVED = "FROM movement m JOIN lot l ON l.id = m.lot_id WHERE m.from_place = 'opening'"
_AS_MOVED = (
    finds_differences(
        f"{{document}} lot {{lot}}: row {{one_{kind}}}, moved {{other_{kind}}}",
        "document, lot",
        (
            f"i.number AS document, l.number AS lot, x.{column} AS one, 0 AS other {_LINES}",
            f"m.document_number, l.number, 0, m.{column} {_MOVED}",
        ),
    )
    for column, kind in (("quantity", "quantity"), ("value", "money"))
)
_OF_ITS_DOCUMENT = finds(
    "lot {lot} says it came with {document}, which does not know it",
    "SELECT l.number AS lot, l.origin_number AS document FROM lot l "
    "LEFT JOIN opening_line x ON x.lot_id = l.id "
    "LEFT JOIN opening_import i ON i.id = x.opening_import_id AND i.number = l.origin_number "
    "WHERE l.origin_kind = 'opening' AND i.id IS NULL ORDER BY l.id",
)
_HEADS = finds_differences(
    "{document}: {one_quantity} in all, its rows {other_quantity}",
    "document, what",
    (
        "number AS document, 'rows' AS what, line_count AS one, 0 AS other FROM opening_import",
        "number, 'value', value, 0 FROM opening_import",
        f"i.number, 'rows', 0, 1 {_LINES}",
        f"i.number, 'value', 0, x.value {_LINES}",
    ),
)
OPENINGS_ARE_MOVEMENTS = all_of(*_AS_MOVED, _OF_ITS_DOCUMENT, _HEADS)
