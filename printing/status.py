"""What an ESC/POS printer says of itself, and how it confirms a job. Bytes and words only.

Commands by their names in Epson's "ESC/POS Command Reference": `DLE EOT n` (real-time status),
`GS ( H` function 48 (process ID response). Opens nothing, sends nothing, waits for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

QUESTIONS = (1, 2, 4)
"""n of DLE EOT n: printer status, cause of being offline, roll paper sensor."""

COVER = "The cover is open."
PAPER_OUT = "The paper has run out."
JAM = "The printer reports an error: look for jammed paper."
OFFLINE = "The printer is offline."
SILENT = "The printer takes bytes but does not answer."
NONSENSE = "The printer's answer makes no sense."
_TROUBLES = (
    (2, 0x04, COVER),
    (2, 0x20, PAPER_OUT),
    (4, 0x60, PAPER_OUT),
    (2, 0x40, JAM),
    (1, 0x08, OFFLINE),
)
_FIXED_BITS, _FIXED_VALUE = 0x93, 0x12  # bits 0, 1, 4 and 7 of every status byte are 0, 1, 1, 0
_ECHO = re.compile(rb"\x37\x22([\x20-\x7e]{4})\x00")  # header, identifier, process ID, NUL
_LETTERS = 0x7F - 0x20


def status_question(n: int) -> bytes:
    """DLE EOT n: asks for a status byte, answered even when the printer is busy or offline."""
    return b"\x10\x04" + bytes([n])


def echo_question(job_id: int) -> bytes:
    """GS ( H function 48: "the process ID response is transmitted when the printing is completed".

    Stands behind the job it asks about. The four letters are the job's number, so an echo of an
    older job is told from this one's.
    """
    return b"\x1d(H\x06\x000" + b"0" + echo_letters(job_id)


def echo_letters(job_id: int) -> bytes:
    """A job's number as four printable characters (20h to 7Eh)."""
    letters = bytearray()
    for _ in range(4):
        job_id, digit = divmod(job_id, _LETTERS)
        letters.insert(0, 0x20 + digit)
    return bytes(letters)


def is_echoed(received: bytes, job_id: int) -> bool:
    """Whether this job's echo, and not another's, is among the bytes."""
    return echo_letters(job_id) in _ECHO.findall(received)


def status_byte(received: bytes) -> int | None:
    """The last status byte among what came in, echoes left out; None where nothing came.

    Unasked reports (GS a, four bytes) never look like one. Bytes that are no status at all are
    handed on, so that the trouble is named.
    """
    rest = _ECHO.sub(b"", received)
    sound = [byte for byte in rest if byte & _FIXED_BITS == _FIXED_VALUE]
    return next(reversed(sound or list(rest)), None)


def trouble_of(answers: Mapping[int, int]) -> str:
    """What keeps the printer from printing, in a sentence; empty where nothing does.

    `answers` maps n of DLE EOT n to the byte that came back.
    """
    if 1 not in answers:
        return SILENT
    if any(answer & _FIXED_BITS != _FIXED_VALUE for answer in answers.values()):
        return NONSENSE
    found = (words for n, bits, words in _TROUBLES if answers.get(n, 0) & bits)
    return next(found, "")
