"""What must hold of sales and returns: lots, money, tax, receipt numbers, traceability.

A table of searches over documents and movements. Never writes.
"""

from __future__ import annotations

from app.reporting.checks_terminals import NUMBERED, NUMBERS_ARE_THERE_OR_EXPLAINED
from app.reporting.findings import Find, all_of, finds, finds_differences

_SALE = "JOIN sale s ON s.id ="
_LOT = "JOIN lot l ON l.id ="

ALLOCATIONS_FILL_LINES = finds_differences(
    "sale {document} line {line}: sold {one_quantity}, lots named for {other_quantity}",
    "document, line",
    (
        (
            "s.number AS document, i.line AS line, i.quantity AS one, 0 AS other "
            f"FROM sale_line i {_SALE} i.sale_id"
        ),
        f"s.number, x.line, 0, x.quantity - x.moved FROM sale_allocation x {_SALE} x.sale_id",
    ),
)

ALLOCATIONS_ARE_OF_THE_PRODUCT = finds(
    "sale {document} line {line}: lot {lot} is of another product",
    "SELECT s.number AS document, x.line AS line, l.number AS lot FROM sale_allocation x "
    f"JOIN sale_line i ON i.sale_id = x.sale_id AND i.line = x.line {_SALE} x.sale_id "
    f"{_LOT} x.lot_id WHERE l.product_id <> i.product_id ORDER BY x.sale_id, x.line",
)

ALLOCATIONS_ARE_TRACEABLE = finds(
    "sale {sale} line {line}: the trace of lot {lot} does not reach it",
    "SELECT x.sale_id AS sale, x.line AS line, x.lot_id AS lot FROM sale_allocation x "
    "LEFT JOIN lot l ON l.id = x.lot_id LEFT JOIN sale s ON s.id = x.sale_id "
    "LEFT JOIN sale_line i ON i.sale_id = x.sale_id AND i.line = x.line "
    "LEFT JOIN product p ON p.id = l.product_id LEFT JOIN site t ON t.id = s.site_id "
    "WHERE p.id IS NULL OR i.line IS NULL OR t.id IS NULL ORDER BY x.sale_id, x.line",
)


def _document_is_movement(
    kind: str, document: str, found: str, column: str, unit: str, more: tuple[str, ...] = ()
) -> Find:
    return finds_differences(
        f"{{document}} line {{line}} lot {{lot}}: written {{one_{unit}}}, moved {{other_{unit}}}",
        "document, line, lot",
        (
            (
                f"d.number AS document, x.line AS line, l.number AS lot, x.{column} AS one, "
                f"0 AS other FROM {found} {_LOT} x.lot_id"
            ),
            (
                f"m.document_number, m.document_line, l.number, 0, m.{column} FROM movement m "
                f"{_LOT} m.lot_id WHERE m.document_kind = '{document}' AND m.kind = '{kind}'"
            ),
            *more,
        ),
    )


_AT_THE_TILL = "sale_allocation x JOIN sale d ON d.id = x.sale_id AND x.certainty <> 'corrected'"
_SOLD = ("sale", "sale", _AT_THE_TILL)
_RETURNED = (
    "return",
    "sale_return",
    "sale_return_line x JOIN sale_return d ON d.id = x.sale_return_id",
)
_SIZES = (("quantity", "quantity"), ("value", "money"))
SALES_ARE_MOVEMENTS = all_of(*(_document_is_movement(*_SOLD, *size) for size in _SIZES))
_LATE = (
    "b.document_number, y.line, l.number, b.amount, 0 FROM late_cost_back b "
    "JOIN sale_return d ON d.number = b.document_number JOIN sale_return_line y "
    f"ON y.sale_return_id = d.id AND y.number = b.document_line {_LOT} b.lot_id"
)
"""What returned goods cost more or less by then than when they were sold."""
RETURNS_ARE_MOVEMENTS = all_of(
    _document_is_movement(*_RETURNED, *_SIZES[0]),
    _document_is_movement(*_RETURNED, *_SIZES[1], more=(_LATE,)),
)

PAYMENTS_COVER_SALES = all_of(
    finds_differences(
        "sale {document}: total {one_money}, paid less change {other_money}",
        "document",
        (
            "number AS document, total + rounding AS one, 0 AS other FROM sale",
            "number, 0, -change FROM sale",
            f"s.number, 0, y.amount FROM payment y {_SALE} y.sale_id",
        ),
    ),
    finds_differences(
        "return {document}: total {one_money}, given back {other_money}",
        "document",
        (
            "number AS document, total + rounding AS one, 0 AS other FROM sale_return",
            "r.number, 0, y.amount FROM refund y JOIN sale_return r ON r.id = y.sale_return_id",
        ),
    ),
)


def _tax(column: str) -> Find:
    return finds_differences(
        f"sale {{document}} at rate {{rate_quantity}}: {column} of the lines {{one_money}}, "
        "of the tax row {other_money}",
        "document, rate_quantity",
        (
            (
                f"s.number AS document, i.tax_rate AS rate_quantity, i.{column} AS one, 0 AS other "
                f"FROM sale_line i {_SALE} i.sale_id"
            ),
            f"s.number, x.rate, 0, x.{column} FROM sale_tax x {_SALE} x.sale_id",
        ),
    )


def _total(column: str, head: str, lines: str, key: str) -> Find:
    return finds_differences(
        f"{{document}}: {column} of the lines {{one_money}}, of the document {{other_money}}",
        "document",
        (
            (
                f"h.number AS document, i.{column} AS one, 0 AS other "
                f"FROM {lines} i JOIN {head} h ON h.id = i.{key}"
            ),
            f"number, 0, {column} FROM {head}",
        ),
    )


_SALE_LINES = ("sale", "sale_line", "sale_id")
_RETURN_LINES = ("sale_return", "sale_return_line", "sale_return_id")
TAX_IS_THAT_OF_THE_LINES = all_of(
    _tax("net"),
    _tax("tax"),
    *(
        _total(column, *where)
        for column in ("net", "tax")
        for where in (_SALE_LINES, _RETURN_LINES)
    ),
)


def _counted_back(column: str, line_column: str, unit: str) -> Find:
    return finds_differences(
        f"sale {{document}} line {{line}} lot {{lot}}: marked as returned {{one_{unit}}}, "
        f"returns say {{other_{unit}}}",
        "document, line, lot",
        (
            (
                "s.number AS document, x.line AS line, l.number AS lot, "
                f"x.{column} AS one, 0 AS other "
                f"FROM sale_allocation x {_SALE} x.sale_id {_LOT} x.lot_id"
            ),
            (
                f"s.number, r.line, l.number, 0, r.{line_column} FROM sale_return_line r "
                f"{_SALE} r.sale_id {_LOT} r.lot_id"
            ),
        ),
    )


RETURNS_ARE_COUNTED = all_of(
    _counted_back("returned", "quantity", "quantity"),
    _counted_back("returned_value", "value", "money"),
)

RETURNS_STAY_WITHIN_SALES = all_of(
    finds(
        "sale {document} line {line} lot {lot}: sold {sold_quantity}, returned {back_quantity}",
        "SELECT s.number AS document, x.line AS line, l.number AS lot, "
        "x.quantity AS sold_quantity, x.returned AS back_quantity "
        f"FROM sale_allocation x {_SALE} x.sale_id {_LOT} x.lot_id "
        "WHERE x.returned + x.moved > x.quantity OR x.returned_value + x.moved_value > x.value "
        "ORDER BY x.sale_id, x.line",
    ),
    finds(
        "sale {document}: paid {paid_money}, given back {back_money}",
        "SELECT s.number AS document, s.total AS paid_money, SUM(r.total) AS back_money "
        f"FROM sale_return r {_SALE} r.sale_id GROUP BY s.id, s.number, s.total "
        "HAVING SUM(r.total) > s.total ORDER BY s.number",
    ),
)

RECEIPT_NUMBERS_HAVE_NO_GAP = all_of(
    NUMBERS_ARE_THERE_OR_EXPLAINED,
    finds(
        "till {till} has counted to {counted}, its last receipt is {last}",
        "SELECT t.code AS till, t.last_seq AS counted, MAX(n.seq) AS last FROM till t "
        f"LEFT JOIN ({NUMBERED}) n ON n.till_id = t.id AND n.epoch = t.epoch "
        "GROUP BY t.code, t.last_seq HAVING t.last_seq <> COALESCE(MAX(n.seq), 0) "
        "ORDER BY t.code",
    ),
)
