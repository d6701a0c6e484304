"""What must hold of the order in a store: zones and rules stay inside their site. Never writes."""

from __future__ import annotations

from app.reporting.findings import finds

ZONES_ARE_OF_THE_SITE = finds(
    "location {code} is in zone {zone} of another site",
    "SELECT l.code AS code, z.code AS zone FROM location l JOIN zone z ON z.id = l.zone_id "
    "WHERE z.site_id <> l.site_id OR l.kind = 'transit' ORDER BY l.id",
)
