"""Databases and servers of the suite end with the suite, however it ends."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.guardian import Guarded

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
KILLED_RUN = """
import os, pathlib, sys
from tests.support.guardian import Guarded
scratch = pathlib.Path(sys.argv[1])
guarded = Guarded([sys.executable, "-c", "import time; time.sleep(60)"], scratch=scratch)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def _is_gone(folder: Path) -> bool:
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not folder.exists()


def test_a_guarded_process_and_its_folder_end_when_told(scratch: Path) -> None:
    guarded = Guarded(SLEEPER, scratch=scratch)
    assert guarded.running()
    guarded.stop()
    assert not guarded.running()
    assert not scratch.exists()


def test_a_guarded_process_ends_when_the_test_run_is_killed(scratch: Path) -> None:
    command = [sys.executable, "-c", KILLED_RUN, str(scratch)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    assert _is_gone(scratch)


def test_a_process_that_fails_leaves_its_words_for_the_message(scratch: Path) -> None:
    guarded = Guarded([sys.executable, "-c", "raise SystemExit('no licence')"], scratch=scratch)
    deadline = time.monotonic() + 10
    while guarded.running() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "no licence" in guarded.output()
    guarded.stop()
    assert not scratch.exists()
