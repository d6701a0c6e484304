"""What must hold of opened containers: one of a product at a station, and their loss thrown away.

Never writes, never repairs.
"""

from __future__ import annotations

from app.reporting.findings import all_of, finds

_ONE_OPEN = finds(
    "{station}: {open} containers of product {product_id} are open at once",
    "SELECT station, product_id, COUNT(*) AS open FROM opened_container "
    "WHERE closed_at IS NULL GROUP BY station, product_id HAVING COUNT(*) > 1 ORDER BY station",
)
_OF_ITS_LOT = finds(
    "container {id} at {station} is of a lot, product or site that is not its own",
    "SELECT c.id, c.station FROM opened_container c JOIN lot l ON l.id = c.lot_id "
    "LEFT JOIN till t ON t.code = c.station AND t.site_id = c.site_id "
    "WHERE l.product_id <> c.product_id OR t.id IS NULL ORDER BY c.id",
)
_CLOSED_WHOLE = finds(
    "container {id} at {station} is closed without a loss, or lost without being closed",
    "SELECT id, station FROM opened_container "
    "WHERE (closed_at IS NULL) <> (loss IS NULL) OR (closed_at IS NULL) <> (closed_by IS NULL) "
    "OR (COALESCE(loss, 0) > 0) <> (document IS NOT NULL) OR loss > quantity "
    "OR closed_at < opened_at ORDER BY id",
)
_LOSS_IS_WASTE = finds(
    "container {id} lost {loss_quantity}, its write-off {document} says {wasted_quantity}",
    "SELECT c.id, c.document, c.loss AS loss_quantity, COALESCE(SUM(m.quantity), 0) "
    "AS wasted_quantity FROM opened_container c LEFT JOIN movement m "
    "ON m.document_kind = 'write_off' AND m.document_number = c.document "
    "AND m.lot_id = c.lot_id AND m.to_place = 'waste' "
    "WHERE c.loss > 0 GROUP BY c.id, c.document, c.loss "
    "HAVING COALESCE(SUM(m.quantity), 0) <> c.loss ORDER BY c.id",
)
CONTAINERS_ARE_SOUND = all_of(_ONE_OPEN, _OF_ITS_LOT, _CLOSED_WHOLE, _LOSS_IS_WASTE)
