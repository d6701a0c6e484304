"""Two-dimensional codes drawn by zxing-cpp: GS1 DataMatrix and QR, as SVG or as black-on-white
images. A symbol is drawn only if it says exactly what was asked; it never checks meaning (check
digits and dates are the gs1 room's business).
"""

from __future__ import annotations

import re
from itertools import takewhile

import zxingcpp
from PIL import Image

FNC1 = "\x1d"

# Digits of an application identifier by its first two (GS1 General Specifications, figure 3.2-1).
_AI_DIGITS = {
    **dict.fromkeys(
        (
            "00",
            "01",
            "02",
            "03",
            "04",
            "10",
            "11",
            "12",
            "13",
            "15",
            "16",
            "17",
            "20",
            "21",
            "22",
            "30",
            "37",
            *map(str, range(90, 100)),
        ),
        2,
    ),
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(
        ("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4
    ),
}
# Whole lengths, identifier included, of elements that need no FNC1 after them (figure 7.8.5-2).
_FIXED_LENGTH = {
    "00": 20,
    "01": 16,
    "02": 16,
    "03": 16,
    "04": 18,
    **dict.fromkeys(map(str, range(11, 20)), 8),
    "20": 4,
    **dict.fromkeys(map(str, range(31, 37)), 10),
    "41": 16,
}
_PATH = re.compile(r'<path d="([^"]+)"')
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


class SymbolError(ValueError):
    """A code cannot be drawn: empty, too long, or not a GS1 element string."""


def bracketed(element_string: str) -> str:
    """An element string with its identifiers in square brackets, as the drawing library wants it.

    Square brackets cannot occur in GS1 data, round ones can. Raises SymbolError where an
    identifier is unknown or an element is cut short.
    """
    rest, shown = element_string, ""
    while rest := rest.lstrip(FNC1):
        digits = _AI_DIGITS.get(rest[:2])
        end = _FIXED_LENGTH.get(rest[:2]) or sum(1 for _ in takewhile(FNC1.__ne__, rest))
        element = rest[:end]
        if digits is None or len(element) <= digits or FNC1 in element or len(element) < end:
            raise SymbolError(f"Not a GS1 element string at {rest[:20]!r}.")
        shown += f"[{element[:digits]}]{element[digits:]}"
        rest = rest[end:]
    return shown


def _datamatrix(element_string: str) -> zxingcpp.Barcode:
    text = bracketed(element_string)
    symbol = _drawn(text, zxingcpp.BarcodeFormat.DataMatrix, {"gs1": True, "force_square": True})
    image = _image(symbol, 4, quiet=1)
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    found = zxingcpp.read_barcode(image, formats=kinds, is_pure=True)
    if found is None or bracketed(found.bytes.decode("ascii")) != text:
        raise SymbolError("The drawn code would not say what was asked.")
    return symbol


def _qr(payload: str) -> zxingcpp.Barcode:
    return _drawn(payload, zxingcpp.BarcodeFormat.QRCode, {"ec_level": "M"})


def _drawn(text: str, kind: zxingcpp.BarcodeFormat, options: dict[str, object]) -> zxingcpp.Barcode:
    try:
        return zxingcpp.create_barcode(text, kind, **options)
    except (ValueError, RuntimeError) as error:
        raise SymbolError(f"This code cannot be drawn: {error}") from error


def datamatrix_svg(element_string: str) -> str:
    """The GS1 DataMatrix of an element string as an SVG element with its quiet zone."""
    return _svg(_datamatrix(element_string), "GS1 DataMatrix")


def qr_svg(payload: str) -> str:
    """A QR code as an SVG element with its quiet zone."""
    return _svg(_qr(payload), "QR code")


def datamatrix_image(element_string: str, scale: int) -> Image.Image:
    """The GS1 DataMatrix as an image, `scale` dots per module, quiet zone of two modules."""
    return _image(_datamatrix(element_string), scale, quiet=1)


def qr_image(payload: str, scale: int) -> Image.Image:
    """A QR code as an image, `scale` dots per module, quiet zone of four modules."""
    return _image(_qr(payload), scale, quiet=0)


def _svg(symbol: zxingcpp.Barcode, title: str) -> str:
    drawn = symbol.to_svg(scale=1, add_quiet_zones=True)
    size, path = _SIZE.search(drawn), _PATH.search(drawn)
    if size is None or path is None:
        raise SymbolError("The drawing library answered in an unknown form.")
    return (
        f'<svg class="symbol" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" '
        f'viewBox="0 0 {size[1]} {size[2]}" shape-rendering="crispEdges">'
        f'<rect width="{size[1]}" height="{size[2]}" fill="#fff"/>'
        f'<path d="{path[1]}" fill="#000"/></svg>'
    )


def _image(symbol: zxingcpp.Barcode, scale: int, *, quiet: int) -> Image.Image:
    drawn = Image.fromarray(symbol.to_image(scale=scale, add_quiet_zones=True))
    margin = quiet * scale
    framed = Image.new("L", (drawn.width + 2 * margin, drawn.height + 2 * margin), 255)
    framed.paste(drawn, (margin, margin))
    return framed
