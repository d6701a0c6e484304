"""Which GS1 application identifiers need, or forbid, each other in one message.

A broken rule does not make a scan unreadable: a lot without a product number still names a lot.
So this only says what is broken. Source: GS1 General Specifications, section 4.13.
"""

from app.gs1.ai_table import TABLE, Identifier, matches
from app.gs1.elements import Pairs

_SERIAL_AFTER = {"253": 13, "255": 13, "8003": 14}


def _present(pattern: str, ais: frozenset[str]) -> bool:
    return pattern in ais or any(matches(pattern, ai) for ai in ais)


def _conflict(known: Identifier, ais: frozenset[str]) -> str:
    others = sorted(ais - {known.ai})
    for pattern in known.never_with:
        for other in others:
            if matches(pattern, other):
                return f"AI ({known.ai}) and AI ({other}) must not stand together."
    return ""


def _shortage(known: Identifier, ais: frozenset[str]) -> str:
    others = ais - {known.ai}
    for group in known.needs:
        if not any(all(_present(one, others) for one in option) for option in group):
            wanted = ", ".join("+".join(sorted(option)) for option in group)
            return f"AI ({known.ai}) needs one of: {wanted}."
    return ""


def _unsigned(pairs: Pairs, ais: frozenset[str]) -> str:
    """A digital signature (8030) binds one serialised thing, never a whole class of things."""
    if "8030" not in ais:
        return ""
    for ai, value in pairs:
        if len(value) <= _SERIAL_AFTER.get(ai, -1):
            return f"AI (8030) needs AI ({ai}) with its serial number."
    return ""


def association_fault(pairs: Pairs) -> str:
    """The first broken association as a sentence, conflicts before shortages, or nothing."""
    ais = frozenset(ai for ai, _ in pairs)
    entries = [TABLE[ai] for ai, _ in pairs]
    conflicts = (_conflict(known, ais) for known in entries)
    shortages = (_shortage(known, ais) for known in entries)
    first = next(filter(None, conflicts), "") or next(filter(None, shortages), "")
    return first or _unsigned(pairs, ais)
