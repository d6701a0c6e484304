"""An X or Z report as the printing room wants it: label and amount rows in the shop's words.

Formats what the report already says; counts nothing anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app import clock
from app.pos.receipts import TENDER_WORDS
from app.sales.cash_reasons import REASON_WORDS
from app.values.money import Currency, to_minor
from app.values.quantity import decimal_text, plain_decimal, to_micro
from app.web.filters import money
from printing.documents import AmountRow, ReportSection, ZReport

KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {"ordinary": "", "rescue": "Sales that came after the close"}
)
OVERRIDE_WORDS: Mapping[str, str] = MappingProxyType(
    {"price": "Prices changed", "discount": "Large discounts", "expired": "Expired lots sold"}
)
Report = Mapping[str, Any]


@dataclass(frozen=True)
class ReportPlace:
    """What a report says of the shop around it."""

    shop_name: str
    site_name: str
    time_zone: str
    currency: Currency


@dataclass(frozen=True)
class _Words:
    """Turns a report's values into rows."""

    place: ReportPlace

    def money(self, text: str) -> str:
        cur = self.place.currency
        return money(to_minor(plain_decimal(text), cur), cur)

    def times(self, text: str, pieces: int) -> str:
        cur = self.place.currency
        return money(to_minor(plain_decimal(text), cur) * pieces, cur)

    def when(self, text: str | None) -> str:
        if text is None:
            return ""
        at = clock.local_time(datetime.fromisoformat(text), self.place.time_zone)
        return f"{at:%Y-%m-%d %H:%M}"

    def row(self, label: str, text: str, *, strong: bool = False) -> AmountRow:
        return AmountRow(label, self.money(text), strong)

    def documents(self, labels: tuple[str, str], sums: Report, sign: str = "") -> AmountRow:
        """How many documents of a kind, by its name for one and for many, and their total."""
        total, label = sums.get("total"), labels[sums["count"] != 1]
        shown = f"{sign}{self.money(total)}" if total and sums["count"] else ""
        return AmountRow(f"{sums['count']} {label}", shown)


def _heading(report: Report, say: _Words) -> Iterator[AmountRow]:
    yield AmountRow("Till", f"{report['till']} · {say.place.site_name}")
    yield AmountRow("Opened", say.when(report["opened_at"]))
    yield AmountRow("by", report["opened_by"])
    word = "Closed" if report["report"] == "Z" else "Read"
    yield AmountRow(word, say.when(report["made_at"]))
    yield AmountRow("by", report["made_by"])
    first, last = report["receipts"]["first"], report["receipts"]["last"]
    if first:
        yield AmountRow("First receipt", first)
        yield AmountRow("Last receipt", last)


def _sales(report: Report, say: _Words) -> Iterator[AmountRow]:
    yield say.documents(("sale", "sales"), report["sales"])
    yield say.documents(("return", "returns"), report["returns"], "-")
    yield say.documents(("void", "voids"), report["voids"], "-")
    sold = report.get("vouchers_sold", {"count": 0})
    if sold["count"]:
        yield say.documents(("voucher sold", "vouchers sold"), sold)
    if "discounts" in report:
        yield say.row("Discounts given", report["discounts"])
    if plain_decimal(report["sales"].get("rounding", "0")):
        yield say.row("Cash rounding", report["sales"]["rounding"])


def _tenders(report: Report, say: _Words) -> Iterator[AmountRow]:
    for each in report.get("tenders", ()):
        yield say.row(TENDER_WORDS[each["tender"]], each["expected"])


def _taxes(report: Report, say: _Words) -> Iterator[AmountRow]:
    for each in report.get("taxes", ()):
        rate = decimal_text(to_micro(plain_decimal(each["rate"])) * 100)
        yield say.row(f"{rate} % of {say.money(each['net'])}", each["tax"])


def _drawer(report: Report, say: _Words) -> Iterator[AmountRow]:
    cash = report.get("cash")
    if cash is None:
        yield say.row("Float", report["opening_cash"])
        return
    yield say.row("Float", cash["opening"])
    yield say.row("Cash sales", cash["received"])
    yield say.row("Cash refunds", f"-{cash['refunded']}")
    yield say.row("Put in", cash["in"])
    yield say.row("Taken out", f"-{cash['out']}")
    yield say.row("Expected", cash["expected"], strong=True)
    if "counted_cash" in report:
        yield say.row("Counted", report["counted_cash"], strong=True)
        yield say.row(_over_or_short(report["difference"]), report["difference"], strong=True)


def _over_or_short(difference: str) -> str:
    amount = plain_decimal(difference)
    if not amount:
        return "Difference"
    return "Over" if amount > 0 else "Short"


def _piles(report: Report, say: _Words) -> Iterator[AmountRow]:
    for value, pieces in report.get("piles", ()):
        yield AmountRow(f"{pieces} x {say.money(value)}", say.times(value, pieces))


def _moves(report: Report, say: _Words) -> Iterator[AmountRow]:
    for move in report["cash_moves"]:
        words = REASON_WORDS.get((move["direction"], move["reason"]), move["reason"])
        sign = "" if move["direction"] == "in" else "-"
        yield say.row(" ".join(filter(None, (words, move["note"]))), f"{sign}{move['amount']}")


def _events(report: Report, say: _Words) -> Iterator[AmountRow]:
    for each in report["overrides"]:
        yield AmountRow(OVERRIDE_WORDS.get(each["kind"], each["kind"]), str(each["count"]))
    for each in report["drawer_openings"]:
        yield AmountRow(f"Drawer opened: {each['reason']}", str(each["count"]))


def _incidents(report: Report, say: _Words) -> Iterator[AmountRow]:
    for each in report["incidents"]:
        yield AmountRow(each["text"], "")


def _total(report: Report, say: _Words) -> Iterator[AmountRow]:
    if "grand_total" in report:
        yield say.row("All shifts of this till", report["grand_total"], strong=True)


SECTIONS = (
    ("Sales", _sales),
    ("Tenders", _tenders),
    ("Tax", _taxes),
    ("Drawer", _drawer),
    ("Counted", _piles),
    ("Money in and out", _moves),
    ("Noted", _events),
    ("To be looked at", _incidents),
    ("Grand total", _total),
)
"""The parts of a report in their order; a part without rows is left out."""


def _footer(report: Report) -> Sequence[str]:
    return tuple(filter(None, (KIND_WORDS.get(report["kind"], ""), report.get("note", ""))))


def till_report(report: Report, place: ReportPlace, *, copy_no: int = 0) -> ZReport:
    """The paper of a report; `copy_no` 0 is the original."""
    say = _Words(place)
    parts = ((title, tuple(rows(report, say))) for title, rows in SECTIONS)
    return ZReport(
        shop_name=place.shop_name,
        title=f"{report['report']} REPORT {report['number']}",
        heading=tuple(_heading(report, say)),
        sections=tuple(ReportSection(title, rows) for title, rows in parts if rows),
        footer=_footer(report),
        copy_no=copy_no,
    )
