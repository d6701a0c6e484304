"""Brings one job to a printer and says what is known of it afterwards, and from what.

Asks the printer's status, sends once, waits for the echo of the job's number, asks again. Never
sends a job a second time, whatever happens; never runs inside a transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

from printing.errors import PrinterInterrupted, PrinterUnreachable
from printing.lines import Line
from printing.spool import Event
from printing.status import (
    QUESTIONS,
    echo_question,
    is_echoed,
    status_byte,
    status_question,
    trouble_of,
)
from printing.transports import MAX_TIMEOUT, Device

_CHUNK = 512
_PROBE = 0  # a number that no job has


class Evidence(StrEnum):
    """How it is known that a job was printed."""

    NONE = ""
    ECHO = "echo"  # the printer named the job after printing it
    STATUS = "status"  # all bytes left, and the printer is well
    TAKEN = "taken"  # a printer that answers nothing took all bytes
    PERSON = "person"  # somebody looked


class Echo(StrEnum):
    """Whether a printer echoes the number of a job."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each part may take, in seconds; together never more than three until the last
    byte has left, and three more for the echo (with a serial line's own slowness on top)."""

    send: float = MAX_TIMEOUT
    answer: float = 0.5
    echo: float = MAX_TIMEOUT


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a job: the event for its state, the evidence, what is wrong in words."""

    event: Event
    evidence: Evidence = Evidence.NONE
    trouble: str = ""
    echo: Echo = Echo.UNKNOWN


def deliver(
    device: Device,
    data: bytes,
    *,
    job_id: int,
    echo: Echo = Echo.UNKNOWN,
    patience: Patience | None = None,
) -> Delivery:
    """Send one job once. `echo` is what is known of the printer; the answer may know more.

    UNREACHABLE: not a byte of the job left. CONFIRMED: printed, by the evidence named.
    INTERRUPTED: nobody knows; a person must look.
    """
    patience = patience or Patience()
    try:
        line = device.open_line(patience.send) if device.settings.answers else None
        if line is None:
            device.send(data, patience.send)
            return Delivery(Event.CONFIRMED, Evidence.TAKEN, echo=echo)
        with line as opened:
            return _Talk(opened, patience, job_id, echo).tell(data)
    except PrinterUnreachable as error:
        return Delivery(Event.UNREACHABLE, trouble=str(error), echo=echo)
    except PrinterInterrupted as error:
        return Delivery(Event.INTERRUPTED, trouble=str(error), echo=echo)


class _Talk:
    """One job on one open line."""

    def __init__(self, line: Line, patience: Patience, job_id: int, echo: Echo) -> None:
        self.line = line
        self.patience = patience
        self.job_id = job_id
        self.echo = echo

    def tell(self, data: bytes) -> Delivery:
        left = _clock(self.patience.send + self.line.pace * len(data))
        try:
            trouble = self.trouble(left)
            if not trouble:
                self.probe(left)
        except OSError as error:
            trouble = f"The printer hung up: {error}."
        if trouble:
            return Delivery(Event.UNREACHABLE, trouble=trouble, echo=self.echo)
        try:
            self.send(data, left)
            return self.evidence(data)
        except OSError as error:
            trouble = f"The printer stopped in between: {error}."
            return Delivery(Event.INTERRUPTED, trouble=trouble, echo=self.echo)

    def probe(self, left: Callable[[], float]) -> None:
        """Find out, once and before anything is printed, whether this printer echoes."""
        if self.echo is not Echo.UNKNOWN:
            return
        self.line.write(echo_question(_PROBE), left())
        heard = self.heard(_PROBE, min(2 * self.patience.answer, left()))
        self.echo = Echo.YES if heard else Echo.NO

    def send(self, data: bytes, left: Callable[[], float]) -> None:
        if self.echo is Echo.YES:
            data += echo_question(self.job_id)
        for start in range(0, len(data), _CHUNK):
            self.line.write(data[start : start + _CHUNK], left())

    def evidence(self, data: bytes) -> Delivery:
        wait = self.patience.echo + self.line.pace * len(data)
        if self.echo is Echo.YES and self.heard(self.job_id, wait):
            return Delivery(Event.CONFIRMED, Evidence.ECHO, echo=self.echo)
        trouble = self.trouble(_clock(self.patience.send))
        found = Delivery(Event.INTERRUPTED, trouble=trouble, echo=self.echo)
        if trouble:
            return found
        return replace(found, event=Event.CONFIRMED, evidence=Evidence.STATUS)

    def heard(self, job_id: int, wait: float) -> bool:
        """Whether the echo of that job comes in time; older echoes and status bytes are not it."""
        received, left = b"", _clock(wait)
        while not is_echoed(received, job_id):
            try:
                received += self.line.read(left())
            except TimeoutError:
                return False
        return True

    def trouble(self, left: Callable[[], float]) -> str:
        """What the printer says of itself, as a sentence; empty where it is ready."""
        answers: dict[int, int] = {}
        for n in QUESTIONS:
            self.line.write(status_question(n), left())
            answer = status_byte(self.line.read(min(self.patience.answer, left())))
            if answer is not None:
                answers[n] = answer
            elif n == QUESTIONS[0]:
                break
        return trouble_of(answers)


def _clock(seconds: float) -> Callable[[], float]:
    """The seconds left of so many from now; raises TimeoutError when there are none."""
    end = monotonic() + seconds

    def left() -> float:
        rest = end - monotonic()
        if rest <= 0:
            raise TimeoutError("it did not answer in time")
        return rest

    return left
