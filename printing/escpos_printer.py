"""Neutral operations in, ESC/POS bytes out, by python-escpos. The only module that speaks it.

Sends nothing anywhere. Control characters in people's text never reach the bytes: text is
spelled for the printer's code page first. A drawer pulse is written at most once per document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from PIL import Image

from printing.codepages import speller
from printing.documents import Document
from printing.escpos_library import library
from printing.layout import lay_out
from printing.ops import Align, Cut, Feed, Matrix, Op, Pulse, Qr, Rule, Text
from printing.settings import CutMode, DrawerPin, PrinterSettings, QrMode
from printing.symbols import datamatrix_image, qr_image

_KANJI_OFF = b"\x1c."  # FS .
_QR_DOTS = 6
_QR_LEVEL_M = 1
_MATRIX_DOTS = 8  # 1 mm per module at 203 dpi: read by any hand scanner
_FEED_BEFORE_TEAR = 4
_INITIALISE = b"\x1b@"
_CLEAR_BUFFERS = b"\x10\x05\x02"  # DLE ENQ 2: recover from an error, drop what was not printed


def render(document: Document, settings: PrinterSettings) -> bytes:
    """The bytes that print this document on a printer set this way."""
    return encode(lay_out(document, settings.columns, speller(settings.code_page)), settings)


def encode(ops: Iterable[Op], settings: PrinterSettings) -> bytes:
    """Laid-out operations as ESC/POS bytes, starting from a reset printer."""
    writer = _Writer(settings)
    for op in ops:
        WRITERS[type(op)](writer, op)
    return bytes(writer.printer.output)


def copy_of(data: bytes, copy_no: int, settings: PrinterSettings, *, clear: bool = False) -> bytes:
    """The bytes of a document once more, under a line that says COPY n.

    `clear` first drops what a stopped printer still has in its memory of the print before.
    """
    mark = encode([Text(f"*** COPY {copy_no} ***", Align.CENTER, bold=True)], settings)
    return (_CLEAR_BUFFERS if clear else b"") + mark + data


class _Writer:
    """A python-escpos printer that keeps its bytes, with the little state a slip needs."""

    def __init__(self, settings: PrinterSettings) -> None:
        self.settings = settings
        self.spell = speller(settings.code_page)
        self.printer = _dummy(settings)
        self.pulsed = False
        self._style: tuple[object, ...] = ()
        self.printer._raw(_INITIALISE)
        if settings.kanji_off:
            self.printer._raw(_KANJI_OFF)
        self.printer.charcode(settings.code_page.name)

    def style(
        self, align: Align, *, bold: bool = False, wide: bool = False, tall: bool = False
    ) -> None:
        """Sends only what changed since the last line."""
        wanted = (align, bold, wide, tall)
        if wanted == self._style:
            return
        self.printer.set(
            align=align.value,
            bold=bold,
            custom_size=True,
            width=2 if wide else 1,
            height=2 if tall else 1,
        )
        self._style = wanted

    def image(self, image: Image.Image) -> None:
        """A centred raster image (GS v 0)."""
        self.style(Align.CENTER)
        self.printer.image(image, impl="bitImageRaster")


def _dummy(settings: PrinterSettings) -> Any:
    """A Dummy printer that knows one code page only; imported late because it takes a second."""
    name, table = settings.code_page.name, settings.code_page_table
    cuts = {"paperFullCut": True, "paperPartCut": True}
    profile = library("capabilities").Profile(settings.columns, cuts)
    media = {"dpi": 203, "width": {"mm": "Unknown", "pixels": settings.dots}}
    profile.profile_data = {**profile.profile_data, "media": media}
    encoder = library("magicencode").Encoder({name: table})
    dummy = library("printer").Dummy
    return dummy(profile=profile, magic_encode_args={"encoder": encoder})


def _text(writer: _Writer, op: Text) -> None:
    writer.style(op.align, bold=op.bold, wide=op.wide, tall=op.tall)
    writer.printer.text(writer.spell(op.text) + "\n")


def _rule(writer: _Writer, op: Rule) -> None:
    _text(writer, Text(op.char * writer.settings.columns))


def _feed(writer: _Writer, op: Feed) -> None:
    writer.printer.print_and_feed(op.lines)


def _qr(writer: _Writer, op: Qr) -> None:
    if writer.settings.qr is QrMode.IMAGE:
        writer.image(_fitting(qr_image, op.payload, _QR_DOTS, writer.settings.dots))
        return
    writer.style(Align.CENTER)
    writer.printer.qr(op.payload, ec=_QR_LEVEL_M, size=_QR_DOTS, native=True)
    writer.printer._raw(b"\n")


def _matrix(writer: _Writer, op: Matrix) -> None:
    writer.image(_fitting(datamatrix_image, op.payload, _MATRIX_DOTS, writer.settings.dots))


def _fitting(
    draw: Callable[[str, int], Image.Image], payload: str, scale: int, dots: int
) -> Image.Image:
    """The symbol at the largest scale up to `scale` that fits across the paper."""
    image = draw(payload, scale)
    while image.width > dots and scale > 1:
        scale -= 1
        image = draw(payload, scale)
    return image


def _cut(writer: _Writer, _: Cut) -> None:
    if writer.settings.cut is CutMode.NONE:
        writer.printer.print_and_feed(_FEED_BEFORE_TEAR)
        return
    writer.printer.cut(mode=writer.settings.cut.value.upper())


def _pulse(writer: _Writer, _: Pulse) -> None:
    if writer.pulsed or writer.settings.drawer is DrawerPin.NONE:
        return
    writer.printer.cashdraw(int(writer.settings.drawer))
    writer.pulsed = True


WRITERS: Mapping[type, Callable[[_Writer, Any], None]] = MappingProxyType(
    {
        Text: _text,
        Rule: _rule,
        Feed: _feed,
        Qr: _qr,
        Matrix: _matrix,
        Cut: _cut,
        Pulse: _pulse,
    }
)
