"""One job to a printer that fails in every way: what is claimed of it is always true."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from printing.delivery import Delivery, Echo, Evidence, Patience, deliver
from printing.devices import open_device
from printing.documents import DrawerPulse
from printing.escpos_printer import render
from printing.settings import PrinterSettings
from printing.spool import Event, State, step
from printing.status import COVER, NONSENSE, OFFLINE, PAPER_OUT, SILENT
from tests.paper import fake_printer as fake
from tests.paper.fake_printer import KICK, FakePrinter, fake_printer
from tests.unit.printing.samples import RECEIPT

SLIP = render(RECEIPT, PrinterSettings(columns=42)).replace(KICK, b"")
KICKED = render(DrawerPulse(), PrinterSettings())
HURRY = Patience(send=3, answer=0.6, echo=0.6)
PATIENT = Patience(send=3, answer=2.5, echo=3)  # where a death is noticed at once, on any machine
HEAD = 9  # bytes of three status questions


@dataclass
class Job:
    """A job as the spool treats it, without a database."""

    data: bytes
    number: int = 7
    state: State = State.QUEUED
    told: list[Delivery] = field(default_factory=list)

    def turn(self, printer: FakePrinter, echo: Echo, patience: Patience = PATIENT) -> None:
        """What the worker does with it, if it waits."""
        if self.state is not State.QUEUED:
            return
        self.state = step(self.state, Event.STARTED)
        device = open_device(printer.url)
        told = deliver(device, self.data, job_id=self.number, echo=echo, patience=patience)
        self.told.append(told)
        self.state = step(self.state, told.event)


@pytest.mark.parametrize("echo", [Echo.YES, Echo.NO])
@pytest.mark.parametrize("data", [KICKED, SLIP], ids=["kick", "receipt"])
def test_dying_after_any_byte_never_prints_a_second_original(data: bytes, echo: Echo) -> None:
    whole = HEAD + len(data) + (11 if echo is Echo.YES else HEAD)
    outcomes = set()
    with fake_printer() as printer:
        for k in range(whole + 1):
            printer.paper.clear()
            printer.dies_after = k
            job = Job(data, number=k + 1)
            job.turn(printer, echo)
            first = job.state
            printer.dies_after = None
            job.turn(printer, echo)
            outcomes.add((first, job.state))
            sheets = printer.sheets()
            assert len(sheets) <= 1, f"two originals after {k} bytes"
            assert sum(sheet.count(KICK) for sheet in sheets) <= data.count(KICK)
            if job.state is State.PRINTED:
                assert sheets == [data], f"claimed to be printed after {k} bytes"
            if k < HEAD:
                assert (first, job.state) == (State.QUEUED, State.PRINTED)
    assert outcomes >= {(State.QUEUED, State.PRINTED), (State.UNKNOWN, State.UNKNOWN)}
    assert State.FAILED not in {state for pair in outcomes for state in pair}


@pytest.mark.parametrize("k", [0, 2, 9, 10, 300, len(SLIP), HEAD + len(SLIP)])
def test_a_printer_that_stalls_is_given_up_in_time(k: int) -> None:
    with fake_printer(stalls_after=k) as printer:
        job = Job(SLIP)
        job.turn(printer, Echo.YES, HURRY)
    assert job.state is (State.QUEUED if k <= HEAD - 1 else State.UNKNOWN)


def _told(printer: FakePrinter, echo: Echo = Echo.UNKNOWN) -> Delivery:
    return deliver(open_device(printer.url), SLIP, job_id=9, echo=echo, patience=HURRY)


def test_the_echo_of_the_job_proves_it() -> None:
    with fake_printer() as printer:
        assert _told(printer) == Delivery(Event.CONFIRMED, Evidence.ECHO, "", Echo.YES)
        assert printer.printed == SLIP


def test_a_printer_that_knows_no_echo_is_found_out_before_anything_is_printed() -> None:
    with fake_printer(echo="never") as printer:
        assert _told(printer) == Delivery(Event.CONFIRMED, Evidence.STATUS, "", Echo.NO)
        assert printer.printed == SLIP
        assert _told(printer, Echo.NO).evidence is Evidence.STATUS


@pytest.mark.parametrize("echo", ["lost", "older"])
def test_without_its_own_echo_the_status_speaks(echo: str) -> None:
    with fake_printer(echo=echo) as printer:
        assert _told(printer) == Delivery(Event.CONFIRMED, Evidence.STATUS, "", Echo.YES)


@pytest.mark.parametrize("echo", ["lost", "older", "never"])
@pytest.mark.parametrize(
    ("after", "trouble"),
    [
        (fake.PAPER_OUT, PAPER_OUT),
        (fake.COVER_OPEN, COVER),
        (fake.OFFLINE, OFFLINE),
        (fake.GARBAGE, NONSENSE),
        ({9: 0}, SILENT),
    ],
)
def test_without_echo_and_with_trouble_nobody_knows(
    echo: str, after: dict[int, int], trouble: str
) -> None:
    with fake_printer(echo=echo, status_after=after) as printer:
        told = _told(printer)
        assert (told.event, told.evidence) == (Event.INTERRUPTED, Evidence.NONE)
        assert told.trouble == trouble


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (fake.OFFLINE, OFFLINE),
        (fake.COVER_OPEN, COVER),
        (fake.PAPER_OUT, PAPER_OUT),
        (fake.GARBAGE, NONSENSE),
        ({9: 0}, SILENT),
    ],
)
def test_a_printer_in_trouble_is_sent_nothing(status: dict[int, int], trouble: str) -> None:
    with fake_printer(status=status) as printer:
        assert _told(printer) == Delivery(Event.UNREACHABLE, trouble=trouble)
        assert printer.printed == b""


def test_a_printer_that_answers_nothing_can_be_told_so() -> None:
    with fake_printer(status={9: 0}, echo="never") as printer:
        device = open_device(f"{printer.url}?answers=no")
        told = deliver(device, SLIP, job_id=1, patience=HURRY)
    assert (told.event, told.evidence) == (Event.CONFIRMED, Evidence.TAKEN)


def test_a_printer_that_is_not_there_was_sent_nothing() -> None:
    with fake_printer() as printer:
        url = printer.url
    told = deliver(open_device(url), SLIP, job_id=1, patience=HURRY)
    assert told.event is Event.UNREACHABLE
    assert "cannot be reached" in told.trouble
