"""The GS1 application identifiers: format, checks, partners, and place in a Digital Link.

Loads `ai_table.txt` once into an immutable table. Holds facts only; never looks at a value.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

_PART = re.compile(r"(?:(\d)\*)?(\[)?([NXYZ])(\.\.)?(\d+)\]?((?:,[a-z0-9]+)*)")


class Part(NamedTuple):
    """One component of a value: its character set, its length, its checks."""

    charset: str
    shortest: int
    longest: int
    optional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One application identifier (GS1 General Specifications, section 3)."""

    ai: str
    title: str
    parts: tuple[Part, ...]
    fixed: bool  # length known from its first two digits: no FNC1 needed after it
    attribute: bool  # may stand in the query of a Digital Link
    key: bool  # may be the key of a Digital Link
    needs: tuple[tuple[frozenset[str], ...], ...]  # all groups; in each any set of AIs
    never_with: tuple[str, ...]
    qualifiers: tuple[tuple[str, ...], ...]  # alternative sequences after the key

    @property
    def shortest(self) -> int:
        """Fewest characters a value may have."""
        return sum(part.shortest for part in self.parts if not part.optional)

    @property
    def longest(self) -> int:
        """Most characters a value may have."""
        return sum(part.longest for part in self.parts)


def _part(found: re.Match[str]) -> tuple[Part, ...]:
    times, optional, charset, up_to, length, checks = found.groups()
    part = Part(
        charset=charset,
        shortest=1 if up_to else int(length),
        longest=int(length),
        optional=bool(optional),
        checks=tuple(checks.split(",")[1:]),
    )
    return (part,) * int(times or 1)


def _needs(text: str) -> tuple[tuple[frozenset[str], ...], ...]:
    groups = [group for group in text.split(" & ") if group]
    return tuple(
        tuple(frozenset(option.split("+")) for option in group.split(",")) for group in groups
    )


def _run(ais: str) -> Iterator[str]:
    first, _, last = ais.partition("-")
    for number in range(int(first), int(last or first) + 1):
        yield str(number).zfill(len(first))


def _identifiers(line: str) -> Iterator[Identifier]:
    ais, flags, form, needs, never, qualifiers, title = (part.strip() for part in line.split("|"))
    for ai in _run(ais):
        yield Identifier(
            ai=ai,
            title=title,
            parts=tuple(chain.from_iterable(_part(found) for found in _PART.finditer(form))),
            fixed="=" in flags,
            attribute="?" in flags,
            key="/" in flags,
            needs=_needs(needs),
            never_with=tuple(never.split(",")) if never else (),
            qualifiers=tuple(tuple(way.split(",")) for way in qualifiers.split(" or ") if way),
        )


def _load() -> Mapping[str, Identifier]:
    text = Path(__file__).with_name("ai_table.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({one.ai: one for line in lines for one in _identifiers(line)})


TABLE: Final = _load()


def find(data: str) -> Identifier | None:
    """The identifier `data` begins with, or None. No AI is the beginning of another one."""
    for length in (2, 3, 4):
        found = TABLE.get(data[:length])
        if found:
            return found
    return None


def matches(pattern: str, ai: str) -> bool:
    """Is `ai` meant by `pattern`, where `n` stands for any digit ("310n")?"""
    stem = pattern.rstrip("n")
    return len(pattern) == len(ai) and ai.startswith(stem)
