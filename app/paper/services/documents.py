"""Documents of any room put into the spool: rendered for the printer that serves the station.

Sends nothing. The first use of ESC/POS in a process takes a second; the worker has done it by
the time anybody prints.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.paper.queries import PrinterPlace, printers_for
from app.paper.services.spool import NewJob, enqueue
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.documents import Document, DrawerPulse
from printing.escpos_printer import render


def print_document(
    session: Session,
    document: Document,
    *,
    kind: str,
    about: DocumentRef,
    site_id: int,
    station: str | None,
    by: Actor,
    at: datetime,
    copy_no: int = 0,
    key: str = "",
) -> int | None:
    """Keep a document for the receipt printer of a station; its job's id, None without a printer.

    `kind` is receipt, report, drawer or test. The same kind, document and copy number (or the
    same `key`) again is the same job: nothing is printed twice.
    """
    places = printers_for(session, "receipt", site_id=site_id, station=station)
    if not places:
        return None
    job = NewJob(kind, about, bytes_for(places[0], document), copy_no, key)
    return enqueue(session, places[0].id, job, by=by, at=at)[0]


def bytes_for(place: PrinterPlace, document: Document) -> bytes:
    """The very bytes that this printer gets for a document."""
    return render(document, open_device(place.url).settings)


def open_drawer(
    session: Session,
    *,
    site_id: int,
    station: str,
    reason: str,
    key: str,
    by: Actor,
    at: datetime,
) -> int:
    """Open a till's drawer without a sale: once per key, audited with its reason.

    The job's id. WrongState where no printer serves the till, for the drawer hangs on it.
    """
    about = DocumentRef("till", station)
    job = print_document(
        session, DrawerPulse(), kind="drawer", about=about, site_id=site_id, station=station,
        by=by, at=at, key=f"by-hand:{key}",
    )  # fmt: skip
    if job is None:
        raise WrongState("No printer serves this till, so its drawer opens by key only.")
    audit.record(session, by, "drawer.opened", about, at=at, reason=reason)
    return job
