"""Which files are taken, what they are by their own bytes, what they may be called. Pure.

A browser is never asked what a file is, and neither is its name: the first bytes say so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

LONGEST_NAME = 120
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, how its name ends, whether a page may show it."""

    media_type: str
    ends: tuple[str, ...]
    shown: bool


KINDS = MappingProxyType(
    {
        "jpeg": Kind("image/jpeg", (".jpg", ".jpeg"), shown=True),
        "png": Kind("image/png", (".png",), shown=True),
        "webp": Kind("image/webp", (".webp",), shown=True),
        "heic": Kind("image/heic", (".heic", ".heif"), shown=False),
        "pdf": Kind("application/pdf", (".pdf",), shown=False),
        "text": Kind("text/plain", (".txt", ".csv"), shown=False),
    }
)
"""What is taken. Pictures that browsers show are shown; the rest is handed over as a file."""
SHOWN = frozenset(kind.media_type for kind in KINDS.values() if kind.shown)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(c in "\t\r\n" or unicodedata.category(c) not in {"Cc", "Cs"} for c in text)


_BY_BYTES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("jpeg", lambda data: data.startswith(b"\xff\xd8\xff")),
    ("png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    ("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    ("heic", lambda data: data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS),
    ("pdf", lambda data: data.startswith(b"%PDF-")),
    ("text", _is_text),
)


def kind_of(data: bytes) -> Kind | None:
    """What a file is by its own bytes; None for what is not taken: pages, drawings, programs."""
    for name, looks_so in _BY_BYTES:
        if data and looks_so(data):
            return KINDS[name]
    return None


def file_name(given: str, kind: Kind) -> str:
    """A name that is only a name: no path, nothing unprintable, and the ending of what it is."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", last))
    stem = " ".join(plain.split()).strip(". ")
    ending = next((end for end in kind.ends if stem.casefold().endswith(end)), "")
    if ending:
        stem = stem[: -len(ending)].strip(". ")
    else:
        ending = kind.ends[0]
    return (stem[: LONGEST_NAME - len(ending)] or "file") + ending
