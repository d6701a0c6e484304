"""The bytes a printer gets, read back command by command."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from printing.codepages import CODE_PAGES, CodePage, speller
from printing.documents import DrawerPulse, ReceiptLine
from printing.escpos_printer import encode, render
from printing.ops import Pulse, Text
from printing.settings import CutMode, DrawerPin, PrinterSettings, QrMode
from tests.golden.compare import assert_golden
from tests.unit.printing.escpos_reader import read
from tests.unit.printing.samples import LABEL, RECEIPT, STRUDEL

SETTINGS = PrinterSettings()
PULSE = b"\x1bp\x0022"
HOSTILE = (
    "cut\x1dV\x00me",
    "kick\x1bp\x00\x32\x32",
    "\x1b@reset",
    "NUL\x00byte",
    "a\nb\r\nc\x0cd",
    "c1\x9b\x90controls",
    "\u202e99.9€\u202c",
    "\u2066iso\u2069",
    "🧀🍷👩‍👩‍👧",
    "lone\ud800surrogate\udfff",
    "z\u0300\u0301\u0302\u0303algo" * 9,
    "\x10\x14\x01\x00\x05",
    "\x7f\x80\xff",
    "אבג עברית",
    "ﷺ",
    "\ufffe\uffff",
)


def _printed(name: str) -> str:
    receipt = replace(RECEIPT, lines=(replace(STRUDEL, name=name),))
    return read(render(receipt, SETTINGS)).text()


def test_a_receipt_is_the_approved_bytes() -> None:
    data = render(RECEIPT, SETTINGS)
    shown = data.decode("latin-1").encode("unicode_escape").decode().replace("\\n", "\\n\n")
    assert_golden("printing/receipt-cp858.escpos.txt", shown + "\n")


@pytest.mark.parametrize(
    ("page", "text", "expected"),
    [
        ("CP858", "€", b"\xd5"),
        ("CP858", "é", b"\x82"),
        ("CP858", "ß", b"\xe1"),
        ("CP1252", "€", b"\x80"),
        ("CP1252", "é", b"\xe9"),
        ("CP1252", "ß", b"\xdf"),
        ("CP437", "é", b"\x82"),
        ("CP437", "€", b"EUR"),
        ("CP850", "€", b"EUR"),
        ("CP850", "ø", b"\x9b"),
        ("CP852", "ő", b"\x8b"),
        ("CP852", "Ł", b"\x9d"),
        ("CP866", "Ж", b"\x86"),
        ("ISO_8859-15", "€", b"\xa4"),
        ("CP858", "ő", b"o"),
        ("CP858", "Ł", b"L"),
        ("CP858", "“x”…", b'"x"...'),
        ("CP858", "東", b"?"),
        ("CP858", "12\u202f345,00\u00a0€", b"12 345,00 \xd5"),
        ("CP858", "㎏ ¼", b"kg \xac"),
    ],
)
def test_a_code_page_says_it_in_its_own_bytes(page: str, text: str, expected: bytes) -> None:
    settings = PrinterSettings(code_page=CODE_PAGES[page])
    assert encode((Text(text),), settings).endswith(expected + b"\n")


@pytest.mark.parametrize("page", CODE_PAGES.values(), ids=CODE_PAGES.keys())
def test_every_character_of_a_code_page_gets_its_own_byte(page: CodePage) -> None:
    high = bytes(range(0x80, 0x100)).decode(page.codec, errors="ignore")
    kept = "".join(char for char in high if speller(page)(char) == char and char != " ")
    assert len(kept) > 90
    settings = PrinterSettings(code_page=page)
    assert encode((Text(kept),), settings).endswith(kept.encode(page.codec) + b"\n")


def test_the_code_page_is_set_once_and_may_be_numbered_otherwise() -> None:
    assert read(render(RECEIPT, SETTINGS)).tables == [19]
    assert read(render(RECEIPT, replace(SETTINGS, table=7))).tables == [7]


def test_spelling_longer_than_the_character_keeps_amounts_in_line() -> None:
    settings = PrinterSettings(columns=32, code_page=CODE_PAGES["CP437"])
    lines = read(render(RECEIPT, settings)).text("cp437").splitlines()
    assert "  1 x EUR4.20            EUR4.20" in lines
    assert all(len(line) <= 32 for line in lines)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_people_becomes_a_command(hostile: str) -> None:
    everywhere = replace(
        RECEIPT,
        shop_name=hostile,
        address=(hostile,),
        till=hostile,
        cashier=hostile,
        lines=(ReceiptLine(hostile, hostile, hostile, hostile, note=hostile),),
        total=hostile,
        footer=(hostile,),
        qr=hostile,
        receipt_number=hostile,
        title=hostile,
        currency=hostile,
    )
    slip = read(render(everywhere, SETTINGS))
    assert (len(slip.pulses), len(slip.cuts), slip.names.count("reset")) == (1, 1, 1)


@given(st.text(st.characters(), max_size=60))
def test_no_text_at_all_becomes_a_command(name: str) -> None:
    slip = read(encode((Text(name),), SETTINGS))
    assert set(slip.names) <= {"reset", "table", "style", "text", "newline"}
    assert slip.names.count("reset") == 1


def test_letters_without_a_place_in_the_code_page_are_spelled_or_questioned() -> None:
    assert "Hot ? cheese, Lódz, Dvorák" in _printed("Hot 🧀 cheese, Łódź, Dvořák")


def test_the_drawer_is_opened_once_and_before_the_first_line() -> None:
    data = render(RECEIPT, SETTINGS)
    assert data.count(PULSE) == 1
    assert data.index(PULSE) < data.index(b"Feinkost")


def test_two_pulses_in_one_document_are_still_one() -> None:
    assert encode((Pulse(), Pulse()), SETTINGS).count(PULSE) == 1


def test_the_drawer_can_be_opened_without_printing() -> None:
    slip = read(render(DrawerPulse(), SETTINGS))
    assert (slip.pulses, slip.lines, slip.cuts) == ([PULSE], [], [])


@pytest.mark.parametrize("copy_no", [1, 2, 9])
def test_a_copy_is_marked_and_never_opens_the_drawer(copy_no: int) -> None:
    slip = read(render(replace(RECEIPT, copy_no=copy_no), SETTINGS))
    assert slip.pulses == []
    assert f"*** COPY {copy_no} ***" in slip.text()


@pytest.mark.parametrize(
    ("drawer", "pulses"),
    [(DrawerPin.PIN_2, [PULSE]), (DrawerPin.PIN_5, [b"\x1bp\x0122"]), (DrawerPin.NONE, [])],
)
def test_the_pulse_goes_to_the_pin_of_the_printer(drawer: DrawerPin, pulses: list[bytes]) -> None:
    assert read(render(RECEIPT, replace(SETTINGS, drawer=drawer))).pulses == pulses


def test_a_sale_without_cash_leaves_the_drawer_shut() -> None:
    assert read(render(replace(RECEIPT, open_drawer=False), SETTINGS)).pulses == []


@pytest.mark.parametrize(
    ("cut", "cuts"),
    [(CutMode.PART, [b"\x1dV\x01"]), (CutMode.FULL, [b"\x1dV\x00"]), (CutMode.NONE, [])],
)
def test_a_slip_ends_with_the_cut_of_the_printer(cut: CutMode, cuts: list[bytes]) -> None:
    assert read(render(RECEIPT, replace(SETTINGS, cut=cut))).cuts == cuts


def test_the_printer_draws_the_qr_itself_from_these_bytes() -> None:
    model, size, level, store, show = read(render(RECEIPT, SETTINGS)).codes
    assert (model, size, level) == (b"1A2\x00", b"1C\x06", b"1E1")
    assert (store, show) == (b"1P0" + RECEIPT.qr.encode(), b"1Q0")


def test_a_qr_drawn_here_reads_back_the_same() -> None:
    slip = read(render(RECEIPT, replace(SETTINGS, qr=QrMode.IMAGE)))
    assert slip.codes == []
    found = zxingcpp.read_barcode(slip.images[0])
    assert found is not None
    assert found.text == RECEIPT.qr


def test_accents_on_a_clone_that_reads_double_bytes_are_saved_by_fs_dot() -> None:
    assert render(RECEIPT, replace(SETTINGS, kanji_off=True)).startswith(b"\x1b@\x1c.\x1bt\x13")


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_printed_lot_label_decodes_to_the_same_lot(columns: int) -> None:
    slip = read(render(replace(LABEL, copies=2), replace(SETTINGS, columns=columns)))
    assert len(slip.images) == len(slip.cuts) == 2
    for image in slip.images:
        found = zxingcpp.read_barcode(image, text_mode=zxingcpp.TextMode.Plain)
        assert found is not None
        assert (found.symbology_identifier, found.text) == ("]d2", LABEL.payload)
        assert image.width <= columns * 12 + 40


def test_the_printer_library_leaves_no_trace_in_logs_and_temporary_folders(tmp_path: Path) -> None:
    program = (
        "import logging; from printing.escpos_library import library; library('printer');"
        "assert not logging.getLogger().handlers"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []
