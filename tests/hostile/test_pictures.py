"""`POST /scans/picture` refuses whatever is no modest JPEG, quickly and without a fault of ours."""

from __future__ import annotations

import random
import struct
import time
import zlib
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from tests.hostile.witness import watching
from tests.support.api import ApiClient
from tests.support.pictures import as_text, datamatrix, jpeg, scene

pytestmark = pytest.mark.databases("sqlite")
MEGABYTE = 1024 * 1024
GOOD = jpeg(scene(datamatrix("[01]09501101530003[10]AB12")))
SLOWEST_S = 5
_SOF = b"\xff\xc0\x00\x11\x08"


def _as(kind: str) -> bytes:
    out = BytesIO()
    scene(size=(320, 200)).convert("P").save(out, kind)
    return out.getvalue()


def _claiming(width: int, height: int) -> bytes:
    """A small JPEG whose head says it is huge."""
    head, found, rest = jpeg(scene().convert("RGB")).partition(_SOF)
    assert found
    return head + found + struct.pack(">HH", height, width) + rest[4:]


def _png_bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(500_000)))
        + chunk(b"IEND", b"")
    )


PICTURES = {
    "nothing": b"",
    "one byte": b"\xff",
    "text": b"This is not a picture.",
    "garbage": random.Random(7).randbytes(20_000),
    "JPEG's first bytes, then garbage": GOOD[:200] + random.Random(8).randbytes(5_000),
    "cut off": GOOD[: len(GOOD) // 2],
    "its head alone": GOOD[:300],
    "PNG": _as("PNG"),
    "GIF": _as("GIF"),
    "TIFF": _as("TIFF"),
    "PNG of 3.6 thousand million pixels": _png_bomb(),
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(w) file\n",
    "65,500 pixels wide and high": _claiming(65_500, 65_500),
    "65,500 pixels wide": _claiming(65_500, 300),
    "no width": _claiming(0, 720),
    "a pixel": jpeg(Image.new("L", (1, 1))),
    "really too large": jpeg(Image.new("L", (4000, 3000))),
    "progressive": jpeg(scene(), progressive=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_no_modest_jpeg_is_refused(app: Flask, api: ApiClient, name: str) -> None:
    body = {"image": as_text(PICTURES[name])}
    began = time.monotonic()
    with watching(app) as witness:
        answer = api.post("/scans/picture", body)
        witness.see(name, answer, 400)
    assert answer.json["code"] == "invalid"
    assert answer.json["errors"][0]["field"] == "image"
    assert time.monotonic() - began < SLOWEST_S


@pytest.mark.parametrize(
    "image", [None, 7, True, [], {}, "", "no base64!", "Zg", "é" * 40, "\x00", "data:image/jpeg,"]
)
def test_what_is_no_base64_is_refused(app: Flask, api: ApiClient, image: object) -> None:
    with watching(app) as witness:
        answer = api.post("/scans/picture", {"image": image})
        witness.see(repr(image), answer, 400)
        witness.see("no picture", api.post("/scans/picture", {}), 400)
    assert answer.json["errors"][0]["field"] == "image"


def test_bytes_changed_at_random_never_break_it(app: Flask, api: ApiClient) -> None:
    chance = random.Random(9)
    with watching(app) as witness:
        for _ in range(120):
            data = bytearray(GOOD)
            for _ in range(chance.randint(1, 30)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            answer = api.post("/scans/picture", {"image": as_text(bytes(data))})
            witness.see("changed", answer, 200, 400)


def test_only_this_call_takes_a_megabyte_and_no_more(app: Flask, api: ApiClient) -> None:
    noise = Image.frombytes("L", (1280, 720), random.Random(1).randbytes(1280 * 720))
    large = as_text(jpeg(noise, quality=80))
    assert 500_000 < len(large) < MEGABYTE
    with watching(app) as witness:
        witness.see("a full frame", api.post("/scans/picture", {"image": large}), 200)
        witness.see("more", api.post("/scans/picture", {"image": "A" * MEGABYTE}), 413)
        witness.see("elsewhere", api.post("/products", {"sku": "A" * 500_000, "name": "A"}), 413)
