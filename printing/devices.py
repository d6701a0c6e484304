"""Printers by address: reads tcp, serial, usb, file and dummy URLs with their settings.

Opens nothing; the addresses it refuses it explains in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from printing.errors import PrinterUrlError
from printing.settings import SETTING_NAMES, PrinterSettings, settings_from, whole_number
from printing.transports import (
    Device,
    DummyDevice,
    FileDevice,
    SerialDevice,
    TcpDevice,
    UsbDevice,
)

_BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_USB_ID = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})", re.IGNORECASE)


def open_device(url: str) -> Device:
    """The printer at an address such as tcp://192.168.1.50:9100?columns=42&codepage=CP858.

    Opens nothing yet: a printer that is switched off is found out when something is sent. Raises
    PrinterUrlError with one sentence where the address is wrong.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PrinterUrlError("The printer address is not an address.") from error
    opener = OPENERS.get(parts.scheme)
    if opener is None or not url.isprintable():
        raise PrinterUrlError(
            f"The printer address must start with {', '.join(f'{name}:' for name in OPENERS)}."
        )
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    make, own = opener
    if unknown := sorted(query.keys() - SETTING_NAMES - own):
        allowed = ", ".join(sorted(SETTING_NAMES | own))
        raise PrinterUrlError(f"Unknown printer setting {unknown[0]!r}; known are {allowed}.")
    return make(parts, query, settings_from(query))


def _tcp(parts: SplitResult, _: Mapping[str, str], settings: PrinterSettings) -> Device:
    try:
        port = parts.port
    except ValueError as error:
        raise PrinterUrlError("The port must be a number from 1 to 65535.") from error
    if not parts.hostname or port == 0 or parts.username or parts.path.strip("/"):
        raise PrinterUrlError("Write a network printer as tcp://host:9100.")
    return TcpDevice(parts.hostname, port or 9100, settings)


def _file(parts: SplitResult, _: Mapping[str, str], settings: PrinterSettings) -> Device:
    return FileDevice(_path(parts, "file:///path/to/file"), settings)


def _serial(parts: SplitResult, query: Mapping[str, str], settings: PrinterSettings) -> Device:
    path = _path(parts, "serial:///dev/ttyUSB0?baud=9600")
    baud = whole_number(query, "baud", 9600, _BAUD_RATES[0], _BAUD_RATES[-1])
    if baud not in _BAUD_RATES:
        raise PrinterUrlError(f"baud must be one of {', '.join(map(str, _BAUD_RATES))}.")
    return SerialDevice(path, baud, settings)


def _path(parts: SplitResult, example: str) -> str:
    path = unquote(parts.path)
    if parts.netloc or not path.strip("/") or path.endswith("/") or not path.isprintable():
        raise PrinterUrlError(f"Write it with three slashes and a whole path: {example}.")
    return path


def _usb(parts: SplitResult, query: Mapping[str, str], settings: PrinterSettings) -> Device:
    ids = _USB_ID.fullmatch(parts.netloc)
    if ids is None or parts.path.strip("/"):
        raise PrinterUrlError("Write a USB printer as usb://04b8:0202 (vendor and product).")
    return UsbDevice(
        int(ids[1], 16), int(ids[2], 16), whole_number(query, "endpoint", 1, 1, 15), settings
    )


def _dummy(_: SplitResult, __: Mapping[str, str], settings: PrinterSettings) -> Device:
    return DummyDevice(settings)


Opener = Callable[[SplitResult, Mapping[str, str], PrinterSettings], Device]
OPENERS: Mapping[str, tuple[Opener, frozenset[str]]] = MappingProxyType(
    {
        "tcp": (_tcp, frozenset()),
        "serial": (_serial, frozenset({"baud"})),
        "usb": (_usb, frozenset({"endpoint"})),
        "file": (_file, frozenset()),
        "dummy": (_dummy, frozenset()),
    }
)
