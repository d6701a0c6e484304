"""Trade item numbers: GTIN-8, -12, -13, -14 and UPC-E, all told by one 14-digit form.

Never looks a product up. Source: GS1 General Specifications 3.3.2, 5.2.2.4.2 and 7.9.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.gs1.check_digits import check_digit, has_check_digit, is_digits

LENGTHS = (8, 12, 13, 14)


def gtin_check_digit(payload: str) -> str:
    """The check digit of a GTIN given without it; raises ValueError on anything but digits."""
    if not is_digits(payload):
        raise ValueError("A GTIN is made of digits.")
    return check_digit(payload)


def normalise_gtin(text: str) -> str | None:
    """The 14 digits of a GTIN of any length, or None.

    Spaces and hyphens people type between digits are ignored; a UPC-E of eight digits whose check
    digit does not fit a GTIN-8 is expanded. A wrong check digit is never repaired.
    """
    if len(text) > 64:
        return None
    number = "".join(text.split()).replace("-", "")
    if len(number) in LENGTHS and has_check_digit(number):
        return number.zfill(14)
    return expand_upc_e(number) if len(number) == 8 else None


def is_gtin(number: str) -> bool:
    """Exactly 8, 12, 13 or 14 ASCII digits, the last one checking the others?"""
    return len(number) in LENGTHS and has_check_digit(number)


# last of the six digits a-f -> manufacturer and item digits (General Specifications 5.2.2.4.2)
_UPC_E: Final[Mapping[str, str]] = MappingProxyType({
    "0": "abf0000cde", "1": "abf0000cde", "2": "abf0000cde", "3": "abc00000de", "4": "abcd00000e",
    **dict.fromkeys("56789", "abcde0000f"),
})  # fmt: skip


def expand_upc_e(text: str) -> str | None:
    """The 14 digits behind a UPC-E: six digits, with number system in front, with check digit.

    None unless the number system is 0 or 1 and a check digit, where given, is right.
    """
    if len(text) not in (6, 7, 8) or not is_digits(text):
        return None
    system, core, given = ("0", text, "") if len(text) == 6 else (text[0], text[1:7], text[7:])
    if system not in "01":
        return None
    digits = dict(zip("abcdef", core, strict=True))
    payload = system + "".join(digits.get(place, "0") for place in _UPC_E[core[5]])
    digit = check_digit(payload)
    return (payload + digit).zfill(14) if given in ("", digit) else None
