"""Writing GS1 data: element strings for bar codes, bracketed text below them, Digital Links.

Every value is checked first: a bar code library prints month 13 or a wrong check digit without
a word. Never draws anything. All functions take (AI, value) pairs and raise Gs1Fault.
"""

from collections.abc import Iterable
from urllib.parse import quote

from app.gs1.ai_table import TABLE, Identifier
from app.gs1.elements import GS, Gs1Fault, Pairs, check_repeats, check_value

CANONICAL_STEM = "https://id.gs1.org"


def _checked(ais: Iterable[tuple[str, str]]) -> Pairs:
    """The pairs, each valid, none contradicting another, repeats dropped."""
    pairs = check_repeats(tuple(dict.fromkeys(ais)))
    if not pairs:
        raise Gs1Fault("There is nothing to write.")
    for ai, value in pairs:
        check_value(ai, value)
    return pairs


def element_string(ais: Iterable[tuple[str, str]], *, fnc1: str = GS) -> str:
    """The data of a GS1 bar code, `fnc1` closing each value of open length but the last."""
    pairs = _checked(ais)
    written = [ai + value + ("" if TABLE[ai].fixed else fnc1) for ai, value in pairs]
    return "".join(written).removesuffix(fnc1)


def hri(ais: Iterable[tuple[str, str]]) -> str:
    r"""The text printed below a code, ``(01)...(10)...``; a bracket in a value becomes ``\(``."""
    return "".join(f"({ai})" + value.replace("(", "\\(") for ai, value in _checked(ais))


def _path(key: Identifier, present: frozenset[str]) -> tuple[str, ...]:
    """The key with the alternative that takes up most of the values at hand."""
    ways = [tuple(ai for ai in way if ai in present) for way in key.qualifiers]
    return (key.ai, *max(ways, key=len, default=()))


def _query(pairs: Pairs, path: tuple[str, ...]) -> str:
    rest = [(TABLE[ai], value) for ai, value in pairs if ai not in path]
    for known, _ in rest:
        if not known.attribute:
            raise Gs1Fault(f"AI ({known.ai}) may not stand in the query of a link.")
    rest.sort(key=lambda one: not one[0].fixed)  # stable: values of known length come first
    return "&".join(f"{known.ai}={quote(value, safe='')}" for known, value in rest)


def digital_link(ais: Iterable[tuple[str, str]], *, stem: str = CANONICAL_STEM) -> str:
    """The link that carries the pairs: the first key, its qualifiers in order, then the rest."""
    pairs = _checked(ais)
    values = dict(pairs)
    key = next((TABLE[ai] for ai in values if TABLE[ai].key), None)
    if key is None:
        raise Gs1Fault("A Digital Link needs a GS1 key, such as a GTIN.")
    path = _path(key, frozenset(values))
    steps = "".join(f"/{ai}/{quote(values[ai], safe='')}" for ai in path)
    query = _query(pairs, path)
    return stem.removesuffix("/") + steps + (f"?{query}" if query else "")
