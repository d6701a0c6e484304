"""Code pages of receipt printers and the spelling of what they lack.

One code page per printer, chosen once; switching inside a slip is never attempted, because clones
number their tables differently. Pure: no bytes are sent from here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

from printing.text import clean


@dataclass(frozen=True, slots=True)
class CodePage:
    """A character table: its name, Python's codec, and n of ESC t n on Epson printers."""

    name: str
    codec: str
    table: int


_PAGES = (
    CodePage("CP437", "cp437", 0),
    CodePage("CP850", "cp850", 2),
    CodePage("CP860", "cp860", 3),
    CodePage("CP863", "cp863", 4),
    CodePage("CP865", "cp865", 5),
    CodePage("CP857", "cp857", 13),
    CodePage("CP737", "cp737", 14),
    CodePage("CP1252", "cp1252", 16),
    CodePage("CP866", "cp866", 17),
    CodePage("CP852", "cp852", 18),
    CodePage("CP858", "cp858", 19),
    CodePage("CP775", "cp775", 33),
    CodePage("ISO_8859-2", "iso8859_2", 39),
    CodePage("ISO_8859-15", "iso8859_15", 40),
    CodePage("CP1250", "cp1250", 45),
    CodePage("CP1251", "cp1251", 46),
    CodePage("CP1253", "cp1253", 47),
    CodePage("CP1254", "cp1254", 48),
    CodePage("CP1257", "cp1257", 51),
)
CODE_PAGES: Mapping[str, CodePage] = MappingProxyType({page.name: page for page in _PAGES})

# What decomposition does not find. Longer spellings are fine: they happen before measuring.
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "€": "EUR",
        "£": "GBP",
        "¥": "JPY",
        "₹": "INR",
        "₽": "RUB",
        "₺": "TRY",
        "₴": "UAH",
        "‘": "'",
        "’": "'",
        "‚": ",",
        "“": '"',
        "”": '"',
        "„": '"',
        "‹": "<",
        "›": ">",
        "«": '"',
        "»": '"',
        "′": "'",
        "″": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "⁄": "/",
        "…": "...",
        "•": "*",
        "·": ".",
        "×": "x",
        "÷": "/",
        "±": "+/-",
        "°": " deg",
        "§": "S.",
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ı": "i",
        "ħ": "h",
        "Ħ": "H",
        "ŋ": "n",
        "Ŋ": "N",
        "µ": "u",
        "μ": "u",
        "©": "(c)",
        "®": "(R)",
        "✓": "v",
        "✔": "v",
        "→": "->",
        "←": "<-",
    }
)
_MARKS = frozenset({"Mn", "Me", "Mc", "Cf"})


def speller(page: CodePage) -> Callable[[str], str]:
    """A function that turns any text into one this code page can print whole.

    A missing character becomes its usual spelling (euro sign: EUR), else its letters without marks
    (Unicode NFKD), else a question mark.
    """
    return partial(_spelled, codec=page.codec)


def _spelled(text: str, *, codec: str) -> str:
    return "".join(_spell_char(char, codec) for char in clean(text))


@lru_cache(maxsize=8192)
def _spell_char(char: str, codec: str) -> str:
    if unicodedata.category(char) in _MARKS:
        return ""
    if char.isspace():
        return " "
    if _has(char, codec):
        return char
    if char in _SPELLINGS:
        return _SPELLINGS[char]
    parts = [
        part
        for part in unicodedata.normalize("NFKD", char)
        if unicodedata.category(part) not in _MARKS
    ]
    if not parts or parts == [char]:
        return "?"
    return "".join(part if _has(part, codec) else _SPELLINGS.get(part, "?") for part in parts)


def _has(char: str, codec: str) -> bool:
    """True where the code page prints this character; control bytes are not characters."""
    try:
        return char.encode(codec) >= b" " and char != "\x7f"
    except UnicodeEncodeError:
        return False
