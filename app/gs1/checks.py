"""What the content of a GS1 value must obey: one small question per named check.

A check returns what is wrong as a sentence, or nothing. Never raises, never looks at other values.
Source: the check names of the GS1 Barcode Syntax Dictionary and the sections they stand for.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.gs1.check_digits import CSET82, has_check_characters, has_check_digit, is_digits
from app.gs1.dates import day_fault
from app.gs1.iso_codes import COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS

Check = Callable[[str], str]

_CSET39 = re.compile(r"[#\-/0-9A-Z]*\Z")
_CSET64 = re.compile(r"[\-0-9A-Z_a-z]*={0,2}\Z")
_CSET82 = re.compile(f"[{re.escape(CSET82)}]*\\Z")
_PERCENT = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*\Z")


def _among(allowed: frozenset[str], sentence: str) -> Check:
    return lambda value: "" if value in allowed else sentence


def _fits(pattern: str, sentence: str) -> Check:
    compiled = re.compile(f"(?:{pattern})\\Z", re.ASCII)
    return lambda value: "" if compiled.match(value) else sentence


def _passes(question: Callable[[str], bool], sentence: str) -> Check:
    return lambda value: "" if question(value) else sentence


def _company_prefix(start: int) -> Check:
    """The key must begin with the digits of a company prefix, at least four."""

    def check(value: str) -> str:
        prefix = value[start : start + 4]
        good = len(prefix) == 4 and is_digits(prefix)
        return "" if good else "The GS1 company prefix is not numeric."

    return check


def _short_date(*, zero_day: bool) -> Check:
    def check(value: str) -> str:
        leap = int(value[:2]) % 4 == 0
        return day_fault(value[2:4], value[4:6], leap=leap, zero_day=zero_day)

    return check


def _long_date(value: str) -> str:
    year = int(value[:4])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day_fault(value[4:6], value[6:8], leap=leap, zero_day=False)


def _at_most(limit: int, sentence: str) -> Check:
    return lambda value: "" if is_digits(value) and int(value) <= limit else sentence


def _piece_of_total(value: str) -> str:
    piece, total = int(value[:2]), int(value[2:])
    return "" if 0 < piece <= total else "The piece number does not fit the number of pieces."


def _slashed(value: str) -> str:
    found = re.fullmatch(r"([1-9])/([1-9])", value)
    good = found is not None and found[1] <= found[2]
    return "" if good else "The position does not fit the number in the sequence."


def _iban(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}", value):
        return "The IBAN is malformed."
    if value[:2] not in COUNTRY_LETTERS:
        return "The IBAN names no known country."
    number = int("".join(str(int(character, 36)) for character in value[4:] + value[:4]))
    return "" if number % 97 == 1 else "The check digits of the IBAN are incorrect."


_TIME = "The time of day is impossible."
_COUNTRY = "There is no such ISO 3166 country code."
_CSUM = "The check digit is incorrect."

CHECKS: Final[Mapping[str, Check]] = MappingProxyType({
    "csum": _passes(has_check_digit, _CSUM),
    "csumalpha": _passes(has_check_characters, "The check characters are incorrect."),
    "gcppos1": _company_prefix(0),
    "gcppos2": _company_prefix(1),
    "yymmdd": _short_date(zero_day=False),
    "yymmd0": _short_date(zero_day=True),
    "yyyymmdd": _long_date,
    "hh": _fits(r"[01]\d|2[0-3]", _TIME),
    "mi": _fits(r"[0-5]\d", _TIME),
    "ss": _fits(r"[0-5]\d", _TIME),
    "hhmi": _fits(r"(?:[01]\d|2[0-3])[0-5]\d", _TIME),
    "iso3166": _among(COUNTRY_NUMBERS, _COUNTRY),
    "iso3166999": _among(COUNTRY_NUMBERS | {"999"}, _COUNTRY),
    "iso3166alpha2": _among(COUNTRY_LETTERS, _COUNTRY),
    "iso4217": _among(CURRENCY_NUMBERS, "There is no such ISO 4217 currency code."),
    "iso5218": _among(frozenset("0129"), "There is no such ISO 5218 code."),
    "iban": _iban,
    "latitude": _at_most(1_800_000_000, "The latitude is out of range."),
    "longitude": _at_most(3_600_000_000, "The longitude is out of range."),
    "pieceoftotal": _piece_of_total,
    "posinseqslash": _slashed,
    "winding": _among(frozenset("019"), "The winding direction must be 0, 1 or 9."),
    "yesno": _among(frozenset("01"), "The flag must be 0 or 1."),
    "zero": _fits("0+", "The digit must be zero."),
    "nonzero": _fits(r"\d*[1-9]\d*", "The number must not be zero."),
    "nozeroprefix": _fits(r"0|[1-9]\d*", "The number must not begin with zero."),
    "hasnondigit": _fits(r"[\s\S]*\D[\s\S]*", "The value must hold more than digits."),
    "hyphen": _fits("-+", "Only a minus sign may stand here."),
    "mediatype": _fits("0[1-9]|10|[89][0-9]", "There is no such media type."),
    "importeridx": _fits(r"[\-0-9A-Z_a-z]", "The importer index is malformed."),
    "packagetype": _fits(r"[0-9A-Z]{1,4}", "The package type is malformed."),
    "pcenc": _passes(lambda value: bool(_PERCENT.match(value)), "A percent sign is stray."),
    "couponcode": _fits(r"\d+", "The coupon code must be numeric."),
    "couponposoffer": _fits(r"\d+", "The coupon offer must be numeric."),
})  # fmt: skip

CHARSETS: Final[Mapping[str, Check]] = MappingProxyType({
    "N": _passes(is_digits, "Something else than a digit stands where a digit must."),
    "X": _passes(lambda v: bool(_CSET82.match(v)), "A character is outside GS1 character set 82."),
    "Y": _passes(lambda v: bool(_CSET39.match(v)), "A character is outside GS1 character set 39."),
    "Z": _passes(lambda v: bool(_CSET64.match(v)), "A character is outside GS1 character set 64."),
})  # fmt: skip
