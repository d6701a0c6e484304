"""Reads the tables of the algorithm pages, so that what they say is run."""

from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "docs" / "algorithms"


def rows_of(page: str, heading: str) -> list[tuple[str, ...]]:
    """The cells of the table under a heading, without its head."""
    text = (PAGES / page).read_text(encoding="utf-8")
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def params(page: str, heading: str) -> list[object]:
    """The same as pytest parameters, each under its own text."""
    return [pytest.param(*row, id=" ".join(row)) for row in rows_of(page, heading)]
