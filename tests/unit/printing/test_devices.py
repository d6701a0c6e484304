"""Printers by address: right addresses, and wrong ones explained."""

from __future__ import annotations

import pytest

from printing.devices import open_device
from printing.errors import PrinterUrlError
from printing.settings import CutMode, DrawerPin, PrinterSettings, QrMode
from printing.transports import (
    DummyDevice,
    FileDevice,
    SerialDevice,
    TcpDevice,
    UsbDevice,
)

DEFAULT = PrinterSettings()


@pytest.mark.parametrize(
    ("url", "device"),
    [
        ("tcp://printer.shop", TcpDevice("printer.shop", 9100, DEFAULT)),
        ("tcp://192.168.1.50:9101/", TcpDevice("192.168.1.50", 9101, DEFAULT)),
        ("tcp://[::1]:9100", TcpDevice("::1", 9100, DEFAULT)),
        ("serial:///dev/ttyUSB0", SerialDevice("/dev/ttyUSB0", 9600, DEFAULT)),
        ("serial:///dev/ttyS1?baud=19200", SerialDevice("/dev/ttyS1", 19200, DEFAULT)),
        ("usb://04b8:0202", UsbDevice(0x04B8, 0x0202, 1, DEFAULT)),
        ("usb://04B8:0E15?endpoint=3", UsbDevice(0x04B8, 0x0E15, 3, DEFAULT)),
        ("file:///dev/usb/lp0", FileDevice("/dev/usb/lp0", DEFAULT)),
        ("file:///srv/slips%20today.bin", FileDevice("/srv/slips today.bin", DEFAULT)),
        ("dummy:", DummyDevice(DEFAULT)),
    ],
)
def test_an_address_names_a_printer(url: str, device: object) -> None:
    assert open_device(url) == device


def test_settings_come_from_the_query() -> None:
    settings = open_device(
        "dummy:?columns=48&codepage=cp1252&table=71&cut=full&drawer=5&qr=image&kanji=off"
    ).settings
    assert (settings.columns, settings.code_page.name, settings.code_page_table) == (
        48,
        "CP1252",
        71,
    )
    assert (settings.cut, settings.drawer, settings.qr) == (
        CutMode.FULL,
        DrawerPin.PIN_5,
        QrMode.IMAGE,
    )
    assert settings.kanji_off


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "must start with tcp:, serial:, usb:, file:, dummy:"),
        ("http://printer", "must start with"),
        ("tcp://", "Write a network printer as tcp://host:9100"),
        ("tcp://host:99999", "port must be a number from 1 to 65535"),
        ("tcp://host:x", "port must be a number"),
        ("tcp://host:0", "Write a network printer"),
        ("tcp://me@host", "Write a network printer"),
        ("tcp://host/path", "Write a network printer"),
        ("tcp://[host", "is not an address"),
        ("tcp://host\n", "must start with"),
        ("usb://printer", "vendor and product"),
        ("usb://04b8:0202?endpoint=99", "endpoint must be a whole number from 1 to 15"),
        ("serial://ttyUSB0", "three slashes"),
        ("serial:///dev/ttyUSB0?baud=9601", "baud must be one of"),
        ("file://host/path", "three slashes"),
        ("file:///", "whole path"),
        ("file:///dir/", "whole path"),
        ("file:///a%00b", "whole path"),
        ("dummy:?columns=12", "columns must be a whole number from 24 to 64"),
        ("dummy:?columns=٤٢", "columns must be a whole number"),
        ("dummy:?columns=" + "9" * 5000, "columns must be a whole number"),
        ("dummy:?codepage=utf8", "codepage must be one of CP437"),
        ("dummy:?cut=maybe", "cut must be one of part, full, none"),
        ("dummy:?drawer=7", "drawer must be one of 2, 5, none"),
        ("dummy:?paper=80", "Unknown printer setting 'paper'"),
        ("tcp://host?baud=9600", "Unknown printer setting 'baud'"),
    ],
)
def test_a_wrong_address_is_explained_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(PrinterUrlError, match=r"^[A-Za-z].*[.]$") as refusal:
        open_device(url)
    assert sentence in str(refusal.value)
