"""Lays a document out in lines for a paper of so many columns (32, 42, 48 are usual).

Long names wrap by display width, amounts stand at the right edge, nothing is ever cut off. What
a printer cannot spell is replaced before measuring, by the `spell` function it brings along. This
module knows no bytes, opens nothing and computes no amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from printing.documents import (
    Document,
    DrawerPulse,
    LotLabel,
    ReceiptLine,
    SalesReceipt,
    TaxRow,
    TestPage,
    ZReport,
)
from printing.ops import Cut, Feed, Matrix, Op, Pulse, Rule, Text
from printing.sheet import Sheet, Spell
from printing.text import clean

MIN_COLUMNS = 24
MAX_COLUMNS = 64
_SAMPLE = "€ £ $ ¥ äöü ÄÖÜ ß éèêë àâ ç ñ ø å æ Ł ő č ž"


def lay_out(document: Document, columns: int, spell: Spell = clean) -> tuple[Op, ...]:
    """The lines of a document for a paper of `columns` characters.

    Raises ValueError for a paper narrower than 24 or wider than 64 columns.
    """
    if not MIN_COLUMNS <= columns <= MAX_COLUMNS:
        raise ValueError(f"Paper has {MIN_COLUMNS} to {MAX_COLUMNS} columns, not {columns}.")
    sheet = Sheet(columns, lambda text: spell(clean(text)))
    LAYOUTS[type(document)](sheet, document)
    return tuple(sheet.ops)


def _sales_receipt(sheet: Sheet, receipt: SalesReceipt) -> None:
    if receipt.kicks_drawer:
        sheet.add(Pulse())
    _receipt_head(sheet, receipt)
    sheet.add(Rule())
    for line in receipt.lines:
        _receipt_line(sheet, line, receipt.words.lot)
    sheet.add(Rule())
    _receipt_sums(sheet, receipt)
    sheet.qr(receipt.qr, receipt.words.scan)
    if receipt.footer:
        sheet.add(Feed())
    for text in receipt.footer:
        sheet.centred(text)
    _copy_mark(sheet, receipt.copy_mark)
    sheet.add(Cut())


def _receipt_head(sheet: Sheet, receipt: SalesReceipt) -> None:
    sheet.centred(receipt.shop_name, bold=True, wide=True)
    for text in (*receipt.address, receipt.site):
        sheet.centred(text)
    sheet.add(Feed())
    sheet.centred(receipt.title, bold=True, wide=True)
    _copy_mark(sheet, receipt.copy_mark)
    words = receipt.words
    sheet.pair(f"{words.receipt} {receipt.receipt_number}", receipt.sold_at)
    served = f"{words.cashier} {receipt.cashier}" if receipt.cashier else ""
    if receipt.till or served:
        sheet.pair(
            f"{words.till} {receipt.till}" if receipt.till else served,
            served if receipt.till else "",
        )
    if receipt.reference:
        sheet.left(receipt.reference)
    if receipt.remark:
        sheet.left(receipt.remark)


def _copy_mark(sheet: Sheet, mark: str) -> None:
    sheet.centred(f"*** {mark} ***" if mark else "", bold=True)


def _receipt_line(sheet: Sheet, line: ReceiptLine, lot_word: str) -> None:
    sheet.left(line.name)
    times = " x ".join(filter(None, (line.quantity, line.unit_price)))
    sheet.pair(times, line.total, indent=2)
    for text in filter(None, (line.note, line.remark)):
        sheet.left(text, indent=2)
    for lot in line.lots:
        sheet.parts((f"{lot_word} {lot.number}", lot.expires, lot.quantity), indent=2)


def _receipt_sums(sheet: Sheet, receipt: SalesReceipt) -> None:
    words = receipt.words
    if receipt.subtotal:
        sheet.pair(words.subtotal, receipt.subtotal)
    if receipt.tax_added:
        sheet.pair(words.tax, receipt.tax_added)
    sheet.pair(f"{words.total} {receipt.currency}".strip(), receipt.total, bold=True, tall=True)
    for tender in receipt.tenders:
        sheet.pair(tender.label, tender.amount, bold=tender.strong)
    if receipt.change:
        sheet.pair(words.change, receipt.change, bold=True)
    if receipt.taxes:
        sheet.add(Rule())
        sheet.table((words.tax_rate, words.net, words.tax), map(_tax_cells, receipt.taxes))


def _tax_cells(row: TaxRow) -> tuple[str, ...]:
    return (row.label, row.net, row.tax)


def _lot_label(sheet: Sheet, label: LotLabel) -> None:
    words = label.words
    for _ in range(label.copies):
        sheet.centred(label.product_name, bold=True)
        sheet.centred(label.lot_number, bold=True, wide=True)
        sheet.centred(f"{label.expiry_kind} {label.expires}".strip(), bold=True)
        sheet.add(Matrix(label.payload))
        sheet.centred(label.hri)
        sheet.centred(f"{words.sku} {label.sku}")
        if label.shows_gtin:
            sheet.centred(f"{words.gtin} {label.gtin14}")
        if label.supplier_lot:
            sheet.centred(f"{words.supplier_lot} {label.supplier_lot}")
        sheet.add(Cut())


def _z_report(sheet: Sheet, report: ZReport) -> None:
    sheet.centred(report.shop_name, bold=True)
    sheet.centred(report.title, bold=True, wide=True)
    _copy_mark(sheet, report.copy_mark)
    for row in report.heading:
        sheet.pair(row.label, row.amount, bold=row.strong)
    for section in report.sections:
        sheet.add(Rule())
        sheet.left(section.title, bold=True)
        for row in section.rows:
            sheet.pair(row.label, row.amount, bold=row.strong)
    sheet.add(Rule("="))
    for text in report.footer:
        sheet.centred(text)
    _copy_mark(sheet, report.copy_mark)
    sheet.add(Cut())


def _test_page(sheet: Sheet, page: TestPage) -> None:
    sheet.centred(page.printer_name, bold=True, wide=True)
    sheet.centred(page.printed_at)
    sheet.add(Rule())
    for setting in page.settings:
        sheet.left(setting)
    sheet.add(Rule())
    ruler = "1234567890" * (sheet.columns // 10 + 1)
    sheet.add(Text(ruler[: sheet.columns]))
    sheet.left(_SAMPLE)
    sheet.pair("1 x €1.00", "€1.00")
    sheet.qr(page.qr, page.qr)
    sheet.add(Cut())


def _drawer_pulse(sheet: Sheet, _: DrawerPulse) -> None:
    sheet.add(Pulse())


LAYOUTS: Mapping[type, Callable[[Sheet, Any], None]] = MappingProxyType(
    {
        SalesReceipt: _sales_receipt,
        LotLabel: _lot_label,
        ZReport: _z_report,
        TestPage: _test_page,
        DrawerPulse: _drawer_pulse,
    }
)
