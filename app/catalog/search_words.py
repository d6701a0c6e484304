"""Words for searching: without case, accents and needless zeros. Pure; looks nothing up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST_QUERY = 200
_SHORTEST_GTIN = 8
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def is_hidden(char: str) -> bool:
    """Whether a character is a control, a broken half or a direction mark: never part of a name."""
    return char in _MARKS or unicodedata.category(char) in {"Cc", "Cs"}


def clean_line(text: str) -> str:
    """One line as people mean it: NFC, hidden characters gone, single blanks."""
    normal = unicodedata.normalize("NFC", text)
    visible = (" " if char in "\t\r\n" else char for char in normal)
    return " ".join("".join(char for char in visible if not is_hidden(char)).split())


def plain_words(text: str) -> str:
    """Text as it is compared, without case and accents: "Crème Brûlée" -> "creme brulee"."""
    decomposed = unicodedata.normalize("NFKD", clean_line(text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().translate(_LETTERS).split())


def search_text(*, sku: str, name: str, category: str, gtins: Iterable[str]) -> str:
    """What a product is found by: SKU, name, GTINs (14 digits and as printed) and category."""
    codes = [form for gtin in gtins for form in (gtin, gtin.lstrip("0"))]
    return plain_words(" ".join((sku, name, *codes, category)))


def query_words(query: str) -> tuple[tuple[str, ...], ...]:
    """The words of a search, each with its other writings; a product must match every word.

    A long number also matches without its leading zeros: a UPC of 12 digits, the EAN of 13 with a
    zero in front and the GTIN-14 with two are one number (GS1 General Specifications 3.3.2).
    """
    return tuple(_writings(word) for word in plain_words(query[:LONGEST_QUERY]).split())


def _writings(word: str) -> tuple[str, ...]:
    digits = word.replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_GTIN):
        return (word,)
    return tuple(dict.fromkeys((word, digits.lstrip("0") or digits)))
