"""The commands that README promises exist, and linting is part of the suite."""

import re
import subprocess
import sys

import pytest

import tasks

LINTERS = tasks.linters()
PROMISED = {"run", "test", "setup", "serve", "lint", "bench"}


def _read(name: str) -> str:
    return (tasks.ROOT / name).read_text(encoding="utf-8")


def _make_targets() -> set[str]:
    line = re.search(r"^TARGETS := (.+)$", _read("Makefile"), re.MULTILINE)
    return set(line.group(1).split()) if line else set()


def test_every_promised_command_exists() -> None:
    assert set(tasks.COMMANDS) >= PROMISED


def test_make_and_tasks_know_the_same_commands() -> None:
    assert _make_targets() == set(tasks.COMMANDS)


def test_the_readme_names_the_two_commands_a_newcomer_needs() -> None:
    readme = _read("README.md")
    assert "make run" in readme
    assert "make test" in readme


def test_the_readme_names_no_make_target_that_does_not_exist() -> None:
    named = set(
        re.findall(r"\bmake ([a-z-]+)", "\n".join(re.findall(r"`[^`]+`", _read("README.md"))))
    )
    assert named <= _make_targets()


def test_ci_runs_the_suite_and_may_skip_nothing() -> None:
    script = _read(".ci/run")
    assert "set -euo pipefail" in script
    assert "CI=true" in script
    assert "make test" in script


def test_tasks_needs_nothing_but_the_standard_library() -> None:
    imported = set(re.findall(r"^(?:import|from) (\w+)", _read("tasks.py"), re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", LINTERS)
def test_the_linter_finds_nothing(name: str) -> None:
    command = [sys.executable, *LINTERS[name]]
    found = subprocess.run(command, cwd=tasks.ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_pure_file_is_checked_strictly() -> None:
    pure = set(tasks.pure_files())
    assert {"config.py", "app/values", "app/gs1", "app/facts.py", "printing"} <= pure
