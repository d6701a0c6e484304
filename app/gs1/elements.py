"""GS1 element strings: data as scanned, and the bracketed text printed below a code.

Splits them into (AI, value) pairs that obey format, character set, check digit and content rules.
Never says what a value means to the shop, and never guesses where a value ends.
Source: GS1 General Specifications, sections 3 and 7.8.
"""

import re

from app.gs1.ai_table import TABLE, Identifier, Part, find
from app.gs1.checks import CHARSETS, CHECKS

Pairs = tuple[tuple[str, str], ...]

GS = "\x1d"
_TYPED_SPACE = re.compile(r"\s*(\([0-9]{2,4}\))\s*")
_ESCAPED = re.compile(r"\\\(")
_BRACKETED = re.compile(r"\(([^()]*)\)((?:\\\(|[^(])*)")


class Gs1Fault(ValueError):
    """The data breaks a rule of GS1; the text says which one, for people."""


def _part_fault(part: Part, piece: str) -> str:
    fault = CHARSETS[part.charset](piece)
    if fault:
        return fault
    return next(filter(None, (CHECKS[check](piece) for check in part.checks)), "")


def _take(known: Identifier, data: str) -> int:
    """How many characters of `data` are the value; the rest is the caller's question."""
    used = 0
    for part in known.parts:
        piece = data[used : used + part.longest]
        if not piece and part.optional:
            continue
        if len(piece) < part.shortest:
            raise Gs1Fault(f"AI ({known.ai}) has the wrong length.")
        fault = _part_fault(part, piece)
        if fault:
            raise Gs1Fault(f"AI ({known.ai}): {fault}")
        used += len(piece)
    return used


def check_value(ai: str, value: str) -> Identifier:
    """The table entry of `ai`; raises Gs1Fault if `value` may not stand behind it."""
    known = TABLE.get(ai)
    if known is None:
        raise Gs1Fault(f"There is no application identifier ({ai[:8]}).")
    if len(value) < known.shortest:
        raise Gs1Fault(f"AI ({ai}) is too short.")
    if len(value) > known.longest or _take(known, value) != len(value):
        raise Gs1Fault(f"AI ({ai}) is too long.")
    return known


def check_repeats(pairs: Pairs) -> Pairs:
    """The same pairs; raises Gs1Fault where one AI stands twice with different values."""
    seen: dict[str, str] = {}
    for ai, value in pairs:
        if seen.setdefault(ai, value) != value:
            raise Gs1Fault(f"AI ({ai}) stands twice, with different values.")
    return pairs


def split_element_string(data: str) -> Pairs:
    """The pairs of scanned data, FNC1 being U+001D. Leading and superfluous FNC1 are accepted.

    Raises Gs1Fault.
    """
    rest = data.lstrip(GS)
    if not rest:
        raise Gs1Fault("The GS1 message is empty.")
    pairs = []
    while rest:
        known = find(rest)
        if known is None:
            raise Gs1Fault(f"No application identifier begins with {rest[:4]}.")
        value = rest[len(known.ai) :].partition(GS)[0]
        used = _take(known, value)
        rest = rest[len(known.ai) + used :]
        if rest and not known.fixed and not rest.startswith(GS):
            raise Gs1Fault(f"AI ({known.ai}) is too long.")
        pairs.append((known.ai, value[:used]))
        rest = rest.removeprefix(GS)
    return check_repeats(tuple(pairs))


def split_bracketed(text: str) -> Pairs:
    r"""The pairs of human readable text such as ``(01)09521234543213(10)ABC``.

    A bracket inside a value is written ``\(``; spaces around an AI are typing, not data.
    Raises Gs1Fault.
    """
    rest = _TYPED_SPACE.sub(r"\1", text)
    pairs = []
    while rest:
        found = _BRACKETED.match(rest)
        if found is None or not found[2]:
            raise Gs1Fault("The bracketed text is not made of (AI) and value.")
        ai, value = found[1], _ESCAPED.sub("(", found[2])
        check_value(ai, value)
        pairs.append((ai, value))
        rest = rest[found.end() :]
    return check_repeats(tuple(pairs))
