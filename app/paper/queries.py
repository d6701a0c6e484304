"""Reads of printers and print jobs: which printer serves a station, what waits, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.paper.models import Printer, PrintJob
from app.paper.rules import late_since, lost_since
from app.values.document import DocumentRef

OPEN_STATES = ("queued", "sending", "unknown", "failed")
SHOWN_JOBS = 50


@dataclass(frozen=True)
class PrinterPlace:
    """A printer as the till knows it: where it is, what it is called, what troubles it."""

    id: int
    name: str
    url: str
    trouble: str


def printers_of(session: Session, actor: Actor) -> Sequence[Any]:
    """The printers the person's site may use, with their site's code and how much waits."""
    waiting = (
        select(func.count())
        .where(PrintJob.printer_id == Printer.id, PrintJob.state == "queued")
        .scalar_subquery()
        .label("waiting")
    )
    found = (
        select(Printer, Site.code.label("site"), waiting)
        .outerjoin(Site, Site.id == Printer.site_id)
        .order_by(Printer.kind.desc(), Printer.name)
    )
    if actor.site_id is not None:
        found = found.where(or_(Printer.site_id.is_(None), Printer.site_id == actor.site_id))
    return session.execute(found).all()


def printers_for(
    session: Session, kind: str, *, site_id: int, station: str | None = None
) -> list[PrinterPlace]:
    """The printers in use for a station of a site: its own first, then the site's, then any's."""
    here = or_(Printer.site_id.is_(None), Printer.site_id == site_id)
    mine = or_(Printer.station.is_(None), Printer.station == (station or ""))
    found = session.scalars(
        select(Printer).where(Printer.kind == kind, Printer.active == 1, here).order_by(Printer.id)
    ).all()
    fitting = set(session.scalars(select(Printer.id).where(mine)))
    ordered = sorted(found, key=lambda each: _distance(each, each.id in fitting))
    return [PrinterPlace(each.id, each.name, each.url, each.trouble) for each in ordered]


def _distance(printer: Printer, fits: bool) -> tuple[bool, bool, bool]:
    """How far a printer is from the station: another till's is the last resort."""
    return (not fits, printer.station is None, printer.site_id is None)


def last_job(session: Session, kind: str, document: DocumentRef) -> PrintJob | None:
    """The newest job that puts this document on paper."""
    return session.scalar(
        select(PrintJob)
        .where(
            PrintJob.document_kind == document.kind,
            PrintJob.document_number == document.number,
            PrintJob.kind == kind,
        )
        .order_by(PrintJob.id.desc())
        .limit(1)
    )


def printer_name(session: Session, printer_id: int) -> tuple[str, str]:
    """What a printer is called, and what troubles it."""
    found = session.execute(
        select(Printer.name, Printer.trouble).where(Printer.id == printer_id)
    ).one()
    return found.name, found.trouble


def job_by_id(session: Session, job_id: int, actor: Actor) -> PrintJob:
    """A job on a printer that the person's site may use; NotFound otherwise."""
    row = session.execute(_jobs(actor).where(PrintJob.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such print job.")
    found: PrintJob = row.PrintJob
    return found


def open_jobs(session: Session, actor: Actor) -> Sequence[Any]:
    """What waits or needs somebody to look, oldest first."""
    asked = and_(PrintJob.kind == "drawer", PrintJob.state != "queued")
    found = _jobs(actor).where(PrintJob.state.in_(OPEN_STATES), ~asked)
    return session.execute(found.order_by(PrintJob.id).limit(SHOWN_JOBS)).all()


def _jobs(actor: Actor) -> Select[Any]:
    columns: tuple[Any, ...] = (PrintJob, Printer.name.label("printer"), Printer.trouble)
    found = select(*columns).join(Printer, Printer.id == PrintJob.printer_id)
    if actor.site_id is None:
        return found
    return found.where(or_(Printer.site_id.is_(None), Printer.site_id == actor.site_id))


def printers_with_work(session: Session) -> list[int]:
    """Ids of printers in use for which something waits."""
    waits = exists().where(PrintJob.printer_id == Printer.id, PrintJob.state == "queued")
    return list(session.scalars(select(Printer.id).where(Printer.active == 1, waits)))


def needs_sweep(session: Session, at: datetime) -> bool:
    """Whether some job lost its worker or some kick of a drawer came too late."""
    lost = and_(PrintJob.state == "sending", PrintJob.sent_at < lost_since(at))
    late = and_(
        PrintJob.state == "queued",
        PrintJob.kind == "drawer",
        PrintJob.created_at < late_since(at),
    )
    every = PrintJob.printer_id.in_(select(Printer.id))
    return session.scalar(select(PrintJob.id).where(every, or_(lost, late)).limit(1)) is not None
