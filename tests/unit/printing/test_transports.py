"""Printers that work, stall, hang up or are not there, each on a stand-in of its own kind."""

from __future__ import annotations

import os
import socket
import termios
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from printing.devices import open_device
from printing.errors import PrinterInterrupted, PrinterUnreachable
from printing.escpos_library import library
from printing.transports import DummyDevice

BIG = b"x" * 20_000_000


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A network printer's socket that nobody reads from yet."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


def _url_of(server: socket.socket) -> str:
    return f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_a_network_printer_gets_every_byte(listener: socket.socket) -> None:
    received = bytearray()

    def printer() -> None:
        connection, _ = listener.accept()
        with connection:
            while chunk := connection.recv(65536):
                received.extend(chunk)

    thread = Thread(target=printer)
    thread.start()
    open_device(_url_of(listener)).send(b"slip" * 5000)
    thread.join(5)
    assert received == b"slip" * 5000


def test_a_printer_that_is_off_got_nothing_and_may_be_tried_again(listener: socket.socket) -> None:
    url = _url_of(listener)
    listener.close()
    with pytest.raises(PrinterUnreachable, match="Nothing was sent"):
        open_device(url).send(b"slip")


def test_a_printer_without_a_name_in_the_network_is_unreachable() -> None:
    with pytest.raises(PrinterUnreachable, match="cannot be reached"):
        open_device("tcp://" + "a" * 80 + ".invalid").send(b"slip")


def test_a_printer_that_stalls_is_given_up_within_the_time_out(listener: socket.socket) -> None:
    began = monotonic()
    with pytest.raises(PrinterInterrupted, match=r"did not answer in time.*Look"):
        open_device(_url_of(listener)).send(BIG, timeout=0.3)
    assert monotonic() - began < 2


def test_nobody_waits_longer_than_three_seconds(listener: socket.socket) -> None:
    began = monotonic()
    with pytest.raises(PrinterInterrupted):
        open_device(_url_of(listener)).send(BIG, timeout=60)
    assert monotonic() - began < 4


def test_a_printer_that_hangs_up_may_have_printed(listener: socket.socket) -> None:
    def printer() -> None:
        connection, _ = listener.accept()
        connection.recv(10)
        connection.close()

    thread = Thread(target=printer)
    thread.start()
    with pytest.raises(PrinterInterrupted, match="stopped while receiving"):
        open_device(_url_of(listener)).send(BIG)
    thread.join(5)


def test_a_file_keeps_every_slip(tmp_path: Path) -> None:
    device = open_device((tmp_path / "slips.bin").as_uri())
    device.send(b"one")
    device.send(b"two")
    assert (tmp_path / "slips.bin").read_bytes() == b"onetwo"


def test_a_folder_is_no_printer(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnreachable, match="cannot be reached"):
        open_device(tmp_path.as_uri()).send(b"slip")


def test_a_missing_device_node_is_never_created_as_a_file() -> None:
    with pytest.raises(PrinterUnreachable, match="No such file"):
        open_device("file:///dev/lotwise-no-such-printer").send(b"slip")
    assert not Path("/dev/lotwise-no-such-printer").exists()


@pytest.mark.parametrize("size", [100, 500_000])
def test_a_device_node_nobody_reads_is_given_up_in_time(tmp_path: Path, size: int) -> None:
    """A named pipe stands for a parallel port whose printer is busy."""
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    device = open_device(pipe.as_uri())
    try:
        if size < 60_000:
            device.send(b"x" * size, timeout=0.3)
            assert os.read(reader, 1000) == b"x" * size
        else:
            with pytest.raises(PrinterInterrupted, match="did not answer in time"):
                device.send(b"x" * size, timeout=0.3)
    finally:
        os.close(reader)


def test_a_serial_printer_gets_every_byte() -> None:
    """A pseudo terminal stands for the serial line."""
    printer, line = os.openpty()
    try:
        open_device(f"serial://{os.ttyname(line)}?baud=115200").send(b"slip\x1d" * 10)
        assert os.read(printer, 1000) == b"slip\x1d" * 10
    finally:
        os.close(printer)
        os.close(line)


def test_a_serial_printer_that_takes_nothing_is_given_up_in_time() -> None:
    """The line is held, as a printer without paper holds it."""
    printer, line = os.openpty()
    termios.tcflow(line, termios.TCOOFF)
    began = monotonic()
    try:
        device = open_device(f"serial://{os.ttyname(line)}?baud=115200")
        with pytest.raises(PrinterInterrupted, match=r"did not answer in time|timeout"):
            device.send(b"x" * 10_000, timeout=0.4)
    finally:
        os.close(printer)
        os.close(line)
    assert monotonic() - began < 3


def test_a_serial_line_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(PrinterUnreachable, match="/dev/ttyNoSuch cannot be reached"):
        open_device("serial:///dev/ttyNoSuch").send(b"slip")


def test_a_usb_printer_that_is_not_plugged_in_is_unreachable() -> None:
    with pytest.raises(PrinterUnreachable, match="USB dead:beef cannot be reached"):
        open_device("usb://dead:beef").send(b"slip")


@pytest.mark.parametrize("fails", [False, True])
def test_a_usb_printer_is_written_in_chunks(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    sent = bytearray()

    class Printer:
        timeout = 0

        def __init__(self, vendor: int, product: int, *, out_ep: int) -> None:
            assert (vendor, product, out_ep) == (0x04B8, 0x0202, 3)

        def open(self) -> None:
            return

        def close(self) -> None:
            return

        def _raw(self, data: bytes) -> None:
            assert 0 < self.timeout <= 3000
            if fails and sent:
                raise OSError(110, "Operation timed out")
            sent.extend(data)

    monkeypatch.setattr(library("printer"), "Usb", Printer)
    device = open_device("usb://04b8:0202?endpoint=3")
    if fails:
        with pytest.raises(PrinterInterrupted, match="Look whether the slip came out"):
            device.send(b"y" * 10_000)
    else:
        device.send(b"y" * 10_000)
    assert len(sent) == (4096 if fails else 10_000)


def test_a_dummy_keeps_its_jobs() -> None:
    device = open_device("dummy:")
    device.send(b"one")
    device.send(b"two")
    assert isinstance(device, DummyDevice)
    assert device.jobs == [b"one", b"two"]
