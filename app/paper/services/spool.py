"""The spool: what is to be printed is kept first, then claimed by one worker, then settled.

A document has at most one unmarked original and a sale at most one kick of the drawer, because
the key of a job says what it is. Sends nothing: the worker does, outside any transaction.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.identity.actors import Actor
from app.paper.models import Printer, PrintJob
from app.paper.rules import late_since, lost_since, pause
from app.values.document import DocumentRef
from printing.delivery import Delivery, Echo
from printing.spool import Event, State, step

LOST = "The shop's server stopped while this was being printed. Look whether it came out."
TOO_LATE = "The printer was not ready in time, so the drawer stays shut."
_JOBS = PrintJob.__table__


@dataclass(frozen=True)
class NewJob:
    """Something to be printed: whose paper it is, and the very bytes."""

    kind: str
    document: DocumentRef
    data: bytes
    copy_no: int = 0
    key: str = ""

    @property
    def spool_key(self) -> str:
        """What makes two jobs the same one: kind, document and number of the copy."""
        named = f"{self.document.kind}:{self.document.number}:{self.copy_no}"
        return f"{self.kind}:{self.key or named}"


@dataclass(frozen=True)
class Claimed:
    """A job that this worker alone may send now, once."""

    id: int
    printer_id: int
    url: str
    echo: Echo
    data: bytes


def enqueue(
    session: Session, printer_id: int, job: NewJob, *, by: Actor, at: datetime
) -> tuple[int, bool]:
    """Keep a job for a printer; its id, and whether it is new.

    The same key again is the same job, whatever printer is asked for: nothing is kept twice.
    """
    row = {
        "key": job.spool_key, "printer_id": printer_id, "kind": job.kind,
        "document_kind": job.document.kind, "document_number": job.document.number,
        "copy_no": job.copy_no, "payload": b64encode(job.data).decode("ascii"),
        "state": State.QUEUED, "created_at": at, "created_by": by.name,
    }  # fmt: skip
    dialect = sqlite if is_sqlite(session) else postgresql
    added = dialect.insert(_JOBS).on_conflict_do_nothing().returning(_JOBS.c.id)
    made = session.execute(added, row).scalar()
    if made is not None:
        return made, True
    return session.execute(select(_JOBS.c.id).where(_JOBS.c.key == row["key"])).scalar_one(), False


def next_copy(session: Session, kind: str, document: DocumentRef) -> int:
    """The copy number of the document's next print; 0 where it was never to be printed."""
    highest = session.scalar(
        select(func.max(PrintJob.copy_no)).where(
            PrintJob.document_kind == document.kind,
            PrintJob.document_number == document.number,
            PrintJob.kind == kind,
        )
    )
    return 0 if highest is None else highest + 1


def claim(session: Session, printer_id: int, *, at: datetime) -> Claimed | None:
    """Take a printer's oldest job for sending; None where there is none or it is not its turn.

    The printer's row is locked, so over all processes one job of a printer is sent at a time.
    """
    printer = session.scalar(
        select(Printer).where(Printer.id == printer_id, Printer.active == 1).with_for_update()
    )
    mine = _JOBS.c.printer_id == printer_id
    busy = select(_JOBS.c.id).where(mine, _JOBS.c.state == State.SENDING).limit(1)
    if printer is None or session.scalar(busy) is not None:
        return None
    waiting = select(_JOBS).where(mine, _JOBS.c.state == State.QUEUED).order_by(_JOBS.c.id)
    job = session.execute(waiting.limit(1)).one_or_none()
    if job is None or (job.sent_at and at < job.sent_at + pause(job.tries)):
        return None
    taken = {"state": step(State.QUEUED, Event.STARTED), "sent_at": at, "tries": job.tries + 1}
    session.execute(update(PrintJob).where(_JOBS.c.id == job.id).values(**taken))
    return Claimed(job.id, printer.id, printer.url, Echo(printer.echo), b64decode(job.payload))


def settle(session: Session, job: Claimed, delivery: Delivery, *, at: datetime) -> None:
    """Write down what became of a claimed job, and what its printer said of itself."""
    state = step(State.SENDING, delivery.event)
    settled = None if state is State.QUEUED else at
    done = {"state": state, "evidence": delivery.evidence, "note": delivery.trouble}
    mine = (_JOBS.c.id == job.id, _JOBS.c.state == State.SENDING)
    session.execute(update(PrintJob).where(*mine).values(**done, settled_at=settled))
    known = {"echo": delivery.echo, "trouble": delivery.trouble}
    if delivery.event is Event.CONFIRMED:
        known["seen_at"] = at  # type: ignore[assignment]
    session.execute(update(Printer).where(Printer.id == job.printer_id).values(**known))


def sweep(session: Session, *, at: datetime) -> None:
    """Jobs whose worker died become `unknown`, kicks of the drawer that came too late `failed`."""
    every = _JOBS.c.printer_id.in_(select(Printer.id))  # lets the index by printer and state help
    sending, queued = _JOBS.c.state == State.SENDING, _JOBS.c.state == State.QUEUED
    kick = _JOBS.c.kind == "drawer"
    lost = update(PrintJob).where(every, sending, _JOBS.c.sent_at < lost_since(at))
    late = update(PrintJob).where(every, queued, kick, _JOBS.c.created_at < late_since(at))
    unknown = step(State.SENDING, Event.INTERRUPTED)
    failed = step(State.QUEUED, Event.GIVEN_UP)
    session.execute(lost.values(state=unknown, note=LOST, settled_at=at))
    session.execute(late.values(state=failed, note=TOO_LATE, settled_at=at))
