"""Numbers of our vouchers: V, ten random digits, a check character. Pure.

A voucher's number is money for whoever says it, so it is drawn, never counted. Never decides
whether a voucher is good.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from stdnum.iso7064 import mod_37_36

DIGITS = 10
"""Too few, with the check character, to be taken for a card's number (card_guard)."""
_OURS = re.compile(rf"V[0-9]{{{DIGITS}}}[0-9A-Z]", re.ASCII)
_CLAIMED = re.compile(r"V[0-9]", re.ASCII)


def _plain(text: str) -> str:
    """Without spaces, dashes and what nobody sees, in plain letters: U+FF36 is a V too."""
    plain = unicodedata.normalize("NFKC", text)
    shown = (each for each in plain if unicodedata.category(each) != "Cf")
    return re.sub(r"[\s\-]", "", "".join(shown)).upper()


def new_voucher_number() -> str:
    """A number that nobody guesses.

    ISO 7064 Mod 37,36: any one wrong character and any two swapped neighbours are noticed.
    """
    payload = f"V{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return payload + str(mod_37_36.calc_check_digit(payload))


def is_voucher_number(text: str) -> bool:
    """Whether this is written as a number of ours, its check character right."""
    return bool(_OURS.fullmatch(text)) and bool(mod_37_36.is_valid(text))


def claimed_number(reference: str) -> str | None:
    """The number of ours that a payment's reference claims to be; None for somebody else's paper.

    What begins like ours (V and a digit, in any case and with spaces) claims to be ours, right or
    mistyped; every other reference is the paper of a third party
    (docs/decisions/0025-vouchers.md).
    """
    text = _plain(reference)
    return text if _CLAIMED.match(text) else None
