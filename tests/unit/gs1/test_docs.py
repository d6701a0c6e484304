"""The examples of docs/algorithms/scans.md are true."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.gs1.parse import read
from app.gs1.reading import Reading

TODAY = date(2026, 11, 21)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "scans.md"
SENTENCES = ("error", "association_error", "warning")
UNSAID = {"kind", "raw", "text", "ais", "measures", "internal"}


def _rows() -> list[Any]:
    lines = PAGE.read_text(encoding="utf-8").partition("## Examples")[2].partition("\n## ")[0]
    rows = [line.replace("\\|", "\0") for line in lines.splitlines() if line.startswith("| `")]
    cells = [[cell.strip().replace("\0", "|") for cell in row.split("|")[1:4]] for row in rows]
    return [pytest.param(data.strip("`"), kind, says, id=data[1:30]) for data, kind, says in cells]


def _said(reading: Reading) -> set[str]:
    said = set()
    for field in fields(reading):
        value = getattr(reading, field.name)
        if field.name in UNSAID or value in (None, "", (), False):
            continue
        if field.name == "lookup_gtin14" and value == reading.gtin14:
            continue
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        bare = field.name in SENTENCES or value is True
        said.add(field.name if bare else f"{field.name}={shown}")
    return said


@pytest.mark.parametrize(("data", "kind", "says"), _rows())
def test_the_page_tells_the_truth(data: str, kind: str, says: str) -> None:
    reading = read(data.replace("␝", "\x1d"), today=TODAY)
    assert (reading.kind.value, _said(reading)) == (kind, set(says.split())), reading


def test_the_page_has_examples() -> None:
    assert len(_rows()) >= 20
