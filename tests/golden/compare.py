"""Compares with a golden file. UPDATE_GOLDEN=1 rewrites it instead: look at the diff, then commit.

Never writes otherwise, and never passes where the golden file is absent.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def assert_golden(name: str, actual: str) -> None:
    """Fails unless tests/golden/<name> holds exactly this text."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8", newline="\n")
    assert path.exists(), f"No golden file {name}: run with UPDATE_GOLDEN=1 and look at it."
    assert actual == path.read_text(encoding="utf-8"), f"{name} differs from its golden file"
