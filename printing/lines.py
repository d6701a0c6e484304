"""Two-way lines to a printer: bytes out, its answers in. Network and serial.

What goes wrong on an open line is an OSError: whoever talks knows whether a byte of a job had
left by then. Nothing here resends or runs inside a transaction.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

_CHUNK = 1024
_BITS_PER_BYTE = 10  # start, eight, stop
_NAGLE_OFF = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Line(Protocol):
    """An open line to a printer; `pace` is how many seconds a byte needs to get through."""

    pace: float

    def write(self, data: bytes, seconds: float) -> None:
        """Sends all bytes within so many seconds, or raises OSError."""

    def read(self, seconds: float) -> bytes:
        """What has come in, waiting up to so many seconds for a first byte; maybe nothing.

        Raises OSError where the printer hung up.
        """


class TcpLine:
    """A line over a connected socket."""

    pace = 0.0

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.setsockopt(*_NAGLE_OFF)

    def write(self, data: bytes, seconds: float) -> None:
        """See Line.write."""
        self._connection.settimeout(max(seconds, 0.001))
        self._connection.sendall(data)

    def read(self, seconds: float) -> bytes:
        """See Line.read."""
        self._connection.settimeout(max(seconds, 0.001))
        try:
            received = self._connection.recv(_CHUNK)
        except TimeoutError:
            return b""
        if not received:
            raise ConnectionError("it hung up")
        return received


class SerialLine:
    """A line over an open serial port."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self.pace = _BITS_PER_BYTE / port.baudrate

    def write(self, data: bytes, seconds: float) -> None:
        """See Line.write. The caller allows for the time the bytes need on the wire."""
        self._port.write_timeout = max(seconds, 0.001)
        self._port.write(data)

    def read(self, seconds: float) -> bytes:
        """See Line.read."""
        self._port.timeout = max(seconds, 0.001)
        first: bytes = self._port.read(1)
        return first + self._port.read(self._port.in_waiting) if first else b""


@contextmanager
def closing_softly(connection: socket.socket) -> Iterator[TcpLine]:
    """The line over a socket; at the end nothing of what was sent is cut off."""
    with connection:
        yield TcpLine(connection)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
