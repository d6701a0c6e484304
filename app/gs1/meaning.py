"""From (AI, value) pairs to what they mean: product, lot, dates, weight, price.

The values were checked when they were split; nothing here raises on them.
Source: GS1 General Specifications, section 3.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Any, Final

from app.gs1.ai_table import find
from app.gs1.dates import to_date, to_moment
from app.gs1.elements import Gs1Fault, Pairs, split_element_string

_PLAIN: Final[Mapping[str, str]] = MappingProxyType({
    "00": "sscc", "01": "gtin14", "02": "content_gtin14", "10": "lot", "21": "serial",
    "414": "gln",
})  # fmt: skip
_DATES: Final[Mapping[str, str]] = MappingProxyType({
    "11": "made_on", "13": "packed_on", "15": "best_before", "16": "sell_by", "17": "expires_on",
})  # fmt: skip
_POUND: Final = Decimal("0.45359237")  # kilograms, by definition
_MICRO: Final = Decimal("0.000001")
_SWALLOWED: Final = frozenset(("11", "13", "15", "16", "17", "310", "320"))


def _decimal(ai: str, digits: str) -> Decimal:
    """A number whose decimal places stand in the last digit of its AI."""
    return Decimal(digits).scaleb(-int(ai[3]))


def _measures(pairs: Pairs) -> dict[str, Decimal]:
    """Weights, lengths, areas and volumes by AI stem (310 to 369); the first one counts."""
    found: dict[str, Decimal] = {}
    for ai, value in pairs:
        if len(ai) == 4 and "310" <= ai[:3] <= "369":
            found.setdefault(ai[:3], _decimal(ai, value))
    return found


def _weight(measures: Mapping[str, Decimal]) -> Decimal | None:
    if "310" in measures:
        return measures["310"]
    if "320" in measures:
        return (measures["320"] * _POUND).quantize(_MICRO, ROUND_HALF_EVEN)
    return None


def _money(pairs: Pairs) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for ai, value in pairs:
        name = {"390": "amount", "391": "amount", "392": "price", "393": "price"}.get(ai[:3])
        if name is None or name in found:
            continue
        if ai[2] in "13":  # three digits of currency first
            found["currency"], value = value[:3], value[3:]
        found[name] = _decimal(ai, value)
    return found


def _dates(values: Mapping[str, str], today: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for ai, name in _DATES.items():
        if ai in values:
            found[name] = to_date(values[ai], today)
            if found[name] is None:
                raise Gs1Fault(f"AI ({ai}): there is no such day.")
    if "7003" in values:
        found["expires_at"] = to_moment(values["7003"], today)
        if found["expires_at"] is None:
            raise Gs1Fault("AI (7003): there is no such minute.")
        found.setdefault("expires_on", found["expires_at"].date())
    return found


def meaning(pairs: Pairs, today: date) -> dict[str, Any]:
    """The fields of a Reading that the pairs state. Raises Gs1Fault for 29 February 2100."""
    values = dict(pairs)
    measures = _measures(pairs)
    count = values.get("37", values.get("30"))
    return {
        **{name: values[ai] for ai, name in _PLAIN.items() if ai in values},
        **_dates(values, today),
        **_money(pairs),
        "lookup_gtin14": values.get("01"),
        "weight": _weight(measures),
        "measures": tuple(measures.items()),
        "count": None if count is None else int(count),
        "internal": tuple(pair for pair in pairs if pair[0][0] == "9"),
        "ais": pairs,
    }


def _begins_known(rest: str) -> bool:
    known = find(rest)
    return known is not None and (known.ai in _SWALLOWED or known.ai[:3] in _SWALLOWED)


def _splits(rest: str, split: Callable[[str], Pairs] = split_element_string) -> bool:
    try:
        return _begins_known(rest) and bool(split(rest))
    except Gs1Fault:
        return False


def swallowed(value: str) -> tuple[str, ...]:
    """The shorter values hidden in `value` if FNC1 was lost: what remains reads as date or weight.

    Without FNC1 nobody can tell where a lot ends, so these are offers to a person, never answers.
    """
    return tuple(value[:end] for end in range(1, len(value)) if _splits(value[end:]))
