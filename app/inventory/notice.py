"""What a recall notice says in prose: lot codes and ranges of codes. Pure.

A hint for a person, never a decision: authorities write codes as they come. A code is *named* where
a word such as lot, batch or unit stands before it; anything else that looks like a code is only
*seen*. Dates, numbers of a list and words are no codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.gs1.codes import normalise_lot_code

LONGEST_NOTICE = 50_000
LONGEST_CODE = 40
MOST_IN_A_RUN = 5
"""Words of one code that is written with blanks: TFRS 130B 1503 KT34."""
LOT_WORDS = frozenset(
    "lot lots batch batches code codes unit units serial charge chargen lote lotes".split()
)
BETWEEN = frozenset("# number numbers no nr : ; , & and or from to through thru und bis".split())
"""What may stand between such a word and its codes, and between codes."""
DATE_WORDS = frozenset("exp expiry expiration date dates".split())
"""What says a code's date and leaves the next code named: `Lot 8D1082, Exp 01/13; 8D1151`."""
RANGE_WORDS = frozenset("to through thru bis - –".split())
_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[-/.](?=[A-Za-z0-9]))*|[#:;,()&–-]")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?")
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep sept oct nov dec".split())
_NEUTRAL = BETWEEN | DATE_WORDS | {"(", ")", "s"}
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Mention:
    """A code in the text: where it stands, in its form that compares, and whether it is named.

    `last` is the end of a range of equally long numbers, else empty.
    """

    start: int
    end: int
    code: str
    named: bool
    last: str = ""


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_code(self) -> bool:
        """Looks like a code, or like a word of one: capitals and digits."""
        if len(self.text) > LONGEST_CODE or _DATE.fullmatch(self.text):
            return False
        return self.text[0].isalnum() and self.text == self.text.upper()

    @property
    def has_digit(self) -> bool:
        return _DIGIT.search(self.text) is not None


def _words(text: str) -> list[_Word]:
    return [_Word(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _is_enumerator(words: Sequence[_Word], at: int) -> bool:
    """A number or letter of a list: `3)`, `a)`."""
    after = words[at + 1].text if at + 1 < len(words) else ""
    word = words[at]
    return after == ")" and len(word.text) <= 2 and (word.text.isdigit() or word.text.isalpha())


def _run(text: str, words: Sequence[_Word], at: int) -> int:
    """How many words from here on are one code, written with single blanks."""
    if not words[at].is_code or _is_enumerator(words, at):
        return 0
    count = 1
    while count < MOST_IN_A_RUN and at + count < len(words):
        before, word = words[at + count - 1], words[at + count]
        near = text[before.end : word.start] == " "
        if not (near and word.is_code and word.low not in BETWEEN) or word.low[:3] in _MONTHS:
            break
        count += 1
    return count if any(word.has_digit for word in words[at : at + count]) else 0


def _pieces(text: str, words: Sequence[_Word]) -> Iterator[tuple[int, int, bool]]:
    """(first word, how many) of every code, and whether it is named."""
    named, at = False, 0
    while at < len(words):
        word = words[at]
        count = _run(text, words, at)
        if word.low.rstrip("s") in LOT_WORDS or word.low in LOT_WORDS:
            named, at = True, at + 1
        elif count and len("".join(w.text for w in words[at : at + count])) >= 3:
            yield at, count, named
            at += count
        elif _is_enumerator(words, at):
            at += 2
        else:
            named = named and (word.low in _NEUTRAL or _DATE.fullmatch(word.text) is not None)
            at += 1


def mentions(text: str) -> list[Mention]:
    """The codes of a notice in the order of the text."""
    words = _words(text[:LONGEST_NOTICE])
    pieces = list(_pieces(text, words))
    found: list[Mention] = []
    skip = False
    for number, (at, count, named) in enumerate(pieces):
        if skip:
            skip = False
            continue
        start, end = words[at].start, words[at + count - 1].end
        code = normalise_lot_code(text[start:end])
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        last = _range_end(text, words, (at, count), following, code)
        if last is not None:
            end, skip = last[0], True
        found.append(Mention(start, end, code, named, last[1] if last else ""))
    return found


def _range_end(
    text: str,
    words: Sequence[_Word],
    piece: tuple[int, int],
    following: tuple[int, int, bool] | None,
    code: str,
) -> tuple[int, str] | None:
    """Where a range ends and with which number; None where the piece begins none."""
    at, count = piece
    if following is None or following[0] != at + count + 1:
        return None
    if words[at + count].low not in RANGE_WORDS:
        return None
    first, many, _named = following
    start, end = words[first].start, words[first + many - 1].end
    last = normalise_lot_code(text[start:end])
    both = code.isdigit() and last.isdigit() and len(code) == len(last) and code <= last
    return (end, last) if both else None


def in_range(mention: Mention, code: str) -> bool:
    """Whether a code lies in the range of a mention."""
    alike = code.isdigit() and len(code) == len(mention.last)
    return bool(mention.last) and alike and mention.code <= code <= mention.last


def lookups(found: Sequence[Mention]) -> set[str]:
    """Every code to look for."""
    return {mention.code for mention in found} | {m.last for m in found if m.last}


def parts(text: str, found: Sequence[Mention]) -> Iterator[tuple[str, Mention | None]]:
    """The text in pieces, so that what was recognised can be marked."""
    at = 0
    for mention in found:
        if mention.start > at:
            yield text[at : mention.start], None
        yield text[mention.start : mention.end], mention
        at = mention.end
    if at < len(text):
        yield text[at:], None
