"""Reads ESC/POS back the way a printer would, and fails on any byte it does not expect.

So a test that reads a slip proves that no text of people became a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageOps

_COMMANDS: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (name, re.compile(pattern, re.DOTALL))
    for name, pattern in (
        ("reset", rb"\x1b@"),
        ("table", rb"\x1bt(.)"),
        ("kanji_off", rb"\x1c\."),
        ("pulse", rb"\x1bp(.)(.)(.)"),
        ("style", rb"(?:\x1bE[\x00\x01]|\x1ba[\x00\x01\x02]|\x1d![\x00\x01\x10\x11])"),
        ("feed", rb"\x1bd(.)"),
        ("cut", rb"\x1dV([\x00\x01])"),
        ("code", rb"\x1d\(k(.)(.)"),
        ("raster", rb"\x1dv0\x00(.)(.)(.)(.)"),
        ("newline", rb"\n"),
        ("text", rb"[^\x00-\x1f\x7f]+"),
    )
)


@dataclass
class Slip:
    """What a printer would have done."""

    tables: list[int] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    pulses: list[bytes] = field(default_factory=list)
    cuts: list[bytes] = field(default_factory=list)
    codes: list[bytes] = field(default_factory=list)
    images: list[Image.Image] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _line: bytes = b""

    def text(self, codec: str = "cp858") -> str:
        """All printed lines."""
        return "\n".join(line.decode(codec) for line in self.lines)


def read(data: bytes) -> Slip:
    """Everything the bytes would make a printer do; AssertionError on an unknown byte."""
    slip, at = Slip(), 0
    while at < len(data):
        name, found = next(
            ((name, found) for name, one in _COMMANDS if (found := one.match(data, at))),
            ("", None),
        )
        assert found is not None, f"no printer command at {at}: {data[at : at + 12]!r}"
        slip.names.append(name)
        at = _ACTIONS.get(name, _skip)(slip, data, found)
    assert slip._line == b"", "the last line is not ended"
    return slip


def _skip(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    return found.end()


def _table(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    slip.tables.append(found[1][0])
    return found.end()


def _pulse(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    slip.pulses.append(found[0])
    return found.end()


def _cut(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    slip.cuts.append(found[0])
    return found.end()


def _code(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    end = found.end() + found[1][0] + 256 * found[2][0]
    slip.codes.append(data[found.end() : end])
    return end


def _raster(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    across, high = found[1][0] + 256 * found[2][0], found[3][0] + 256 * found[4][0]
    end = found.end() + across * high
    dots = Image.frombytes("1", (across * 8, high), data[found.end() : end])
    slip.images.append(ImageOps.expand(ImageOps.invert(dots.convert("L")), 20, 255))
    return end


def _text(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    slip._line += found[0]
    return found.end()


def _newline(slip: Slip, data: bytes, found: re.Match[bytes]) -> int:
    slip.lines.append(slip._line)
    slip._line = b""
    return found.end()


_ACTIONS: dict[str, Callable[[Slip, bytes, re.Match[bytes]], int]] = {
    "table": _table,
    "pulse": _pulse,
    "cut": _cut,
    "code": _code,
    "raster": _raster,
    "text": _text,
    "newline": _newline,
}
