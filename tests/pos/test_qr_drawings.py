"""The QR codes that the till draws without the server, read back by a real decoder."""

import json
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw

from tests.pos.test_js import _node

HERE = Path(__file__).parent
LONGEST = 213
DOTS = 3
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:?=&%#"


def _drawn(texts: list[str], *, masks: bool = False) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [_node(), str(HERE / "js" / "qr_draw.mjs")],
        input=json.dumps({"texts": texts, "masks": masks}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def _read(path: str, side: int) -> str:
    """What a scanner reads from a path, drawn black on white."""
    image = Image.new("L", (side * DOTS, side * DOTS), 255)
    pen = ImageDraw.Draw(image)
    for x, y, run, back in (map(int, found) for found in _RUN.findall(path)):
        assert run == back
        pen.rectangle((x * DOTS, y * DOTS, (x + run) * DOTS - 1, (y + 1) * DOTS - 1), fill=0)
    (code,) = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormat.QRCode, text_mode=zxingcpp.TextMode.Plain
    )
    assert code.ec_level == "M"
    return code.text


def test_texts_of_every_length_are_read_back() -> None:
    chance = random.Random(18004)
    texts = ["".join(chance.choices(LETTERS, k=size)) for size in range(1, LONGEST + 1)]
    drawn = _drawn(texts)
    assert [_read(each["paths"][0], each["side"]) for each in drawn] == texts
    assert {each["version"] for each in drawn} == set(range(1, 11))


def test_every_mask_of_every_version_is_read_back() -> None:
    texts = ["https://shop.example/r/" + "x9_-" * size for size in (0, 1, 4, 9, 15, 20, 24, 32, 47)]
    for text, each in zip(texts, _drawn(texts, masks=True), strict=True):
        assert len(each["paths"]) == 8
        assert [_read(path, each["side"]) for path in each["paths"]] == [text] * 8


def test_letters_of_other_alphabets_are_read_back() -> None:
    texts = ["Käse für 3,49 €", "牛乳 12本", "ü" * 105]
    assert [_read(each["paths"][0], each["side"]) for each in _drawn(texts)] == texts
