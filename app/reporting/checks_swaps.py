"""What must hold of swap settlements: moved as written, beside the receipt, within a count.

Never writes, never repairs.
"""

from __future__ import annotations

from app.reporting.findings import Find, all_of, finds, finds_differences

_LINES = "FROM lot_swap_line x JOIN lot_swap w ON w.id = x.swap_id"
_WAYS = (
    ("from_lot_id", "value_out", "m.from_place = 'customer' AND m.to_place = 'shrinkage'"),
    ("to_lot_id", "value_in", "m.from_place = 'shrinkage' AND m.to_place = 'customer'"),
)


def _as_moved(lot: str, value: str, way: str, column: str, unit: str) -> Find:
    written = value if column == "value" else column
    return finds_differences(
        f"{{document}} line {{line}} lot {{lot}}: settled {{one_{unit}}}, moved {{other_{unit}}}",
        "document, line, lot",
        (
            (
                f"w.number AS document, x.line AS line, l.number AS lot, x.{written} AS one, "
                f"0 AS other {_LINES} JOIN lot l ON l.id = w.{lot}"
            ),
            (
                f"m.document_number, m.document_line, l.number, 0, m.{column} FROM movement m "
                f"JOIN lot l ON l.id = m.lot_id WHERE m.document_kind = 'lot_swap' AND {way}"
            ),
        ),
    )


SWAPS_ARE_MOVEMENTS = all_of(
    *(
        _as_moved(*way, *size)
        for way in _WAYS
        for size in (("quantity", "quantity"), ("value", "money"))
    )
)


def _as_held(
    says: str, columns: tuple[str, str], lot: str, written: tuple[str, str], only: str
) -> Find:
    return all_of(
        *(
            finds_differences(
                f"sale {{document}} line {{line}} lot {{lot}}: {says} {{one_{unit}}}, "
                f"settlements say {{other_{unit}}}",
                "document, line, lot",
                (
                    (
                        f"s.number AS document, a.line AS line, l.number AS lot, a.{column} AS one,"
                        " 0 AS other FROM sale_allocation a JOIN sale s ON s.id = a.sale_id "
                        f"JOIN lot l ON l.id = a.lot_id WHERE {only}"
                    ),
                    (
                        f"s.number, x.sale_line, l.number, 0, x.{settled} {_LINES} "
                        f"JOIN sale s ON s.id = x.sale_id JOIN lot l ON l.id = w.{lot}"
                    ),
                ),
            )
            for column, settled, unit in zip(columns, written, ("quantity", "money"), strict=True)
        )
    )


SWAPS_KEEP_BOTH_VIEWS = all_of(
    _as_held(
        "marked as another lot's",
        ("moved", "moved_value"),
        "from_lot_id",
        ("quantity", "value_out"),
        "a.moved > 0 OR a.moved_value > 0",
    ),
    _as_held(
        "corrected to",
        ("quantity", "value"),
        "to_lot_id",
        ("quantity", "value_in"),
        "a.certainty = 'corrected'",
    ),
)

_COUNTED = (
    "SELECT m.document_number AS number, m.lot_id AS lot_id, "
    "SUM(CASE WHEN m.from_place = 'shrinkage' THEN m.quantity ELSE -m.quantity END) AS found "
    "FROM movement m WHERE m.document_kind = 'count' GROUP BY m.document_number, m.lot_id"
)


def _within(lot: str, found: str) -> Find:
    return finds(
        "{number} lot {lot}: off by {found_quantity}, settled {settled_quantity}",
        f"SELECT c.number, l.number AS lot, COALESCE(f.found, 0) AS found_quantity, "
        "SUM(w.quantity) AS settled_quantity FROM lot_swap w "
        f"JOIN stock_count c ON c.id = w.count_id JOIN lot l ON l.id = w.{lot} "
        f"LEFT JOIN ({_COUNTED}) f ON f.number = c.number AND f.lot_id = w.{lot} "
        f"GROUP BY c.number, l.number, f.found HAVING SUM(w.quantity) > COALESCE({found}, 0) "
        "ORDER BY c.number, l.number",
    )


SWAPS_STAY_WITHIN_COUNTS = all_of(
    _within("from_lot_id", "f.found"),
    _within("to_lot_id", "-f.found"),
    finds(
        "{number}: {one} and {other} are lots of different products",
        "SELECT w.number, a.number AS one, b.number AS other FROM lot_swap w "
        "JOIN lot a ON a.id = w.from_lot_id JOIN lot b ON b.id = w.to_lot_id "
        "WHERE a.product_id <> b.product_id ORDER BY w.id",
    ),
    finds(
        "{number} was settled by {settled}, who had counted",
        "SELECT w.number, w.settled_by AS settled FROM lot_swap w "
        "JOIN stock_count c ON c.id = w.count_id "
        "WHERE w.settled_key IN (c.started_key, c.finished_key) OR EXISTS (SELECT 1 "
        "FROM stock_count_line y WHERE y.count_id = c.id AND y.entered_key = w.settled_key) "
        "ORDER BY w.id",
    ),
)
