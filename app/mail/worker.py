"""The thread that sends what waits in the outbox, one per serving process.

Each mail is claimed, so that several processes send it once. Where the mail server does not answer
the turn ends: the others wait with it, instead of a patience each.
"""

from __future__ import annotations

import atexit
import logging
from threading import Event as Signal
from threading import Thread

from flask import Flask

from app import clock
from app.db import reading, transaction
from app.errors import ShopError
from app.mail.sending import try_one
from app.mail.services import outbox

EXTENSION = "lotwise.mailing"
LOOK_EVERY = 5.0
REST = 60.0
"""How long nothing is tried after the mail server did not answer."""
LAST_WAIT = 12.0
log = logging.getLogger(__name__)


class Worker:
    """Sends mails in a thread until it is stopped; `wake` says that there is something new."""

    def __init__(self, app: Flask, *, rest: float = REST) -> None:
        self.app = app
        self.rest = rest
        self._new = Signal()
        self._over = Signal()
        self._thread = Thread(target=self._run, name="mailing", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        atexit.register(self.stop)

    def wake(self) -> None:
        """Look now instead of in some seconds."""
        self._new.set()

    def stop(self) -> None:
        """Finish the mail at hand, if it is done in time, and end."""
        self._over.set()
        self._new.set()
        self._thread.join(LAST_WAIT)

    def _run(self) -> None:
        with self.app.app_context():
            while not self._over.is_set():
                self._new.clear()
                if self._turn():
                    self._new.wait(LOOK_EVERY)
                else:
                    self._over.wait(self.rest)

    def _turn(self) -> bool:
        """Send what is due; False where something is wrong, and it is better to wait a while."""
        try:
            return self._send_due()
        except ShopError as busy:
            log.warning("Mail waits: %s", busy.message)
        except Exception:
            log.exception("Mailing failed; it goes on.")
        return False

    def _send_due(self) -> bool:
        at = clock.now()
        with reading() as session:
            lost, waiting = outbox.is_lost(session, at=at), outbox.due(session, at=at)
        if lost:
            transaction(lambda session: outbox.sweep(session, at=at))
        for mail_id in waiting:
            if self._over.is_set():
                return True
            told = try_one(mail_id)
            if told is not None and told.away:
                return False
        return True


def start(app: Flask) -> Worker | None:
    """Start mailing in a process that serves the shop; not in tests and commands."""
    if app.testing:
        return None
    worker = Worker(app)
    app.extensions[EXTENSION] = worker
    worker.start()
    return worker


def wake(app: Flask) -> None:
    """There is something new to send; does nothing where this process sends no mail."""
    worker: Worker | None = app.extensions.get(EXTENSION)
    if worker is not None:
        worker.wake()
