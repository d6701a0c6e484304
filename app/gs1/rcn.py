"""In-store numbers: restricted circulation numbers whose digits may hold a price or a weight.

What the digits mean is a rule of the region or the shop; without a rule they mean nothing and no
weight or price is invented. Never looks a product up.
Source: GS1 General Specifications 2.1.11 and 2.1.12; the regions' own GS1 handbooks (as
collected by biip, which the tests compare with).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Final

from app.gs1.check_digits import check_digit, measure_check_digit


class Usage(StrEnum):
    """Who gives an in-store number its meaning."""

    REGION = "geo"
    COMPANY = "company"


class Measure(StrEnum):
    """What the variable digits count."""

    PRICE = "price"
    WEIGHT = "weight"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class RcnRule:
    """One prefix: what its digits 3 to 12 mean. I item, V value, C check digit of the value."""

    prefix: str
    measure: Measure
    decimals: int
    pattern: str

    def part(self, gtin13: str, letter: str) -> str:
        """The digits under one letter of the pattern."""
        pairs = zip(self.pattern, gtin13[2:12], strict=True)
        return "".join(digit for place, digit in pairs if place == letter)

    def zeroed(self, gtin13: str) -> str:
        """The same item with value 0 and fresh check digits: what the catalogue knows."""
        item = iter(self.part(gtin13, "I"))
        length = self.pattern.count("V")
        check = measure_check_digit("0" * length) if "C" in self.pattern else ""
        fill = {"V": "0", "C": check}
        body = "".join(next(item) if place == "I" else fill[place] for place in self.pattern)
        payload = gtin13[:2] + body
        return payload + check_digit(payload)


@dataclass(frozen=True, slots=True)
class RcnRules:
    """The rules of a region or a shop, by two-digit prefix."""

    region: str
    rules: tuple[RcnRule, ...] = ()

    def rule(self, gtin13: str) -> RcnRule | None:
        """The rule for a number, if its prefix has one."""
        return next((rule for rule in self.rules if rule.prefix == gtin13[:2]), None)


@dataclass(frozen=True, slots=True)
class InStore:
    """What an in-store number says; `fault` when its inner check digit is wrong."""

    usage: Usage
    item_reference: str
    lookup_gtin14: str
    measure: Measure | None = None
    value: Decimal | None = None
    fault: str = ""


# prefix measure decimals pattern, one per line
_REGIONS: Final[Mapping[str, str]] = MappingProxyType({
    "dk": """21 price 2 IIIIVVVVVV, 22 price 2 IIIIVVVVVV, 23 price 2 IIIIVVVVVV,
             24 price 2 IIIIVVVVVV, 26 weight 3 IIIIVVVVVV, 27 weight 3 IIIIIVVVVV,
             28 weight 3 IIIIVVVVVV""",
    "baltic": "23 weight 3 IIIIIIVVVV, 24 weight 2 IIIIIIVVVV, 25 weight 1 IIIIIIVVVV",
    "de": """22 price 2 IIIICVVVVV, 23 price 2 IIIICVVVVV, 25 count 0 IIIICVVVVV,
             26 count 0 IIIICVVVVV, 28 weight 3 IIIICVVVVV, 29 weight 3 IIIICVVVVV""",
    "gb": "20 price 2 IIIIICVVVV",
    "nordic": """20 price 2 IIIIIIVVVV, 21 price 1 IIIIIIVVVV, 22 price 0 IIIIIIVVVV,
                 23 weight 3 IIIIIIVVVV, 24 weight 2 IIIIIIVVVV, 25 weight 1 IIIIIIVVVV""",
    "us": "02 price 2 IIIIICVVVV",
})  # fmt: skip

_SHARED: Final[Mapping[str, str]] = MappingProxyType({
    "ee": "baltic", "fi": "baltic", "lv": "baltic", "lt": "baltic",
    "no": "nordic", "se": "nordic", "ca": "us",
})  # fmt: skip

REGIONS: Final = tuple(sorted((_REGIONS.keys() | _SHARED.keys()) - {"baltic", "nordic"}))

_RULE = re.compile(r"(0[2]|2[0-9]) (price|weight|count) ([0-4]) (I+C?V+|I+V+C?)")


def rules_from(text: str, *, region: str = "") -> RcnRules:
    """The rules written as "23 weight 3 IIIIIIVVVV, ..." (a shop's own scales).

    Raises ValueError for a malformed rule or a prefix named twice.
    """
    rules = []
    for line in filter(None, (part.strip() for part in re.split(r"[,\n]", text))):
        found = _RULE.fullmatch(line)
        if found is None or len(found[4]) != 10 or not _checkable(found[4]):
            raise ValueError(f"This is no rule for in-store numbers: {line[:40]}")
        rules.append(RcnRule(found[1], Measure(found[2]), int(found[3]), found[4]))
    prefixes = sorted(rule.prefix for rule in rules)
    if any(len(list(same)) > 1 for _, same in groupby(prefixes)):
        raise ValueError("A prefix has two rules.")
    return RcnRules(region, tuple(rules))


def _checkable(pattern: str) -> bool:
    """Only four or five digits have a price check digit (General Specifications 7.9.2)."""
    return "C" not in pattern or pattern.count("V") in (4, 5)


DEFAULT: Final = RcnRules("")


def rules_for(region: str) -> RcnRules:
    """The rules of a region by its two letters ("de"); none for "" .

    Raises ValueError for a region we have no rules of, so that a typing error is seen.
    """
    code = region.strip().lower()
    if not code:
        return DEFAULT
    if code not in REGIONS:
        raise ValueError(f"No in-store number rules for {region!r}; known: {', '.join(REGIONS)}")
    return rules_from(_REGIONS[_SHARED.get(code, code)], region=code)


def usage_of(gtin14: str) -> Usage | None:
    """Is this a restricted circulation number, and whose? None for ordinary trade items."""
    if gtin14[0] != "0":
        return None
    if gtin14.startswith("000000"):  # eight significant digits
        return Usage.COMPANY if gtin14[6] in "02" else None
    if gtin14[1:3] == "02" or gtin14[1] == "2":
        return Usage.REGION
    return Usage.COMPANY if gtin14[1:3] == "04" else None


def in_store(gtin14: str, rules: RcnRules) -> InStore | None:
    """What an in-store number says under `rules`; None if `gtin14` is an ordinary trade item."""
    usage = usage_of(gtin14)
    if usage is None:
        return None
    gtin13 = gtin14[1:]
    rule = rules.rule(gtin13) if usage is Usage.REGION else None
    if rule is None:
        reference = gtin14[7:13] if gtin14.startswith("000000") else gtin13[2:12]
        return InStore(usage, reference, gtin14)
    digits, check = rule.part(gtin13, "V"), rule.part(gtin13, "C")
    bad = bool(check) and check != measure_check_digit(digits)
    return InStore(
        usage,
        rule.part(gtin13, "I"),
        "0" + rule.zeroed(gtin13),
        rule.measure,
        None if bad else Decimal(digits).scaleb(-rule.decimals),
        "The check digit of the price or weight in this code is incorrect." if bad else "",
    )
