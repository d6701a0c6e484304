"""What must hold of lots and stock: balances, conservation, statuses, recalls, origins.

A table of searches over documents, movements and balances. Never writes.
"""

from __future__ import annotations

from sqlalchemy import bindparam

from app.db import Day
from app.inventory.models import NEVER
from app.inventory.places import SELLABLE_KINDS
from app.reporting.findings import Find, all_of, finds, finds_differences

_SELLABLE = ", ".join(f"'{kind}'" for kind in sorted(SELLABLE_KINDS))


def _balances_against_movements(column: str, kind: str) -> Find:
    found = f"l.number AS lot, o.code AS location, b.{column} AS one, 0 AS other"
    went = "FROM movement m JOIN lot l ON l.id = m.lot_id JOIN location o ON o.id = "
    column = "quantity" if column == "on_hand" else column
    return finds_differences(
        f"lot {{lot}} at {{location}}: balance {{one_{kind}}}, movements {{other_{kind}}}",
        "lot, location",
        (
            (
                f"{found} FROM stock_balance b JOIN lot l ON l.id = b.lot_id "
                "JOIN location o ON o.id = b.location_id"
            ),
            f"l.number, o.code, 0, m.{column} {went} m.to_location_id",
            f"l.number, o.code, 0, -m.{column} {went} m.from_location_id",
        ),
    )


BALANCES_ARE_MOVEMENTS = _balances_against_movements("on_hand", "quantity")
VALUES_ARE_MOVEMENTS = _balances_against_movements("value", "money")

_OF_LOT = "JOIN lot l ON l.id ="
_IN_STOCK = "('stock', 'transit')"
_CONSERVED = (
    (
        "l.number AS lot, g.quantity AS one, 0 AS other "
        f"FROM goods_receipt_line g {_OF_LOT} g.lot_id"
    ),
    f"l.number, o.quantity, 0 FROM repack_output o {_OF_LOT} o.lot_id",
    f"l.number, 0, i.quantity - i.lost FROM repack_input i {_OF_LOT} i.lot_id",
    (
        f"l.number, m.quantity, 0 FROM movement m {_OF_LOT} m.lot_id "
        f"WHERE m.to_place IN {_IN_STOCK} AND m.from_place IN ('opening', 'shrinkage')"
    ),
    (
        f"l.number, r.quantity, 0 FROM sale_return_line r {_OF_LOT} r.lot_id "
        "WHERE r.disposition <> 'waste'"
    ),
    f"l.number, 0, x.quantity - x.moved FROM sale_allocation x {_OF_LOT} x.lot_id",
    (
        f"l.number, m.quantity, 0 FROM movement m {_OF_LOT} m.lot_id "
        "WHERE m.from_place = 'shrinkage' AND m.to_place = 'customer'"
    ),
    (
        f"l.number, 0, m.quantity FROM movement m {_OF_LOT} m.lot_id "
        "WHERE m.from_place = 'customer' AND m.to_place = 'shrinkage'"
    ),
    (
        f"l.number, 0, m.quantity FROM movement m {_OF_LOT} m.lot_id "
        f"WHERE m.from_place IN {_IN_STOCK} AND m.to_place IN ('waste', 'shrinkage', 'supplier')"
    ),
    (
        f"l.number, 0, m.quantity FROM movement m {_OF_LOT} m.lot_id WHERE m.kind <> 'sale' "
        f"AND m.from_place IN {_IN_STOCK} AND m.to_place = 'customer'"
    ),
    f"l.number, 0, b.on_hand FROM stock_balance b {_OF_LOT} b.lot_id",
)
LOTS_ARE_CONSERVED = finds_differences(
    "lot {lot}: {one_quantity} came in, {other_quantity} went out or is here", "lot", _CONSERVED
)

EMPTY_IS_WORTH_NOTHING = finds(
    "lot {lot} at {location}: {held_quantity} worth {worth_money}",
    "SELECT l.number AS lot, o.code AS location, b.on_hand AS held_quantity, "
    f"b.value AS worth_money FROM stock_balance b {_OF_LOT} b.lot_id "
    "JOIN location o ON o.id = b.location_id "
    "WHERE b.on_hand < 0 OR b.value < 0 OR (b.on_hand = 0 AND b.value <> 0) ORDER BY b.id",
)

_WRONG = (
    ("status", "b.status <> l.status"),
    ("product", "b.product_id <> l.product_id"),
    ("receipt day", "b.received_on <> l.received_on"),
    ("expiry day", "b.expires_on <> COALESCE(l.expires_on, :never)"),
    ("site", "b.site_id <> o.site_id"),
    (
        "kind of place",
        f"b.sellable_place <> CASE WHEN o.kind IN ({_SELLABLE}) THEN 1 ELSE 0 END",
    ),
)
BALANCES_REPEAT_THEIR_LOT = finds(
    "lot {lot} at {location}: the balance has another {what}",
    "SELECT l.number AS lot, o.code AS location, CASE "
    + " ".join(f"WHEN {broken} THEN '{what}'" for what, broken in _WRONG)
    + f" END AS what FROM stock_balance b {_OF_LOT} b.lot_id "
    "JOIN location o ON o.id = b.location_id WHERE "
    + " OR ".join(broken for _what, broken in _WRONG)
    + " ORDER BY b.id",
    bindparam("never", NEVER, Day),
)

MOVEMENTS_NAME_THEIR_PRODUCT = finds(
    "movement {movement} of lot {lot} names another product",
    f"SELECT m.id AS movement, l.number AS lot FROM movement m {_OF_LOT} m.lot_id "
    "WHERE m.product_id <> l.product_id ORDER BY m.id",
)

RECEIPTS_ARE_MOVEMENTS = all_of(
    *(
        finds_differences(
            f"{{document}} lot {{lot}}: received {{one_{kind}}}, moved {{other_{kind}}}",
            "document, lot",
            (
                (
                    f"r.number AS document, l.number AS lot, g.{column} AS one, 0 AS other "
                    "FROM goods_receipt_line g JOIN goods_receipt r ON r.id = g.goods_receipt_id "
                    f"{_OF_LOT} g.lot_id"
                ),
                (
                    f"m.document_number, l.number, 0, m.{column} "
                    f"FROM movement m {_OF_LOT} m.lot_id "
                    "WHERE m.document_kind = 'goods_receipt' AND m.kind = 'receipt'"
                ),
            ),
        )
        for column, kind in (("quantity", "quantity"), ("value", "money"))
    )
)

LOTS_HAVE_AN_ORIGIN = finds(
    "lot {lot} says it came with {document}, which does not know it",
    "SELECT l.number AS lot, l.origin_number AS document FROM lot l "
    "LEFT JOIN goods_receipt_line g ON g.lot_id = l.id AND g.product_id = l.product_id "
    "LEFT JOIN goods_receipt r ON r.id = g.goods_receipt_id AND r.number = l.origin_number "
    "WHERE l.origin_kind = 'goods_receipt' AND r.id IS NULL ORDER BY l.id",
)

STATUS_HAS_A_REASON = finds(
    "lot {lot} is {status}, its history ends with {written}",
    "SELECT l.number AS lot, l.status AS status, c.to_status AS written FROM lot l "
    "LEFT JOIN (SELECT lot_id, MAX(id) AS id FROM lot_status_change GROUP BY lot_id) n "
    "ON n.lot_id = l.id LEFT JOIN lot_status_change c ON c.id = n.id "
    "WHERE c.to_status IS NULL OR c.to_status <> l.status ORDER BY l.id",
)

RECALLED_STAYS_RECALLED = all_of(
    finds(
        "lot {lot} is in recall {recall} and is {status}",
        "SELECT l.number AS lot, r.number AS recall, l.status AS status FROM recall_lot x "
        f"{_OF_LOT} x.lot_id JOIN recall r ON r.id = x.recall_id "
        "WHERE l.status <> 'recalled' ORDER BY l.id",
    ),
    finds(
        "lot {lot} is recalled and in no recall",
        "SELECT l.number AS lot FROM lot l LEFT JOIN recall_lot x ON x.lot_id = l.id "
        "WHERE l.status = 'recalled' AND x.lot_id IS NULL ORDER BY l.id",
    ),
)

RESERVED_IS_LENT = finds(
    "lot {lot}: reserved {reserved_quantity}, lent to silent terminals {lent_quantity}",
    "SELECT l.number AS lot, b.reserved AS reserved_quantity, "
    "COALESCE(SUM(e.bound), 0) AS lent_quantity FROM stock_balance b "
    "JOIN lot l ON l.id = b.lot_id LEFT JOIN lot_lease e ON e.balance_id = b.id "
    "GROUP BY b.id, l.number, b.reserved "
    "HAVING b.reserved <> COALESCE(SUM(e.bound), 0) ORDER BY b.id",
)
