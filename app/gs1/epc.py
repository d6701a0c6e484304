"""EPC URIs, the names of things in EPCIS events: sgtin, lgtin and sscc.

Reads pure identities only; never tags or patterns. Source: GS1 EPC Tag Data Standard 6.3.
"""

import re
from typing import Final
from urllib.parse import unquote

from app.gs1.check_digits import check_digit
from app.gs1.elements import Gs1Fault, Pairs, check_value

_URN: Final = re.compile(
    r"urn:epc:(id:sgtin|class:lgtin|id:sscc):([0-9]{6,12})\.([0-9]{1,11})(?:\.([!-~]+))?"
)
_SECOND: Final = {"id:sgtin": "21", "class:lgtin": "10"}


def is_epc(text: str) -> bool:
    """Does it begin like an EPC?"""
    return text[:8].lower() == "urn:epc:"


def split_epc(text: str) -> Pairs:
    """The GS1 pairs an EPC stands for: a GTIN with serial or lot, or an SSCC. Raises Gs1Fault."""
    found = _URN.fullmatch(text)
    if found is None:
        raise Gs1Fault("This EPC is none of sgtin, lgtin and sscc.")
    scheme, company, item, rest = found.groups()
    second = _SECOND.get(scheme)
    payload = item[0] + company + item[1:]
    if len(payload) != (13 if second else 17) or bool(rest) != bool(second):
        raise Gs1Fault("The digits of the EPC do not add up.")
    pairs = [("01" if second else "00", payload + check_digit(payload))]
    if second:
        pairs.append((second, unquote(rest)))
    for ai, value in pairs:
        check_value(ai, value)
    return tuple(pairs)
