"""Lot numbers and lot codes: ours with a check character, the suppliers' made comparable.

Keeps no raw text (the caller does) and never decides that two codes are the same lot.
"""

import re
import unicodedata

from stdnum.iso7064 import mod_37_36

_LOT_NUMBER = re.compile(r"L[0-9]{6,17}[0-9A-Z]")
_CONFUSED = str.maketrans("OISB", "0158")
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))


def _plain(text: str) -> str:
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(c for c in upper if unicodedata.category(c) not in _DROPPED and not c.isspace())


def normalise_lot_code(text: str) -> str:
    """The form in which two writings of a supplier lot code are compared.

    Compatibility characters unified (NFKC), upper case, without spaces, controls and invisible
    direction marks. Punctuation and leading zeros stay: they tell lots apart.
    """
    once = _plain(text)
    twice = _plain(once)
    while twice != once:  # upper case can make a character that unifies once more
        once, twice = twice, _plain(twice)
    return once


def _one_edit(short: str, long: str) -> bool:
    """One character more, less, other, or two neighbours swapped?"""
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return len(long) - len(short) == 1 and short[start:] == long[start + 1 :]
    swapped = long[start : start + 2][::-1] + long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or short[start:] == swapped


def near_lot_codes(first: str, second: str) -> bool:
    """Could one be a misreading of the other: one typing slip, or O/0, I/1, S/5, B/8?

    Equal codes are not near: they are the same.
    """
    one, other = normalise_lot_code(first), normalise_lot_code(second)
    if one == other or not one or not other:
        return False
    if one.translate(_CONFUSED) == other.translate(_CONFUSED):
        return True
    return _one_edit(*sorted((one, other), key=len))


def lot_number(sequence: int) -> str:
    """Our lot number for a running number: L, at least six digits, a check character.

    ISO 7064 Mod 37,36: any one wrong character and any two swapped neighbours are noticed.
    Raises ValueError unless `sequence` is positive.
    """
    if sequence < 1 or sequence >= 10**17:
        raise ValueError("Lot numbers count from 1.")
    payload = f"L{sequence:06}"
    return payload + str(mod_37_36.calc_check_digit(payload))


def is_lot_number(text: str) -> bool:
    """Is this, in any case and with spaces, one of our lot numbers with a right check character?"""
    if len(text) > 64:
        return False
    code = normalise_lot_code(text)
    return bool(_LOT_NUMBER.fullmatch(code)) and bool(mod_37_36.is_valid(code))
