"""Keeps one helper process (database, web server) only as long as the test run lives.

Started as its own small program: it runs the command given, and when its standard input closes
(the test run closed it, ended or was killed) it stops the command and removes the scratch folder.
It never looks for processes by name and never outlives its child.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

with contextlib.suppress(ImportError):  # Windows has no users of this kind, and needs none here
    import pwd

GRACE_SECONDS = 10
POLL_SECONDS = 0.5


class Guarded:
    """The test run's handle on a guarded process."""

    def __init__(
        self,
        command: list[str],
        *,
        scratch: Path,
        stop_with: signal.Signals = signal.SIGTERM,
        user: str = "",
        environment: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self._scratch = scratch
        self.log = scratch / "log.txt"
        arguments = [str(scratch), str(int(stop_with)), user, "--", *command]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", __file__, *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=cwd or scratch,
                start_new_session=True,
            )

    def running(self) -> bool:
        return self._process.poll() is None

    def output(self) -> str:
        """What the process has printed so far, for the message of a failed start."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def descendants(self) -> list[int]:
        """Process ids below the guardian, parents before children (Linux only): for crash tests."""
        found, waiting = [], [self._process.pid]
        while waiting:
            below = _children(waiting.pop(0))
            found += below
            waiting += below
        return found

    def stop(self) -> None:
        """Close the line to the guardian and wait until child and scratch folder are gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=GRACE_SECONDS * 2)
        shutil.rmtree(self._scratch, ignore_errors=True)


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def unprivileged_user() -> str:
    """The user a database may run as: nobody when we are root, else ourselves (empty)."""
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""


def as_user(user: str) -> dict[str, object]:
    """Arguments for subprocess that drop every privilege of root."""
    if not user:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _wait_for_the_end(child: subprocess.Popen[bytes]) -> None:
    """Return when the line to the test run is closed or the child has ended by itself."""
    while child.poll() is None:
        ready, _, _ = select.select([sys.stdin], [], [], POLL_SECONDS)
        if ready and not os.read(sys.stdin.fileno(), 1):
            return


def main(arguments: list[str]) -> int:
    scratch, stop_with, user, _, *command = arguments
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **as_user(user))
    _wait_for_the_end(child)
    if child.poll() is not None:
        return child.returncode or 1  # the scratch folder stays: the test run reads the log in it
    child.send_signal(int(stop_with))
    try:
        child.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    shutil.rmtree(scratch, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
