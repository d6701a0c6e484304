"""The shop behind a loopback port of this very process: what a browser test looks at.

It starts in milliseconds where a server of its own takes seconds. Tests that kill processes take
`server` instead.
"""

import contextlib
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from waitress.server import create_server

from app.factory import create_app
from app.paper import worker
from tests.support import databases

THREADS = 8
PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Served:
    """A running shop; its printers work too."""

    url: str
    port: int


class Serving:
    """Serves an application until it is stopped."""

    def __init__(self, database_url: str, instance: Path) -> None:
        settings = databases.settings_for(database_url, instance=instance)
        self._app = create_app(replace(settings, testing=False))
        self._server = create_server(self._app, host="127.0.0.1", port=0, threads=THREADS)
        self._thread = threading.Thread(target=self._run, name="served", daemon=True)
        self._printing = worker.start(self._app)
        port = self._server.effective_port
        self.served = Served(f"http://127.0.0.1:{port}", port)
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # its socket is closed while it waits for it
            self._server.run()

    def stop(self) -> None:
        """Answer nobody any more; requests under way end first."""
        if self._printing is not None:
            self._printing.stop()
        self._server.close()
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=PATIENCE_SECONDS)
        self._thread.join(PATIENCE_SECONDS)
        databases.dispose(self._app)
