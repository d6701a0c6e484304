"""A network printer for tests: answers as ESC/POS printers do, and fails in every way they do.

`paper` is what it was given to print on each connection, questions left out. It listens on the
loopback address only.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

READY = {1: 0x12, 2: 0x12, 4: 0x12}
OFFLINE = {1: 0x1A, 2: 0x12, 4: 0x12}
COVER_OPEN = {1: 0x1A, 2: 0x16, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x72}
GARBAGE = {1: 0xFF, 2: 0x00, 4: 0x41}
KICK = b"\x1bp"
_QUESTION = re.compile(rb"\x10\x04(?P<n>.)|\x1d\(H\x06\x0000(?P<id>.{4})", re.DOTALL)
_PARTIAL = re.compile(rb"(\x10\x04?|\x1d(\((H(\x06(\x00(0(0.{0,3})?)?)?)?)?)?)\Z", re.DOTALL)
_RESET = struct.pack("ii", 1, 0)


@dataclass
class FakePrinter:
    """How it behaves may be changed at any time between two jobs."""

    port: int = 0
    status: dict[int, int] = field(default_factory=lambda: dict(READY))
    status_after: dict[int, int] | None = None
    echo: str = "right"  # right, lost (only of jobs), older, never
    dies_after: int | None = None
    stalls_after: int | None = None
    paper: list[bytearray] = field(default_factory=list)
    echoed: list[bytes] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    sheet: bytearray = field(default_factory=bytearray)

    @property
    def url(self) -> str:
        """Its address."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def printed(self) -> bytes:
        """Everything it was ever given to print."""
        return b"".join(self.paper)

    def sheets(self) -> list[bytes]:
        """What it was given on the connections on which anything was."""
        return [bytes(each) for each in self.paper if each]

    def serve(self, server: socket.socket) -> None:
        """Take one connection after the other until the test is over."""
        while not self.stopped.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        self.sheet = bytearray()
        self.paper.append(self.sheet)
        received, buffer = 0, b""
        connection.settimeout(5)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            limit = self.dies_after if self.dies_after is not None else self.stalls_after
            room = 4096 if limit is None else min(4096, limit - received)
            if room <= 0:
                self._end(connection)
                return
            chunk = connection.recv(room)
            if not chunk:
                self.sheet += buffer
                return
            received += len(chunk)
            buffer = self._take(connection, buffer + chunk)

    def _end(self, connection: socket.socket) -> None:
        if self.dies_after is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            return
        self.stopped.wait(2)

    def _take(self, connection: socket.socket, data: bytes) -> bytes:
        """Print and answer what has come in whole; the rest waits for more."""
        while found := _QUESTION.search(data):
            self.sheet += data[: found.start()]
            self._answer(connection, found)
            data = data[found.end() :]
        partial = _PARTIAL.search(data)
        cut = partial.start() if partial else len(data)
        self.sheet += data[:cut]
        return data[cut:]

    def _answer(self, connection: socket.socket, question: re.Match[bytes]) -> None:
        if question["n"]:
            now = self.status_after if self.status_after and self.sheet else self.status
            answer = now.get(question["n"][0])
            if answer is not None:
                connection.sendall(bytes([answer]))
            return
        self._echo(connection, question["id"])

    def _echo(self, connection: socket.socket, letters: bytes) -> None:
        probing = not self.sheet
        if self.echo == "never" or (self.echo == "lost" and not probing):
            return
        if self.echo == "older" and not probing:
            letters = self.echoed[-1]
        self.echoed.append(letters)
        connection.sendall(b"\x37\x22" + letters + b"\x00")


@contextmanager
def fake_printer(**how: object) -> Iterator[FakePrinter]:
    """A running printer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = FakePrinter(port=server.getsockname()[1], **how)  # type: ignore[arg-type]
        thread = Thread(target=printer.serve, args=(server,), daemon=True)
        thread.start()
        yield printer
        printer.stopped.set()
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
