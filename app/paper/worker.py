"""The thread that takes jobs out of the spool to their printers, one per serving process.

Claims in one transaction, sends outside of any, settles in another. A job whose worker died is
found by the others and becomes a question for people; it is never sent a second time.
"""

from __future__ import annotations

import atexit
import logging
from threading import Event as Signal
from threading import Thread

from flask import Flask

from app import clock
from app.db import outside_transaction, reading, transaction
from app.errors import ShopError
from app.paper.queries import needs_sweep, printers_with_work
from app.paper.services.printers import adopt_settings
from app.paper.services.spool import Claimed, claim, settle, sweep
from printing.delivery import Delivery, Patience, deliver
from printing.devices import open_device
from printing.errors import PrinterUrlError
from printing.escpos_library import library
from printing.spool import Event

EXTENSION = "lotwise.printing"
LOOK_EVERY = 0.5
LAST_WAIT = 7.0
log = logging.getLogger(__name__)


def turn(patience: Patience | None = None) -> int:
    """Send what can be sent now, at most one job of each printer; how many were taken up."""
    outside_transaction("printing")
    now = clock.now()
    with reading() as session:
        printers = printers_with_work(session)
        stale = needs_sweep(session, now)
    if stale:
        transaction(lambda session: sweep(session, at=now))
    return sum(_serve(printer, patience) for printer in printers)


def _serve(printer_id: int, patience: Patience | None) -> bool:
    """Send one job of a printer, if there is one whose turn it is."""
    now = clock.now()
    job = transaction(lambda session: claim(session, printer_id, at=now))
    if job is None:
        return False
    told = _send(job, patience)
    later = clock.now()
    transaction(lambda session: settle(session, job, told, at=later))
    return told.event is not Event.UNREACHABLE


def _send(job: Claimed, patience: Patience | None) -> Delivery:
    try:
        device = open_device(job.url)
    except PrinterUrlError as error:
        return Delivery(Event.UNREACHABLE, trouble=str(error), echo=job.echo)
    return deliver(device, job.data, job_id=job.id, echo=job.echo, patience=patience)


class Worker:
    """Runs turns in a thread until it is stopped; `wake` says that there is something new."""

    def __init__(self, app: Flask, patience: Patience | None = None) -> None:
        self.app = app
        self.patience = patience
        self._new = Signal()
        self._over = Signal()
        self._thread = Thread(target=self._run, name="printing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        atexit.register(self.stop)

    def wake(self) -> None:
        """Look now instead of in half a second."""
        self._new.set()

    def stop(self) -> None:
        """Finish the job at hand, if it is done in time, and end."""
        self._over.set()
        self._new.set()
        self._thread.join(LAST_WAIT)

    def _run(self) -> None:
        library("printer")  # a second of work that no sale should wait for
        with self.app.app_context():
            self._try(self._adopt)
            while not self._over.is_set():
                self._new.clear()
                if not self._try(lambda: turn(self.patience)):
                    self._new.wait(LOOK_EVERY)

    def _adopt(self) -> int:
        now = clock.now()
        urls = settings_urls(self.app)
        transaction(lambda session: adopt_settings(session, urls, at=now))
        return 0

    def _try(self, work: object) -> int:
        """Whatever fails is written down; the thread lives on, for tomorrow's receipts."""
        try:
            return work()  # type: ignore[operator, no-any-return]
        except ShopError as busy:
            log.warning("Printing waits: %s", busy.message)
        except Exception:
            log.exception("Printing failed; it goes on.")
        self._over.wait(1)
        return 0


def settings_urls(app: Flask) -> dict[str, str]:
    """The printers that the settings name, by kind."""
    settings = app.extensions["lotwise"].settings
    return {"receipt": settings.receipt_printer, "label": settings.label_printer}


def start(app: Flask) -> Worker | None:
    """Start printing in a process that serves the shop; not in tests and commands."""
    if app.testing:
        return None
    worker = Worker(app)
    app.extensions[EXTENSION] = worker
    worker.start()
    return worker


def wake(app: Flask) -> None:
    """There is something new to print; does nothing where this process does not print."""
    worker: Worker | None = app.extensions.get(EXTENSION)
    if worker is not None:
        worker.wake()
