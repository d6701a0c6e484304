"""What a printer says of itself, byte by byte, and the echo that proves a job."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.devices import open_device
from printing.status import (
    COVER,
    JAM,
    NONSENSE,
    OFFLINE,
    PAPER_OUT,
    SILENT,
    echo_letters,
    echo_question,
    is_echoed,
    status_byte,
    status_question,
    trouble_of,
)

FINE = {1: 0x12, 2: 0x12, 4: 0x12}
ASB = bytes([0x14, 0x00, 0x00, 0x0F])  # an unasked report of four bytes


def _echo(job_id: int) -> bytes:
    return b"\x37\x22" + echo_letters(job_id) + b"\x00"


def test_the_questions_are_epsons() -> None:
    assert status_question(4) == bytes([0x10, 0x04, 4])
    assert echo_question(0) == bytes.fromhex("1d2848060030302020 2020".replace(" ", ""))


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        (FINE, ""),
        ({1: 0x12}, ""),
        ({1: 0x16, 2: 0x12, 4: 0x1E}, ""),  # drawer open, paper near its end
        ({**FINE, 1: 0x1A}, OFFLINE),
        ({**FINE, 1: 0x1A, 2: 0x16}, COVER),
        ({**FINE, 2: 0x32}, PAPER_OUT),
        ({**FINE, 4: 0x72}, PAPER_OUT),
        ({**FINE, 2: 0x52}, JAM),
        ({**FINE, 2: 0xFF}, NONSENSE),
        ({}, SILENT),
        ({2: 0x12, 4: 0x12}, SILENT),
    ],
)
def test_a_printer_is_understood(answers: dict[int, int], trouble: str) -> None:
    assert trouble_of(answers) == trouble


@given(st.integers(0, 95**4 - 1), st.integers(0, 95**4 - 1))
def test_only_the_jobs_own_echo_counts(job: int, other: int) -> None:
    assert is_echoed(b"\x12" + _echo(job) + b"\x16", job)
    assert is_echoed(_echo(other), job) is (job == other)
    assert not is_echoed(_echo(job)[:-1], job)


def test_a_status_byte_is_found_among_echoes_and_unasked_reports() -> None:
    assert status_byte(b"") is None
    assert status_byte(_echo(0x32)) is None
    assert status_byte(_echo(7) + b"\x16" + ASB) == 0x16
    assert status_byte(b"\xff") == 0xFF


def test_a_printer_may_be_known_to_answer_nothing() -> None:
    assert open_device("tcp://printer").settings.answers
    assert not open_device("tcp://printer?answers=no").settings.answers
