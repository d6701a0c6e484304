"""Rows as CSV text (RFC 4180) that a spreadsheet program takes for no formula.

Pure. Decimal point and comma as separator; lines end as the RFC wants them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet program would reckon (OWASP: CSV injection)."""
AT_ONCE = 500


def safe_text(text: str) -> str:
    """A text that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as text, some hundred at a time; texts are made safe, nothing is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for count, row in enumerate(rows, 1):
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
        if count % AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
