"""A sale as a terminal printed it: read from its words, its sums held together. Pure.

Says what the receipt says; whether the shop agrees is judged elsewhere. The words the terminal
signed stay as they came, in the inbox: what is cleaned, masked or dropped here is so in the books.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.errors import BadInput, bad_field
from app.sales.card_guard import holds_card_number, masked
from app.sales.models import CERTAINTIES, OVERRIDES, TENDERS
from app.sales.notes import LINE_NOTE, SALE_NOTE
from app.sales.pricing import PricedCart, PricedLine, Tender
from app.sales.terminals.reading import Fields, load_body
from app.values.money import MAX_MONEY, Currency
from app.values.quantity import MICRO
from app.values.tax import TaxRow

MOST_LINES = 2000
_LONGEST_SAID = 2000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


@dataclass(frozen=True)
class PrintedLot:
    """So much of a lot, by the number on the till's screen."""

    lot: str
    quantity: int
    certainty: str


@dataclass(frozen=True)
class PrintedOverride:
    """Something beyond the usual: the code of a yes, or the name of who gave it at the till."""

    kind: str
    reason: str
    approval: str
    approver: str


@dataclass(frozen=True)
class PrintedLine:
    """A line of the receipt."""

    sku: str
    name: str
    quantity: int
    unit_price: int
    list_price: int
    tax_rate: int
    priced: PricedLine
    scan: str
    lots: tuple[PrintedLot, ...]
    overrides: tuple[PrintedOverride, ...]
    effort: tuple[int, int, str] | None
    note: str = ""


@dataclass(frozen=True)
class PrintedSale:
    """A receipt as the customer has it."""

    person: str
    person_id: int | None
    sold_at: datetime
    shift: str
    customer: str
    tax_included: bool
    lines: tuple[PrintedLine, ...]
    tenders: tuple[Tender, ...]
    priced: PricedCart
    total: int
    change: int
    rounding: int
    token: str
    note: str = ""


def _word(fields: Fields, name: str, words: tuple[str, ...]) -> str:
    found = fields.needed(name)
    if found not in words:
        raise bad_field(f"{fields.where}{name}", f"must be one of {', '.join(words)}")
    return found


def _lot(fields: Fields) -> PrintedLot:
    return PrintedLot(
        fields.needed("lot", most=64),
        fields.quantity("quantity"),
        _word(fields, "certainty", CERTAINTIES),
    )


def _override(fields: Fields) -> PrintedOverride:
    return PrintedOverride(
        _word(fields, "kind", OVERRIDES),
        fields.text("reason"),
        fields.text("approval", most=100),
        fields.text("approver", most=200),
    )


def _effort(fields: Fields | None) -> tuple[int, int, str] | None:
    if fields is None:
        return None
    return fields.whole("taps"), fields.whole("ms"), fields.text("choice", most=40)


def _note(fields: Fields, *, most: int, strict: bool) -> str:
    """What was written on a line or sale; a card's number in it is refused, or masked. Of a sale
    that has happened, a note that is too long is cut."""
    said = fields.text("note", most=most if strict else _LONGEST_SAID)
    if holds_card_number(said):
        if strict:
            raise bad_field(f"{fields.where}note", "looks like a card number; never write it down")
        said = masked(said)
    return said[:most].strip()


def _line(number: int, fields: Fields, *, strict: bool) -> PrintedLine:
    priced = PricedLine(
        number,
        fields.money("discount"),
        fields.money("total"),
        fields.money("net"),
        fields.money("tax"),
    )
    return PrintedLine(
        fields.needed("sku", most=64),
        fields.needed("name"),
        fields.quantity("quantity"),
        fields.micro("unit_price"),
        fields.micro("list_price"),
        fields.micro("tax_rate", most=MICRO),
        priced,
        fields.raw_text("scan", most=1000),
        tuple(_lot(each) for each in fields.objects("lots", most=200)),
        tuple(_override(each) for each in fields.objects("overrides", most=10)),
        _effort(fields.object("effort")),
        _note(fields, most=LINE_NOTE, strict=strict),
    )


def _reference(fields: Fields, *, strict: bool) -> str:
    """A payment's reference; a card's own number is refused, or kept but for its last four."""
    said = fields.text("reference", most=100)
    if not holds_card_number(said):
        return said
    if strict:
        why = "looks like a card number; write the number on the terminal's slip"
        raise bad_field(f"{fields.where}reference", why)
    return masked(said)


def _tender(fields: Fields, *, strict: bool) -> Tender:
    return Tender(
        _word(fields, "tender", TENDERS),
        fields.money("amount", least=1),
        _reference(fields, strict=strict),
    )


def _taxes(lines: tuple[PrintedLine, ...]) -> tuple[TaxRow, ...]:
    ordered = sorted(lines, key=lambda line: line.tax_rate)
    groups = [(rate, list(found)) for rate, found in groupby(ordered, key=lambda x: x.tax_rate)]
    return tuple(
        TaxRow(rate, sum(line.priced.net for line in group), sum(line.priced.tax for line in group))
        for rate, group in groups
    )


def _priced(lines: tuple[PrintedLine, ...]) -> PricedCart:
    """The receipt's lines summed up: what the books take, whatever its foot says."""
    net = sum(line.priced.net for line in lines)
    tax = sum(line.priced.tax for line in lines)
    return PricedCart(tuple(line.priced for line in lines), _taxes(lines), net, tax)


def _person_id(fields: Fields) -> int | None:
    return None if fields.data.get("person_id") is None else fields.whole("person_id", least=1)


def _shift(fields: Fields) -> str:
    """The number of the shift; empty for whatever names none."""
    found = str(fields.data.get("shift"))
    return found if found.isascii() and found.isdecimal() and len(found) < 10 else ""


def _token(fields: Fields, *, strict: bool) -> str:
    """What opens the receipt's page; one that cannot be is refused, or dropped."""
    said = fields.data.get("token")
    if isinstance(said, str) and _TOKEN.fullmatch(said):
        return said
    if strict and said not in (None, ""):
        raise bad_field("token", "must be 16 to 64 characters of base64url")
    return ""


def _refuse_unpaid(sale: PrintedSale) -> None:
    """Money that does not add up is refused while it can be; a fact is booked and flagged."""
    given = sum(tender.amount for tender in sale.tenders)
    if given - sale.change != sale.priced.total + sale.rounding:
        raise BadInput("The payments of the receipt do not add up to its lines.")
    if sale.change > sum(tender.amount for tender in sale.tenders if tender.tender == "cash"):
        raise BadInput("More change was given than there was cash.")


def read_sale(body: str, currency: Currency, *, strict: bool = False) -> PrintedSale:
    """A receipt from the words of a terminal; BadInput names what cannot be read or booked.

    Of a sale that has happened, a card's number is masked to its last four digits and a token
    that cannot be is dropped; `strict`, while it can still be refused, refuses both. The signed
    words in the inbox cannot be changed: there a card's number stays as the till wrote it.
    """
    fields = Fields(load_body(body), currency)
    if fields.needed("currency", most=3) != currency.code:
        raise bad_field("currency", f"the shop sells in {currency.code}")
    found = fields.objects("lines", most=MOST_LINES)
    if not found:
        raise bad_field("lines", "must not be empty")
    lines = tuple(_line(number, each, strict=strict) for number, each in enumerate(found, 1))
    sale = PrintedSale(
        fields.needed("person"),
        _person_id(fields),
        fields.moment("sold_at"),
        _shift(fields),
        fields.text("customer", most=64),
        fields.flag("tax_included"),
        lines,
        tuple(_tender(each, strict=strict) for each in fields.objects("payments", most=20)),
        _priced(lines),
        fields.money("total"),
        fields.money("change"),
        fields.money("rounding", least=-MAX_MONEY),
        _token(fields, strict=strict),
        _note(fields, most=SALE_NOTE, strict=strict),
    )
    if strict:
        _refuse_unpaid(sale)
    return sale
