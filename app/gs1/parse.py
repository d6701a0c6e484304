"""One door for every scan: any string in, one Reading out, never an exception.

Decides how the data is written and hands it to the module that knows. Never looks up a product,
reads a clock or guesses a lot; see docs/algorithms/scans.md for the order of the questions.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from app.gs1.ai_table import TABLE, find
from app.gs1.associations import association_fault
from app.gs1.check_digits import has_check_digit, is_digits
from app.gs1.clean import displayable, scannable, with_separators
from app.gs1.digital_link import is_web_address, split_digital_link
from app.gs1.elements import GS, Gs1Fault, Pairs, split_bracketed, split_element_string
from app.gs1.epc import is_epc, split_epc
from app.gs1.gtin import LENGTHS, expand_upc_e, normalise_gtin
from app.gs1.meaning import meaning, swallowed
from app.gs1.rcn import DEFAULT, Measure, RcnRules, in_store
from app.gs1.reading import Kind, Reading

LIMIT: Final = 512  # characters; the longest GS1 message a scanner sends is shorter

_GS1_CARRIERS: Final = frozenset(("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"))
_EAN_LENGTHS: Final[Mapping[str, int]] = MappingProxyType({"]E0": 13, "]E3": 13, "]E4": 8})
_PLAIN_CARRIER: Final = re.compile(r"\][ACFGILQUdzJ][0-9A-Za-z]")
_BRACKETED: Final = re.compile(r"\([0-9]*(?:\)|\Z)")
_NO_FNC1: Final = " Does the scanner send FNC1 (GS)?"


def read(data: str, *, today: date, rcn: RcnRules = DEFAULT, short_gtin: bool = False) -> Reading:
    """What `data` says. Never raises; whatever cannot be read has kind `unreadable` and a reason.

    `today` resolves two-digit years; `rcn` tells what in-store numbers mean in this shop;
    `short_gtin` accepts links with a GTIN of 8, 12 or 13 digits, as the first edition of the
    Digital Link standard did.
    """
    blank = Reading(Kind.UNREADABLE, displayable(data))
    if len(data) > LIMIT:
        return replace(blank, error="The data is too long for any code.")
    text = scannable(data)
    if text is None:
        return replace(blank, error="The data holds control characters.")
    if not text.strip(GS):
        return replace(blank, error="There is no data.")
    blank = replace(blank, text=displayable(text))
    try:
        return _Reader(blank, today, rcn, short_gtin).begin(text)
    except Gs1Fault as fault:
        return replace(blank, error=str(fault))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One scan on its way: the blank reading to fill, the day, the shop's rules."""

    blank: Reading
    today: date
    rcn: RcnRules
    short_gtin: bool

    def begin(self, text: str) -> Reading:
        """The first question: does the scanner say what symbol it read?"""
        if not text.startswith("]"):
            return self.undeclared(text, bare=True)
        carrier, body = text[:3], text[3:]
        if carrier in _GS1_CARRIERS:
            return self.message(body)
        if carrier in _EAN_LENGTHS:
            return self.retail(body, carrier)
        if carrier.swapcase() in _GS1_CARRIERS:
            raise Gs1Fault("Capitals and small letters are swapped. Is Caps Lock on?")
        if not _PLAIN_CARRIER.match(carrier):
            raise Gs1Fault("The symbology identifier is missing or unknown.")
        said = replace(self.blank, text=displayable(body))
        return replace(self, blank=said).undeclared(body, bare=False)

    def undeclared(self, text: str, *, bare: bool) -> Reading:
        """No word about the symbol: ask what the text itself looks like, most certain first."""
        if is_web_address(text):
            pairs = split_digital_link(text, short_gtin=self.short_gtin)
            return self.filled(Kind.DIGITAL_LINK, pairs)
        if is_epc(text):
            return self.filled(Kind.EPC, split_epc(text))
        if _BRACKETED.match(text):
            return self.filled(Kind.HRI, split_bracketed(text))
        number = normalise_gtin(text)
        if number is not None and not (_spaced_short(text) or (bare and _no_gtin_8(text))):
            return self.trade_item(number)
        if bare and GS in with_separators(text):
            return self.message(text)
        return self.guess(text, bare=bare)

    def message(self, text: str) -> Reading:
        """Data declared as GS1, by its symbology or by an FNC1 in it."""
        data = with_separators(text)
        try:
            pairs = split_element_string(data)
        except Gs1Fault as fault:
            lost = GS not in data.strip(GS) and "too long" in str(fault)
            raise Gs1Fault(str(fault) + (_NO_FNC1 if lost else "")) from fault
        return self.separated(self.filled(Kind.ELEMENT_STRING, pairs), data)

    def separated(self, found: Reading, data: str) -> Reading:
        """The same reading, with a warning if its last value may hide others."""
        ai, value = found.ais[-1]
        hidden = swallowed(value) if ai in ("10", "21") and GS not in data.strip(GS) else ()
        if not hidden:
            return found
        warning = f"AI ({ai}) may have swallowed what follows it." + _NO_FNC1
        return replace(found, warning=warning, lot_candidates=hidden if ai == "10" else ())

    def retail(self, body: str, carrier: str) -> Reading:
        """An EAN or UPC symbol, perhaps with a composite component or an add-on behind it."""
        number, _, composite = body.partition("|]e0")
        length = _EAN_LENGTHS[carrier]
        if carrier == "]E3" and len(number) in (15, 18):
            number = number[:13]
        if len(number) != length or not is_digits(number):
            raise Gs1Fault(f"This symbol must hold {length} digits.")
        if not has_check_digit(number):
            raise Gs1Fault("The check digit is incorrect.")
        if not composite:
            return self.trade_item(number.zfill(14))
        pairs = (("01", number.zfill(14)), *split_element_string(composite))
        return self.filled(Kind.ELEMENT_STRING, pairs)

    def trade_item(self, gtin14: str) -> Reading:
        """A bare trade item number, or an in-store number with a price or weight inside."""
        inside = in_store(gtin14, self.rcn)
        if inside is None:
            return replace(self.blank, kind=Kind.GTIN, gtin14=gtin14, lookup_gtin14=gtin14)
        measure, value = inside.measure, inside.value
        return replace(
            self.blank,
            kind=Kind.IN_STORE,
            gtin14=gtin14,
            lookup_gtin14=inside.lookup_gtin14,
            item_reference=inside.item_reference,
            usage=inside.usage.value,
            weight=value if measure is Measure.WEIGHT else None,
            price=value if measure is Measure.PRICE else None,
            count=int(value) if value is not None and measure is Measure.COUNT else None,
            error=inside.fault,
        )

    def guess(self, text: str, *, bare: bool) -> Reading:
        """Bare text: GS1 data of a scanner that sends no prefix, or what a person typed."""
        fault = ""
        pairs: Pairs = ()
        if bare:
            try:
                pairs = split_element_string(text)
            except Gs1Fault as problem:
                fault = str(problem)
        if pairs and not _rather_a_number(text, pairs):
            found = self.separated(self.filled(Kind.ELEMENT_STRING, pairs), text)
            number = found.lookup_gtin14 or normalise_gtin(text)
            return replace(found, guessed=_keyless(pairs), lookup_gtin14=number)
        if _is_sscc(text):
            return replace(self.blank, kind=Kind.SSCC, sscc=text)
        return self.typed(text, fault, bare=bare)

    def typed(self, text: str, fault: str, *, bare: bool) -> Reading:
        """Not GS1: maybe a SKU, a lot, a search word. Says why if it looks like a broken code."""
        error = _complaint(text, fault) if bare else _check_digit_fault(text)
        upc = expand_upc_e(text) if len(text) < 8 else None
        problem = "" if upc else error
        return replace(self.blank, kind=Kind.TEXT, lookup_gtin14=upc, error=problem)

    def filled(self, kind: Kind, pairs: Pairs) -> Reading:
        """The blank reading with everything the pairs state."""
        facts = meaning(pairs, self.today)
        flaw = association_fault(pairs)
        return replace(self.blank, kind=kind, association_error=flaw, **facts)


def _spaced_short(text: str) -> bool:
    """Eight digits with spaces or hyphens: 2026-1121 is rather a lot than a GTIN-8."""
    return not is_digits(text) and sum(character in "0123456789" for character in text) == 8


def _no_gtin_8(text: str) -> bool:
    """Eight digits that no company was given as a GTIN-8, but that make an AI with a date?

    GS1-8 prefixes 140 to 199 are not assigned, so 15760526 is best before 26 May 2076.
    """
    if len(text) != 8 or not "14" <= text[:2] <= "19":
        return False
    try:
        return bool(split_element_string(text))
    except Gs1Fault:
        return False


def _rather_a_number(text: str, pairs: Pairs) -> bool:
    """Digits as long as a GTIN or an SSCC that would be nothing but free text behind AIs?

    9501234123458 would become internal data (95), 1012345678906 a lot that nobody wrote.
    """
    free = all(part.charset == "X" for ai, _ in pairs for part in TABLE[ai].parts)
    long = len(text) in LENGTHS[1:] or _is_sscc(text)
    return free and long and is_digits(text)


def _is_sscc(text: str) -> bool:
    return len(text) == 18 and has_check_digit(text)


def _keyless(pairs: Pairs) -> bool:
    """No AI with a check digit that proves the reading?"""
    return not any("csum" in part.checks for ai, _ in pairs for part in TABLE[ai].parts)


def _check_digit_fault(text: str) -> str:
    wrong = is_digits(text) and len(text) in LENGTHS and not has_check_digit(text)
    return "The check digit is incorrect." if wrong else ""


_BROKEN: Final[tuple[Callable[[str], bool], ...]] = (
    is_digits,
    lambda text: find(text) is not None,
    lambda text: bool(re.search(r"\([0-9]", text)) or text.startswith("("),
    lambda text: text[:7].lower() in ("http://", "https:/"),
    lambda text: GS in text,
)


def _complaint(text: str, fault: str) -> str:
    """Why text that looks like a code is none; nothing for ordinary words."""
    if any(looks_broken(text) for looks_broken in _BROKEN):
        return _check_digit_fault(text) or fault or "This is not GS1 data."
    return ""
