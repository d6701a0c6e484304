"""What people say and wish about a job: it came out, it did not, again, elsewhere, never mind.

A job of which a byte may have left is never sent again: its paper comes anew, marked COPY.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.paper.models import Printer, PrintJob
from app.paper.queries import job_by_id
from app.paper.services.printers import own_printer
from app.paper.services.spool import NewJob, enqueue, next_copy
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.escpos_printer import copy_of
from printing.spool import Event, State, StepRefused, step

WAITING = frozenset({State.QUEUED, State.FAILED})
COPIED = "print.copied"


def came_out(session: Session, job_id: int, *, by: Actor, at: datetime) -> None:
    """Somebody looked: the paper is there."""
    job = _job(session, job_id, by)
    _go(session, job, Event.CAME_OUT, at=at, evidence="person")


def did_not_come_out(session: Session, job_id: int, *, by: Actor, at: datetime) -> int:
    """Somebody looked: no paper. A copy is printed; its job's id."""
    job = _job(session, job_id, by)
    _go(session, job, Event.DID_NOT_COME_OUT, at=at, evidence="person")
    return _copy(session, job, by=by, at=at, clear=True)


def print_copy(session: Session, job_id: int, *, by: Actor, at: datetime) -> int:
    """The same paper once more, marked COPY and counted; the id of the copy's job."""
    job = _job(session, job_id, by)
    _go(session, job, Event.REPRINTED, at=at)
    return _copy(session, job, by=by, at=at)


def give_up(session: Session, job_id: int, *, by: Actor, at: datetime) -> None:
    """Never mind: a job that waits is not sent."""
    _go(session, _job(session, job_id, by), Event.GIVEN_UP, at=at)


def try_now(
    session: Session, job_id: int, *, by: Actor, at: datetime, printer_id: int | None = None
) -> None:
    """Send a job that waits, or was given up, now: at its own printer or at another one.

    Of such a job no byte has left, so it stays the original it is.
    """
    job = _job(session, job_id, by)
    if State(job.state) not in WAITING or job.kind == "drawer":
        raise _not_now(job)
    if printer_id is not None:
        _refuse_unfit(own_printer(session, printer_id, by), job, session)
    fresh = {"state": State.QUEUED, "tries": 0, "sent_at": None, "settled_at": None, "note": ""}
    fresh["printer_id"] = printer_id or job.printer_id
    _write(session, job, fresh)


def _refuse_unfit(printer: Printer, job: PrintJob, session: Session) -> None:
    kind = session.scalar(select(Printer.kind).where(Printer.id == job.printer_id))
    if not printer.active or printer.kind != kind:
        raise WrongState(f"{printer.name} cannot print this.")


def _job(session: Session, job_id: int, by: Actor) -> PrintJob:
    return job_by_id(session, job_id, by)


def _go(session: Session, job: PrintJob, event: Event, *, at: datetime, evidence: str = "") -> None:
    """One step of the job's life, if it still stands where the person saw it."""
    if job.kind == "drawer" and event is not Event.GIVEN_UP:
        raise _not_now(job)
    try:
        state = step(State(job.state), event)
    except StepRefused:
        raise _not_now(job) from None
    _write(session, job, {"state": state, "settled_at": at, "evidence": evidence or job.evidence})


def _write(session: Session, job: PrintJob, values: dict[str, object]) -> None:
    """Change a job only where nobody, a worker least of all, was faster."""
    asked = update(PrintJob).where(PrintJob.id == job.id, PrintJob.state == job.state)
    done = session.execute(asked.values(**values).execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise _not_now(job)


def _not_now(job: PrintJob) -> WrongState:
    return WrongState(f"This print job is {job.state}; look again.", state=job.state)


def _copy(session: Session, job: PrintJob, *, by: Actor, at: datetime, clear: bool = False) -> int:
    document = DocumentRef(job.document_kind, job.document_number)
    number = next_copy(session, job.kind, document)
    url = session.scalar(select(Printer.url).where(Printer.id == job.printer_id))
    settings = open_device(url or "dummy:").settings
    data = copy_of(b64decode(job.payload), number, settings, clear=clear)
    made = NewJob(job.kind, document, data, number)
    job_id, _new = enqueue(session, job.printer_id, made, by=by, at=at)
    audit.record(session, by, COPIED, document, at=at, detail={"copy": number, "kind": job.kind})
    return job_id
