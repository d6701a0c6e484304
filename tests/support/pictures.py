"""Pictures as a camera takes them, made by zxing-cpp and Pillow, for tests of codes in pictures."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image

FRAME = (1280, 720)
GREY = 205
PAPER = 255


def datamatrix(text: str, dots: int = 6) -> Image.Image:
    """A GS1 DataMatrix of "[01]...[17]...[10]...", with its quiet zone."""
    code = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
    )
    return _framed(code, dots)


def symbol(text: str, kind: zxingcpp.BarcodeFormat, dots: int = 3) -> Image.Image:
    """Any other code with its quiet zone."""
    return _framed(zxingcpp.create_barcode(text, kind), dots)


def _framed(code: zxingcpp.Barcode, dots: int) -> Image.Image:
    drawn = Image.fromarray(code.to_image(scale=dots, add_quiet_zones=True))
    whole = Image.new("L", (drawn.width + 4 * dots, drawn.height + 4 * dots), PAPER)
    whole.paste(drawn, (2 * dots, 2 * dots))
    return whole


def scene(*codes: Image.Image, size: tuple[int, int] = FRAME, turned: float = 0) -> Image.Image:
    """The codes side by side on a grey counter."""
    counter = Image.new("L", size, GREY)
    for place, code in enumerate(codes, 1):
        x = size[0] * place // (len(codes) + 1) - code.width // 2
        counter.paste(code, (x, (size[1] - code.height) // 2))
    return counter.rotate(turned, fillcolor=GREY)


def jpeg(image: Image.Image, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", **{"quality": 85, **how})
    return out.getvalue()


def as_text(data: bytes) -> str:
    """Base64, as a picture travels in a body."""
    return b64encode(data).decode()
