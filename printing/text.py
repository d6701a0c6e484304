"""Text made safe and measured for paper: cleaning, display width, wrapping, padding.

Never loses a visible character: wrapping breaks lines, it does not cut them. Knows no printer.
"""

from __future__ import annotations

import unicodedata

# Explicit direction controls can turn a price around on paper.
_BIDI = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)
_SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """Text that cannot command a printer or turn a line around.

    NFC; line breaks and separators become spaces; other C0 and C1 controls and direction controls
    go; lone surrogates become U+FFFD.
    """
    flat = text.translate(_SPACES).translate(_BIDI)
    kept = (_kept(char) for char in flat)
    return unicodedata.normalize("NFC", "".join(kept))


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cc":
        return ""
    return _REPLACEMENT if kind == "Cs" else char


def char_width(char: str) -> int:
    """Columns one character takes: 0 for marks and joiners, 2 for wide East-Asian ones."""
    if unicodedata.category(char) in _NO_WIDTH or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def display_width(text: str) -> int:
    """Columns a text takes on paper (UAX #11)."""
    return sum(map(char_width, text))


def wrap(text: str, width: int) -> list[str]:
    """The text on as many lines as it needs, broken at spaces, inside a word only if it must.

    Always at least one line. Every visible character of the text is on some line, in order.
    """
    lines = [""]
    for word in filter(None, text.split(" ")):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if display_width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _broken(word, width)
        lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


def _broken(word: str, width: int) -> list[str]:
    """A word in pieces no wider than the paper; a mark stays with its letter."""
    pieces = [""]
    room = width
    for char in word:
        need = char_width(char)
        if need > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += char
        room -= need
    return pieces


def pad_right(text: str, width: int) -> str:
    """The text, then spaces up to the width."""
    return text + " " * (width - display_width(text))


def pad_left(text: str, width: int) -> str:
    """Spaces, then the text, ending at the width."""
    return " " * (width - display_width(text)) + text


def pair(left: str, right: str, width: int, *, indent: int = 0) -> list[str]:
    """Left text wrapped, right text at the right edge of its last line where both fit.

    A right text too wide for the paper wraps on lines of its own. Nothing is cut.
    """
    room = width - indent
    needed = display_width(right)
    if not right:
        return [" " * indent + line for line in wrap(left, room)]
    beside = room - needed - 1
    left_lines = wrap(left, beside if beside >= room // 2 else room)
    lines = [" " * indent + line for line in left_lines]
    gap = width - display_width(lines[-1]) - needed
    if gap >= 1:
        return [*lines[:-1], lines[-1] + " " * gap + right]
    return lines + [pad_left(line, width) for line in wrap(right, width)]
