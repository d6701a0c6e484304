"""Scanned and typed text made harmless: bounded, without controls and invisible marks.

Never repairs data: what is not text at all is refused by the caller.
"""

import re
import unicodedata
from typing import Final

from app.gs1.elements import GS

SHOWN: Final = 128
_LINE: Final = re.compile(r"[\t\r\n]")
_LOST_GS: Final = re.compile("\u241d|<GS>|\\{GS\\}")


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


def displayable(data: str) -> str:
    """At most 128 characters that are safe on a screen, in a log and on a printer."""
    head = data[: SHOWN * 2].replace(GS, "\u241d")
    seen = "".join(character if _visible(character) else " " for character in head)
    return unicodedata.normalize("NFC", seen).strip()[:SHOWN]


def scannable(data: str) -> str | None:
    """The data on one line, without spaces at its ends and invisible marks; None if not text.

    NUL, escape and other control characters but the group separator, and half characters
    (surrogates), are data of no scanner.
    """
    kept = "".join(c for c in data if unicodedata.category(c) != "Cf")
    plain = _LINE.sub(" ", kept).strip(" ")
    refused = any(c != GS and unicodedata.category(c) in ("Cc", "Cs") for c in plain)
    return None if refused else plain


def with_separators(text: str) -> str:
    """The text with the signs some keyboards send for FNC1 turned back into U+001D."""
    return _LOST_GS.sub(GS, text)
