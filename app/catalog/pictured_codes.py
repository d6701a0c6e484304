"""The bar codes in a picture of a camera: bytes in, what the codes say out.

A picture is looked at only once it is known to be a plain JPEG of modest size, so that none costs
more than it shows. It never says what a code means: that is scanning.py's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import zxingcpp
from PIL import Image

from app.errors import bad_field

MOST_PIXELS = 1920 * 1088
"""Full HD, in the whole blocks of a JPEG. The till sends 1280x720."""
LEAST_SIDE = 16
MOST_CODES = 16
FIELD = "image"
BROKEN = "is not a JPEG picture, is broken, or is far too large"
END_OF_IMAGE, TAIL = b"\xff\xd9", 64
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EANUPC,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.ITF14,
        zxingcpp.BarcodeFormat.DataBar,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.QRCode,
    ]
)

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class PicturedCode:
    """A code: its text with FNC1 as U+001D, its kind, and its symbology identifier ("]d2")."""

    text: str
    format: str
    carrier: str


def codes_in(picture: bytes) -> list[PicturedCode]:
    """The codes in a JPEG, each text once. BadInput where it is no picture that is looked at."""
    image = _opened(picture)
    read = zxingcpp.read_barcodes(image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    found = {
        each.text: PicturedCode(each.text, each.format.name, each.symbology_identifier)
        for each in read
        if each.text
    }
    return list(found.values())[:MOST_CODES]


def _opened(picture: bytes) -> Image.Image:
    """The picture in grey. Its size is judged by its head, before a single pixel is made."""
    if END_OF_IMAGE not in picture[-TAIL:]:  # Pillow forgives what is cut off once PDFs were made
        raise bad_field(FIELD, BROKEN)
    try:
        image = Image.open(BytesIO(picture), formats=("JPEG",))
        _checked(image)
        image.draft("L", image.size)
        return image.convert("L")
    except _BROKEN:
        raise bad_field(FIELD, BROKEN) from None


def _checked(image: Image.Image) -> None:
    """Too many pixels, or layers that cost more than they weigh: refused."""
    if image.width * image.height > MOST_PIXELS:
        raise bad_field(FIELD, f"has more than {MOST_PIXELS} pixels")
    if min(image.size) < LEAST_SIDE:
        raise bad_field(FIELD, "is too small to hold a code")
    if image.info.get("progressive"):
        raise bad_field(FIELD, "is a progressive JPEG; send a baseline one")
