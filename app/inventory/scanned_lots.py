"""Which of our lots a scan names, whatever page it is made on. Reads only, and never raises."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.scanning import ResolvedScan
from app.gs1.codes import is_lot_number
from app.gs1.reading import Reading
from app.identity.actors import Actor
from app.inventory import counts
from app.inventory.queries import lots_anywhere, lots_named


def _own(reading: Reading) -> list[str]:
    said = (reading.text, reading.lot or "", *(value for _ai, value in reading.internal))
    return [text.upper() for text in said if is_lot_number(text)]


def lots_of_scan(session: Session, reading: Reading, scan: ResolvedScan, by: Actor) -> list[str]:
    """The numbers of the lots that a scan names: ours, else those with the supplier's code."""
    ours = list(counts.lots_by_number(session, _own(reading), by))
    if ours:
        return ours
    if scan.product is not None:
        return [lot.number for lot in lots_named(session, scan.product.id, scan.lot_codes)]
    return [row.Lot.number for row in lots_anywhere(session, scan.lot_codes)]
