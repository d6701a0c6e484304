"""How a screen puts paper into the spool: the printer found, the bytes made, then one transaction.

The slow part (laying out, encoding) is done outside of transactions. Sends nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import outside_transaction, reading, transaction
from app.identity.actors import Actor
from app.paper.models import Printer
from app.paper.queries import PrinterPlace, printers_for
from app.paper.services.documents import bytes_for
from app.paper.services.printers import SETTINGS_NAMES, adopt_settings
from app.paper.services.spool import NewJob, enqueue
from app.values.document import DocumentRef
from printing.documents import Document


@dataclass(frozen=True)
class Piece:
    """One thing to put on paper: what it is, whose it is, and which copy."""

    kind: str
    about: DocumentRef
    document: Document
    copy_no: int = 0


def take_over_settings(urls: Mapping[str, str], *, at: datetime) -> None:
    """Make printers of those that the settings name; writes only where something changed."""
    with reading() as session:
        named = Printer.name.in_(SETTINGS_NAMES.values())
        rows = session.scalars(select(Printer).where(named)).all()
        known = {row.kind: row.url for row in rows if row.active}
    if known != {kind: url for kind, url in urls.items() if url}:
        transaction(lambda session: adopt_settings(session, urls, at=at))


def put_on_paper(
    pieces: Sequence[Piece], place: PrinterPlace, *, by: Actor, at: datetime
) -> list[int]:
    """Keep the pieces for a printer, in order, in one transaction; the ids of their jobs.

    A piece that was kept before is the same job again, wherever it went.
    """
    outside_transaction("printing")
    jobs = [
        NewJob(each.kind, each.about, bytes_for(place, each.document), each.copy_no)
        for each in pieces
    ]
    return transaction(
        lambda session: [enqueue(session, place.id, job, by=by, at=at)[0] for job in jobs]
    )


def places_for(site_id: int, station: str) -> list[PrinterPlace]:
    """The receipt printers that serve a till, its own first."""
    with reading() as session:
        return printers_for(session, "receipt", site_id=site_id, station=station)
