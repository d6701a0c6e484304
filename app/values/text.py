"""Text as people mean it: what of it is kept wherever words come into the shop. Pure.

Never shortens and never guesses what was meant.
"""

from __future__ import annotations

import unicodedata
from typing import Any

BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean_text(value: Any) -> str:
    """Text as people mean it: NFC, no control or direction marks, no lone surrogates."""
    if not isinstance(value, str):
        raise ValueError("must be text")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise ValueError("has a broken character")
    kept = "".join(
        " " if char in "\t\n\r" else char
        for char in unicodedata.normalize("NFC", value)
        if char in "\t\n\r" or (unicodedata.category(char) != "Cc" and char not in BIDI)
    )
    return kept.strip()
