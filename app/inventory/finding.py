"""Where is this, and what is in here: what any scan leads to in the store. Reads only.

A location's label opens what lies there, a lot's label the places it lies at, a product's code all
of its lots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.scanning import resolve
from app.catalog.search_words import clean_line
from app.gs1.parse import read
from app.gs1.rcn import DEFAULT, RcnRules
from app.gs1.reading import Kind
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory import counts, queries, shelves
from app.inventory.models import Location, StockBalance
from app.inventory.scanned_lots import lots_of_scan

MOST = 50
B = StockBalance


@dataclass(frozen=True)
class LotFound:
    """A lot and the places where it lies, those that the actor may see."""

    row: Any
    spots: Sequence[Any]

    @property
    def on_hand(self) -> int:
        """How much of it lies at these places (millionths)."""
        return sum(spot.on_hand for spot in self.spots)


@dataclass(frozen=True)
class Found:
    """What a code means: `place` with its `contents`, or `lots`; neither where it is unknown.

    `quantity` is what a lot's or a product's code stands for. `more`: there are further lots.
    """

    place: Any = None
    contents: Sequence[Any] = ()
    lots: Sequence[LotFound] = ()
    quantity: int | None = None
    more: bool = False

    @property
    def kind(self) -> str:
        """What it is in one word."""
        if self.place is not None:
            return "location"
        return ("lot" if len(self.lots) == 1 else "lots") if self.lots else "unknown"


def place_scanned(session: Session, texts: Sequence[str], actor: Actor) -> Any:
    """The location whose label was scanned, with its site; None where it is something else."""
    codes = {text for each in texts for text in (each, each.upper()) if 0 < len(text) <= 64}
    found = (
        select(Location, Site)
        .join(Site, Site.id == Location.site_id)
        .where(Location.code.in_(codes), Location.kind != "transit")
        .order_by((Location.code == texts[0]).desc())
        .limit(1)
    )
    if actor.site_id is not None:
        found = found.where(Location.site_id == actor.site_id)
    return session.execute(found).first()


def _with_spots(session: Session, lot_ids: Sequence[int], actor: Actor) -> list[LotFound]:
    spots = queries.balances(session, lot_ids, site_id=actor.site_id)
    rows = queries.lots_by_id(session, lot_ids)
    return [LotFound(row, spots[row.Lot.id]) for row in rows]


def _stock_of(session: Session, product_id: int, actor: Actor) -> list[int]:
    """The lots of a product that lie somewhere, the earliest date first."""
    found = (
        select(B.lot_id, B.expires_on)
        .where(B.product_id == product_id, B.on_hand > 0)
        .group_by(B.lot_id, B.expires_on)
        .order_by(B.expires_on, B.lot_id)
        .limit(MOST + 1)
    )
    if actor.site_id is not None:
        found = found.where(B.site_id == actor.site_id)
    return [row.lot_id for row in session.execute(found)]


def find(
    session: Session, data: str, *, today: date, actor: Actor, rcn: RcnRules = DEFAULT
) -> Found:
    """What a scan or a typed code means in the store. Never raises for any code."""
    reading = read(data, today=today, rcn=rcn)
    place = place_scanned(session, (clean_line(data), reading.text), actor)
    if place is not None:
        lying = shelves.contents(session, place.Location.id, limit=MOST + 1)
        return Found(place, lying[:MOST], more=len(lying) > MOST)
    scan = resolve(session, reading)
    if reading.kind is Kind.UNREADABLE:
        return Found()
    numbers = lots_of_scan(session, reading, scan, actor)
    ids = list(counts.lots_by_number(session, numbers, actor).values())
    if not ids and scan.product is not None and not scan.lot_codes:
        ids = _stock_of(session, scan.product.id, actor)
    lots = _with_spots(session, ids[:MOST], actor)
    lots.sort(key=lambda found: (found.row.Lot.expires_on or date.max, found.row.Lot.id))
    return Found(lots=lots, quantity=scan.quantity, more=len(ids) > MOST)
