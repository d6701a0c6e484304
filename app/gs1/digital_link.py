"""GS1 Digital Link URIs: a web address that carries application identifiers.

Reads uncompressed links; never opens an address and never expands a compressed link.
Source: GS1 Digital Link Standard, URI syntax, sections 4 and 5.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from app.gs1.ai_table import TABLE, Identifier
from app.gs1.elements import Gs1Fault, Pairs, check_value

SCHEMES: Final = ("https://", "HTTPS://", "http://", "HTTP://")

_URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9\-._:\[\]]+\Z")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def is_web_address(text: str) -> bool:
    """Does it begin like a link? Mixed case such as HtTp:// is plain text by the standard."""
    return text.startswith(SCHEMES)


def is_path(ais: tuple[str, ...]) -> bool:
    """Is this a key followed by qualifiers of its own, in order?"""
    key = TABLE.get(ais[0]) if ais else None
    if key is None or not key.key:
        return False
    return len(ais) == 1 or any(_in_order(ais[1:], way) for way in key.qualifiers)


def _in_order(ais: tuple[str, ...], way: tuple[str, ...]) -> bool:
    left = iter(way)
    return all(ai in left for ai in ais)


def _decoded(ai: str, text: str, *, query: bool) -> str:
    if not text:
        raise Gs1Fault(f"AI ({ai}) is empty in the link.")
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text.replace("+", " ") if query
                        else text)  # fmt: skip
    if "\0" in plain:
        raise Gs1Fault(f"AI ({ai}) holds a null character in the link.")
    return plain


def _value(ai: str, text: str, *, query: bool, short_gtin: bool) -> str:
    value = _decoded(ai, text, query=query)
    if short_gtin and ai == "01" and len(value) in (8, 12, 13):
        value = value.zfill(14)
    check_value(ai, value)
    return value


def _address(uri: str) -> tuple[str, str]:
    """The path and the query of a link, without scheme, domain and fragment."""
    if not _URI.match(uri):
        raise Gs1Fault("The web address holds characters that are not allowed in it.")
    if not is_web_address(uri):
        raise Gs1Fault("A GS1 Digital Link begins with http:// or https://.")
    domain, slash, rest = uri.partition("//")[2].partition("/")
    if not domain or not slash:
        raise Gs1Fault("The web address lacks a domain or a path.")
    if not _DOMAIN.match(domain):
        raise Gs1Fault("The domain holds characters that are not allowed in it.")
    path, _, query = rest.partition("#")[0].partition("?")
    return path, query


def _path_steps(path: str) -> list[tuple[str, str]]:
    """The (AI, text) steps from the rightmost key on; whatever stands before is the stem."""
    segments = path.split("/")
    start = len(segments) % 2
    steps = list(zip(segments[start::2], segments[start + 1 :: 2], strict=True))
    known = list(takewhile(lambda step: step[0] in TABLE, reversed(steps)))[::-1]
    keys = [place for place, (ai, _) in enumerate(known) if TABLE[ai].key]
    if not keys:
        raise Gs1Fault("The web address holds no GS1 key.")
    return known[keys[-1] :]


def _query_steps(query: str) -> Iterator[tuple[str, str]]:
    """The (AI, text) steps of the query; names that are not numbers belong to the web site."""
    for parameter in query.split("&"):
        name, equals, text = parameter.partition("=")
        if not equals or not (name.isascii() and name.isdigit()):
            continue
        if name not in TABLE:
            raise Gs1Fault(f"There is no application identifier ({name[:8]}).")
        yield name, text


def _check_attribute(known: Identifier, path: tuple[str, ...]) -> None:
    if not known.attribute:
        raise Gs1Fault(f"AI ({known.ai}) may not stand in the query of a link.")
    for place in range(1, len(path) + 1):
        if is_path((*path[:place], known.ai, *path[place:])):
            raise Gs1Fault(f"AI ({known.ai}) belongs into the path of the link.")


def _check_order(path: Pairs, query: Pairs) -> None:
    ais = tuple(ai for ai, _ in path)
    if not is_path(ais):
        raise Gs1Fault("The path of the link is not a GS1 key with its qualifiers in order.")
    seen = set(ais)
    for ai, _ in query:
        if ai in seen:
            raise Gs1Fault(f"AI ({ai}) stands twice in the link.")
        seen.add(ai)
        _check_attribute(TABLE[ai], ais)


def split_digital_link(uri: str, *, short_gtin: bool = False) -> Pairs:
    """The pairs of a Digital Link, in the order they stand in it. Raises Gs1Fault.

    `short_gtin` accepts a GTIN of 8, 12 or 13 digits, which the standard no longer allows.
    """
    path_text, query_text = _address(uri)
    path = tuple(
        (ai, _value(ai, text, query=False, short_gtin=short_gtin))
        for ai, text in _path_steps(path_text)
    )
    query = tuple(
        (ai, _value(ai, text, query=True, short_gtin=short_gtin))
        for ai, text in _query_steps(query_text)
    )
    _check_order(path, query)
    return path + query
