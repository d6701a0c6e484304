"""The sales receipt of a sale, as the printing room wants it: every figure already text.

Reads a sale, formats it for the shop's currency and the site's wall clock. Never a cost, never a
byte to a printer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.identity.actors import Actor
from app.identity.queries import shop
from app.sales import queries
from app.values.money import Currency, money_text, price_text
from app.values.quantity import decimal_text
from app.web.filters import day, quantity
from printing.documents import (
    AmountRow,
    ReceiptLine,
    ReceiptLot,
    ReceiptWords,
    SalesReceipt,
    TaxRow,
)

TENDER_WORDS: Mapping[str, str] = MappingProxyType(
    {"cash": "Cash", "card": "Card", "voucher": "Voucher", "account": "On account"}
)
EXPIRY_WORDS: Mapping[str, str] = MappingProxyType(
    {"use_by": "use by", "best_before": "best before"}
)
STATE_WORDS: Mapping[str, str] = MappingProxyType({"voided": "VOID"})
WORDS = ReceiptWords(scan="For returns and questions about your lots")
FOOTER = ("Thank you.",)


def sales_receipt(
    session: Session, number: str, *, by: Actor, currency: Currency, copy_no: int = 0
) -> SalesReceipt:
    """The receipt of a sale the actor may see; NotFound otherwise. `copy_no` 0 is the original."""
    head = queries.sale_head(session, number, by)
    sale, opened = head.Sale, shop(session)
    paid = queries.payments(session, sale.id)
    states = queries.return_states(session, [sale.id])
    return SalesReceipt(
        shop_name=opened.name if opened else "",
        address=tuple(filter(None, (opened.address if opened else "").splitlines())),
        site=head.site_name,
        till=head.till,
        cashier=sale.cashier,
        receipt_number=sale.number,
        sold_at=f"{clock.local_time(sale.sold_at, head.time_zone):%Y-%m-%d %H:%M}",
        title=STATE_WORDS.get(states.get(sale.id, ""), ""),
        lines=_lines(session, sale.id, currency),
        subtotal="" if sale.tax_included else money_text(sale.net, currency),
        tax_added="" if sale.tax_included else money_text(sale.tax, currency),
        total=money_text(sale.total, currency),
        currency=currency.code,
        taxes=_taxes(queries.sale_taxes(session, sale.id), currency),
        tenders=tuple(_tender(payment, currency) for payment in paid),
        change=money_text(sale.change, currency) if sale.change else "",
        qr=sale.number,
        footer=FOOTER,
        copy_no=copy_no,
        open_drawer=any(payment.tender == "cash" for payment in paid),
        words=WORDS,
    )


def _lines(session: Session, sale_id: int, currency: Currency) -> tuple[ReceiptLine, ...]:
    taken = queries.allocations(session, sale_id)
    return tuple(
        _line(row.SaleLine, taken.get(row.SaleLine.line, []), currency)
        for row in queries.sale_lines(session, sale_id)
    )


def _line(line: Any, taken: Sequence[Any], currency: Currency) -> ReceiptLine:
    return ReceiptLine(
        name=line.name,
        quantity=quantity(line.quantity, None if line.unit == "each" else line.unit),
        unit_price=price_text(line.unit_price, currency),
        total=money_text(line.total, currency),
        lots=tuple(_lot(row, line.unit, len(taken)) for row in taken if row.tracked),
        note=f"Discount -{money_text(line.discount, currency)}" if line.discount else "",
    )


def _lot(row: Any, unit: str, lots: int) -> ReceiptLot:
    word = EXPIRY_WORDS.get(row.expiry_kind)
    dated = word is not None and row.expires_on is not None
    return ReceiptLot(
        number=row.number,
        expires=f"{word} {day(row.expires_on)}" if dated else "",
        quantity=quantity(row.quantity, unit) if lots > 1 else "",
    )


def _taxes(rows: Sequence[Any], currency: Currency) -> tuple[TaxRow, ...]:
    return tuple(
        TaxRow(
            f"{decimal_text(row.rate * 100)} %",
            money_text(row.net, currency),
            money_text(row.tax, currency),
        )
        for row in rows
    )


def _tender(payment: Any, currency: Currency) -> AmountRow:
    label = " ".join(filter(None, (TENDER_WORDS[payment.tender], payment.reference)))
    return AmountRow(label, money_text(payment.amount, currency))
