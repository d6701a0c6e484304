"""The shop as a real process: several gunicorn workers on a free loopback port.

The process is stopped by its guardian when the test ends, also when the run is killed. It never
serves anything but the loopback address.
"""

import http.client
import os
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.guardian import Guarded

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
LEFT_OUT = ("SHOP_", "DATABASE_URL", "SECRET_KEY", "HOST", "PORT", "GUNICORN_", "WEB_CONCURRENCY")
LEFT_OUT += (
    "PYTHONDONTWRITEBYTECODE",
)  # without compiled files each start takes three times as long


class DidNotStart(Exception):
    """The server ended or stayed silent; carries what it printed."""


@dataclass(frozen=True)
class Server:
    """A running shop."""

    url: str
    port: int
    database_url: str
    process: Guarded

    def workers(self) -> list[int]:
        """Process ids of gunicorn's workers, without its master: what a crash test may kill."""
        return self.process.descendants()[1:]

    def stop(self) -> None:
        self.process.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(
    database_url: str,
    *,
    workers: int = 2,
    threads: int = 4,
    environment: dict[str, str],
    application: str = "wsgi:app",
) -> Server:
    """Start gunicorn on `database_url` and return once it answers."""
    port = free_port()
    scratch = Path(tempfile.mkdtemp(prefix="lotwise-server-"))
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads), "--graceful-timeout", "3"]
    command += ["--no-control-socket"]
    settings = {"DATABASE_URL": database_url, "SHOP_INSTANCE": str(scratch), "PORT": str(port)}
    process = Guarded(
        command,
        scratch=scratch,
        cwd=ROOT,
        stop_with=signal.SIGQUIT,
        environment={**_bare_environment(), **settings, **environment},
    )
    server = Server(f"http://127.0.0.1:{port}", port, database_url, process)
    try:
        _wait_until_it_answers(server)
    except BaseException:
        process.stop()
        raise
    return server


def _bare_environment() -> dict[str, str]:
    """Our environment without the developer's own shop settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            connection.close()
            return
        except OSError as refused:
            if not server.process.running() or time.monotonic() > deadline:
                raise DidNotStart(server.process.output()) from refused
            time.sleep(0.05)
