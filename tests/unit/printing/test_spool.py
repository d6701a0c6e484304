"""The life of a print job: the table, and that a lost answer never prints a second original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.errors import PrinterInterrupted, PrinterUnreachable
from printing.settings import PrinterSettings
from printing.spool import STEPS, Event, State, StepRefused, next_copy_no, print_job, step
from printing.transports import MAX_TIMEOUT, DummyDevice

ALL_STEPS = [(state, event) for state in State for event in Event]


class BrokenDevice:
    """A printer that raises what it is told to."""

    settings = PrinterSettings()

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.sends = 0

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        self.sends += 1
        raise self.error


@pytest.mark.parametrize(("state", "event"), ALL_STEPS)
def test_what_is_not_in_the_table_is_refused(state: State, event: Event) -> None:
    if (state, event) in STEPS:
        assert step(state, event) is STEPS[state, event]
        return
    with pytest.raises(StepRefused) as refusal:
        step(state, event)
    assert (refusal.value.state, refusal.value.event) == (state, event)


@given(st.lists(st.sampled_from(list(Event)), max_size=40))
def test_once_a_byte_may_have_left_a_job_is_never_sent_again(events: list[Event]) -> None:
    state, maybe_on_paper = State.QUEUED, False
    for event in events:
        try:
            state = step(state, event)
        except StepRefused:
            continue
        maybe_on_paper = maybe_on_paper or event in {Event.CONFIRMED, Event.INTERRUPTED}
        assert not (maybe_on_paper and state in {State.QUEUED, State.SENDING, State.FAILED})


def test_the_ways_a_job_goes() -> None:
    assert step(State.QUEUED, Event.STARTED) is State.SENDING
    assert step(State.SENDING, Event.UNREACHABLE) is State.QUEUED
    assert step(State.UNKNOWN, Event.DID_NOT_COME_OUT) is State.COPY
    assert not [event for state, event in STEPS if state is State.COPY]
    assert next_copy_no(0) == 1


def test_a_job_is_sent_once_and_says_what_happened() -> None:
    device = DummyDevice(PrinterSettings())
    assert print_job(device, b"slip") == (Event.CONFIRMED, "")
    assert device.jobs == [b"slip"]


@pytest.mark.parametrize(
    ("error", "event"),
    [
        (PrinterUnreachable("It is off."), Event.UNREACHABLE),
        (PrinterInterrupted("It stopped."), Event.INTERRUPTED),
    ],
)
def test_a_printer_that_fails_is_not_tried_again_by_itself(error: Exception, event: Event) -> None:
    device = BrokenDevice(error)
    assert print_job(device, b"slip") == (event, str(error))
    assert device.sends == 1
