"""Ways to a printer: tcp, serial, usb, file, dummy. Sends bytes within three seconds or says why.

An error always tells whether a byte may have left: PrinterUnreachable (none did) or
PrinterInterrupted (some may have). It never resends, and never runs inside a transaction.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from time import monotonic, sleep
from typing import Any, Protocol

from printing.errors import PrinterInterrupted, PrinterUnreachable
from printing.escpos_library import library
from printing.lines import Line, SerialLine, closing_softly
from printing.networks import near_addresses
from printing.settings import PrinterSettings

MAX_TIMEOUT = 3.0  # seconds for the whole of one send
_CHUNK = 4096
_BITS_PER_BYTE = 10  # on a serial line: start, eight, stop
_LAST_WORDS = 0.2  # seconds to take in status bytes, whose arrival after closing would reset


class Device(Protocol):
    """A printer that can be sent to."""

    @property
    def settings(self) -> PrinterSettings:
        """How this printer is set."""

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """Sends all bytes within `timeout` seconds (at most 3) or raises a PrinterError.

        PrinterUnreachable: nothing was sent. PrinterInterrupted: some may have been.
        """

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """A line on which the printer can answer; None where it cannot, so `send` is the way.

        Entering it raises PrinterUnreachable where the printer is not there.
        """


@dataclass(frozen=True, slots=True)
class TcpDevice:
    """A network printer, usually on port 9100."""

    host: str
    port: int
    settings: PrinterSettings

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """See Device.send."""
        left = _deadline(timeout)
        name = f"{self.host}:{self.port}"
        with _opening(name):
            connection = _connected(self.host, self.port, left)
        with connection, _sending(name):
            connection.settimeout(left())
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(_LAST_WORDS)
            with suppress(TimeoutError):
                connection.recv(_CHUNK)

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """See Device.open_line."""
        return self._line(_deadline(timeout))

    @contextmanager
    def _line(self, left: Callable[[], float]) -> Iterator[Line]:
        with _opening(f"{self.host}:{self.port}"):
            connection = _connected(self.host, self.port, left)
        with closing_softly(connection) as line:
            yield line


@dataclass(frozen=True, slots=True)
class FileDevice:
    """A file or device node that bytes are appended to, such as /dev/usb/lp0."""

    path: str
    settings: PrinterSettings

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """See Device.send."""
        left = _deadline(timeout)
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
        if not self.path.startswith("/dev/"):
            flags |= os.O_CREAT
        with _opening(self.path):
            handle = os.open(self.path, flags, 0o600)
        try:
            with _sending(self.path):
                _write_all(handle, data, left)
        finally:
            os.close(handle)

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """None: a file only takes."""
        return None


@dataclass(frozen=True, slots=True)
class SerialDevice:
    """A printer on a serial line."""

    path: str
    baud: int
    settings: PrinterSettings

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """See Device.send. The time the bytes need on the wire is allowed on top."""
        left = _deadline(timeout, on_the_wire=len(data) * _BITS_PER_BYTE / self.baud)
        serial = import_module("serial")  # heavy, and not needed where no printer is serial
        with _opening(self.path):
            port = serial.Serial(self.path, self.baud, write_timeout=left(), dsrdtr=True)
        with port, _sending(self.path), _flushed_on_failure(port):
            port.write(data)
            while port.out_waiting:
                sleep(min(0.02, left()))

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """See Device.open_line."""
        return self._line()

    @contextmanager
    def _line(self) -> Iterator[Line]:
        serial = import_module("serial")
        with _opening(self.path):
            port = serial.Serial(self.path, self.baud, dsrdtr=True)
        with port, _flushed_on_failure(port):
            yield SerialLine(port)


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A printer on USB, found by vendor and product number."""

    vendor: int
    product: int
    out_endpoint: int
    settings: PrinterSettings

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """See Device.send."""
        left = _deadline(timeout)
        name = f"USB {self.vendor:04x}:{self.product:04x}"
        printer: Any = library("printer").Usb(self.vendor, self.product, out_ep=self.out_endpoint)
        failures = _usb_failures()
        with _opening(name, failures):
            printer.open()
        try:
            with _sending(name, failures):
                for start in range(0, len(data), _CHUNK):
                    printer.timeout = int(left() * 1000)
                    printer._raw(data[start : start + _CHUNK])
        finally:
            printer.close()

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """None: what the printer's own controller took is all that USB tells."""
        return None


@dataclass(frozen=True, slots=True)
class DummyDevice:
    """Keeps what it is sent, for tests, previews and shops without a printer."""

    settings: PrinterSettings
    jobs: list[bytes] = field(default_factory=list)

    def send(self, data: bytes, timeout: float = MAX_TIMEOUT) -> None:
        """Keeps the bytes. Never fails."""
        _deadline(timeout)
        self.jobs.append(data)

    def open_line(self, timeout: float) -> AbstractContextManager[Line] | None:
        """None: nobody is there."""
        return None


@contextmanager
def _flushed_on_failure(port: Any) -> Iterator[None]:
    """Throws unsent bytes away on failure: closing would wait for a printer that takes nothing."""
    try:
        yield
    except OSError:
        with suppress(OSError):
            port.reset_output_buffer()
        raise


def _deadline(timeout: float, *, on_the_wire: float = 0) -> Callable[[], float]:
    """A function that tells the seconds left and raises TimeoutError when there are none."""
    end = monotonic() + min(max(timeout, 0.001), MAX_TIMEOUT) + on_the_wire

    def left() -> float:
        seconds = end - monotonic()
        if seconds <= 0:
            raise TimeoutError("out of time")
        return seconds

    return left


def _connected(host: str, port: int, left: Callable[[], float]) -> socket.socket:
    """A connection to the first address of the host that answers, all within the time left."""
    failure: OSError = ConnectionError("its name has no address")
    for family, kind, protocol, _, address in near_addresses(host, port):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(left())
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _write_all(handle: int, data: bytes, left: Callable[[], float]) -> None:
    rest = memoryview(data)
    while rest:
        left()
        try:
            rest = rest[os.write(handle, rest[:_CHUNK]) :]
        except BlockingIOError:
            select.select([], [handle], [], left())


def _usb_failures() -> tuple[type[Exception], ...]:
    """What pyusb and python-escpos raise; a missing libusb is a ValueError there."""
    core = import_module("usb.core")
    error = library("exceptions").Error
    return (OSError, core.USBError, error, ValueError, AssertionError)


@contextmanager
def _opening(
    name: str, failures: tuple[type[Exception], ...] = (OSError, UnicodeError)
) -> Iterator[None]:
    try:
        yield
    except failures as error:
        raise PrinterUnreachable(
            f"The printer {name} cannot be reached: {_reason(error)}. Nothing was sent."
        ) from error


@contextmanager
def _sending(name: str, failures: tuple[type[Exception], ...] = (OSError,)) -> Iterator[None]:
    try:
        yield
    except failures as error:
        raise PrinterInterrupted(
            f"The printer {name} stopped while receiving: {_reason(error)}. "
            "Look whether the slip came out."
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()).rstrip(".") or type(error).__name__
