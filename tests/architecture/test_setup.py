"""Set-up is honest: one clear line where something cannot work, locks that name no index."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tasks

LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def _tasks(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(tasks.ROOT / "tasks.py"), *arguments]
    variables = {**os.environ, **environment}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_is_one_clear_line_before_anything_starts(
    command: str, taken_port: int, tmp_path: Path
) -> None:
    ended = _tasks(command, PORT=str(taken_port), HOST="127.0.0.1", SHOP_INSTANCE=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert str(taken_port) in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "http", "65536", "-1", " 80"])
def test_a_port_that_is_no_port_is_one_clear_line(port: str) -> None:
    ended = _tasks("run", PORT=port)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_an_unknown_command_lists_the_known_ones() -> None:
    ended = _tasks("sell-everything")
    assert ended.returncode == 1
    assert all(name in ended.stderr for name in tasks.COMMANDS)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (tasks.ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


def test_a_changed_lock_is_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("one")
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    before = tasks.stamp_of("run")
    (tmp_path / "requirements.txt").write_text("two")
    assert tasks.stamp_of("run") != before


def test_cleaning_never_touches_the_data_of_the_shop() -> None:
    assert not [name for name in tasks.CACHES if name.startswith("instance")]
