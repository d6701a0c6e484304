"""The life of a print job: what may happen to it, and what that means.

Pure rules and one act of sending. It keeps nothing: the room that stores jobs asks `step` what a
job becomes. A job is never resent by itself once a byte may have left; its reprint is a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from printing.errors import PrinterInterrupted, PrinterUnreachable
from printing.transports import MAX_TIMEOUT, Device


class State(StrEnum):
    """Where a print job stands."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"
    COPY = "copy"


class Event(StrEnum):
    """What can happen to a print job."""

    STARTED = "started"
    CONFIRMED = "confirmed"  # taken whole, or its job id echoed
    UNREACHABLE = "unreachable"  # not one byte left
    INTERRUPTED = "interrupted"  # some bytes may have left, or the worker died meanwhile
    CAME_OUT = "came_out"  # a person looked, or a late echo
    DID_NOT_COME_OUT = "did_not_come_out"  # a person looked
    GIVEN_UP = "given_up"
    RETRIED = "retried"
    REPRINTED = "reprinted"


class StepRefused(ValueError):
    """This cannot happen to a job in this state. Nothing changes."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"A print job that is {state} cannot be {event}.")
        self.state = state
        self.event = event


# COPY ends a job: its document goes out again as a new job with copy_no one higher.
STEPS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (State.QUEUED, Event.STARTED): State.SENDING,
        (State.QUEUED, Event.GIVEN_UP): State.FAILED,
        (State.SENDING, Event.CONFIRMED): State.PRINTED,
        (State.SENDING, Event.UNREACHABLE): State.QUEUED,
        (State.SENDING, Event.INTERRUPTED): State.UNKNOWN,
        (State.UNKNOWN, Event.CAME_OUT): State.PRINTED,
        (State.UNKNOWN, Event.DID_NOT_COME_OUT): State.COPY,
        (State.FAILED, Event.RETRIED): State.QUEUED,
        (State.PRINTED, Event.REPRINTED): State.COPY,
    }
)


def step(state: State, event: Event) -> State:
    """The state after an event. Raises StepRefused where the table has no such step."""
    try:
        return STEPS[state, event]
    except KeyError:
        raise StepRefused(state, event) from None


def next_copy_no(copy_no: int) -> int:
    """The COPY number of the job that replaces one in state COPY."""
    return copy_no + 1


def print_job(device: Device, data: bytes, timeout: float = MAX_TIMEOUT) -> tuple[Event, str]:
    """Sends one job once and says what happened, with a sentence for people where it went wrong.

    Blocks up to `timeout` seconds (at most 3): call it outside any transaction.
    """
    try:
        device.send(data, timeout)
    except PrinterUnreachable as error:
        return Event.UNREACHABLE, str(error)
    except PrinterInterrupted as error:
        return Event.INTERRUPTED, str(error)
    return Event.CONFIRMED, ""
