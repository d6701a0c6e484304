"""What must hold of the order in a store: zones and rules stay inside their site. Never writes."""

from __future__ import annotations

from app.reporting.findings import finds

ZONES_ARE_OF_THE_SITE = finds(
    "location {code} is in zone {zone} of another site",
    "SELECT l.code AS code, z.code AS zone FROM location l JOIN zone z ON z.id = l.zone_id "
    "WHERE z.site_id <> l.site_id OR l.kind = 'transit' ORDER BY l.id",
)

RULES_STAY_INSIDE = finds(
    "putaway rule {id} of site {site} leads to another site, or where no goods are put away",
    "SELECT r.id AS id, s.code AS site FROM putaway_rule r JOIN site s ON s.id = r.site_id "
    "LEFT JOIN zone z ON z.id = r.zone_id LEFT JOIN location l ON l.id = r.location_id "
    "WHERE COALESCE(z.site_id, l.site_id) <> r.site_id "
    "OR l.kind NOT IN ('stock', 'quarantine') ORDER BY r.id",
)

LEVELS_ARE_OF_SHELVES = finds(
    "{sku} has a level at {code}, which no till sells from like a shelf",
    "SELECT p.sku AS sku, l.code AS code FROM floor_level f "
    "JOIN location l ON l.id = f.location_id JOIN product p ON p.id = f.product_id "
    "WHERE l.kind <> 'stock' ORDER BY f.id",
)
