"""Printers and jobs for tests of the spool, made by the paper room's own services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.db import reading, transaction
from app.identity.actors import SYSTEM
from app.paper.models import Printer, PrintJob
from app.paper.services.printers import PrinterWish, add_printer
from app.paper.services.spool import NewJob, enqueue
from app.paper.worker import turn
from app.values.document import DocumentRef
from printing.delivery import Patience

HURRY = Patience(send=3, answer=2, echo=1.5)  # nobody waits that long but a busy machine
SALE = DocumentRef("sale", "MAIN-T1-1-000001")
DATA = b"\x1b@the slip\n\x1dV\x00"


def add(url: str, name: str = "Counter", **more: Any) -> int:
    """A receipt printer."""
    wish = PrinterWish(name, url, "receipt", **more)
    return transaction(lambda session: add_printer(session, wish, by=SYSTEM, at=clock.now()))


def put(printer: int, kind: str = "receipt", data: bytes = DATA, **more: Any) -> int:
    """A job for a sale."""
    job = NewJob(kind, SALE, data, **more)
    return transaction(lambda session: enqueue(session, printer, job, by=SYSTEM, at=clock.now())[0])


def job(job_id: int) -> PrintJob:
    """A job as it is now."""
    with reading() as session:
        return session.scalars(select(PrintJob).where(PrintJob.id == job_id)).one()


def jobs() -> list[PrintJob]:
    """Every job, oldest first."""
    with reading() as session:
        return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))


def printer(printer_id: int) -> Printer:
    """A printer as it is now."""
    with reading() as session:
        return session.scalars(select(Printer).where(Printer.id == printer_id)).one()


def print_all(limit: int = 20) -> None:
    """Turns of the worker until there is nothing left that it would send now."""
    for _ in range(limit):
        if not turn(HURRY):
            return


def write(work: Callable[[Any], Any]) -> Any:
    """One transaction."""
    return transaction(work)


def age(job_id: int, by: timedelta) -> None:
    """Let a job be older than it is."""

    def older(moment: datetime | None) -> datetime | None:
        return moment - by if moment else None

    found = job(job_id)
    times = {"created_at": older(found.created_at), "sent_at": older(found.sent_at)}
    write(
        lambda session: session.execute(
            update(PrintJob).where(PrintJob.id == job_id).values(**times)
        )
    )
