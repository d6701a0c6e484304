"""The sales receipt of a sale, as the printing room wants it: every figure already text.

Reads a sale, formats it for the shop's currency and the site's wall clock. Never a cost, never a
byte to a printer. Slips of returns and voids: return_slips.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.identity.actors import Actor
from app.identity.models import Shop, Site
from app.identity.queries import shop
from app.sales import queries
from app.sales.notes import WHOLE_SALE, notes_of
from app.sales.vouchers import left_after
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
SCAN_ONLINE = "Your items and lots online, and for returns: {number}"
SCAN_NUMBER = "For returns and questions about your lots"
FOOTER = ("Thank you.",)


def public_link(address: str, token: str | None) -> str:
    """The address of a sale's own page for whoever holds its receipt; empty where it has none."""
    return f"{address}/r/{token}" if address and token else ""


def sales_receipt(
    session: Session,
    number: str,
    *,
    by: Actor,
    currency: Currency,
    copy_no: int = 0,
    address: str = "",
) -> SalesReceipt:
    """The receipt of a sale the actor may see; NotFound otherwise. `copy_no` 0 is the original.

    Its QR code leads to the sale's page at the shop's public `address`, else holds the number.
    """
    head = queries.sale_head(session, number, by)
    sale, opened = head.Sale, shop(session)
    paid = queries.payments(session, sale.id)
    states = queries.return_states(session, [sale.id])
    link = public_link(address, sale.token)
    notes = notes_of(session, sale.id)
    return SalesReceipt(
        **letterhead(opened),
        site=head.site_name,
        till=head.till,
        cashier=sale.cashier,
        receipt_number=sale.number,
        sold_at=f"{clock.local_time(sale.sold_at, head.time_zone):%Y-%m-%d %H:%M}",
        title=STATE_WORDS.get(states.get(sale.id, ""), ""),
        remark=notes.get(WHOLE_SALE, ""),
        lines=_lines(session, sale.id, notes, currency),
        subtotal="" if sale.tax_included else money_text(sale.net, currency),
        tax_added="" if sale.tax_included else money_text(sale.tax, currency),
        total=money_text(sale.total, currency),
        currency=currency.code,
        taxes=_taxes(queries.sale_taxes(session, sale.id), currency),
        tenders=(*_rounding(sale, currency), *_tenders(session, sale.number, paid, currency)),
        change=money_text(sale.change, currency) if sale.change else "",
        qr=link or sale.number,
        footer=FOOTER,
        copy_no=copy_no,
        open_drawer=any(payment.tender == "cash" for payment in paid),
        words=ReceiptWords(scan=(SCAN_ONLINE if link else SCAN_NUMBER).format(number=sale.number)),
    )


def letterhead(opened: Shop | None) -> dict[str, Any]:
    """The name and address lines over every receipt."""
    lines = (opened.address if opened else "").splitlines()
    return {"shop_name": opened.name if opened else "", "address": tuple(filter(None, lines))}


def paper_head(session: Session, site_id: int) -> dict[str, Any]:
    """What stands over the receipts that a till of the site draws itself."""
    site = session.get(Site, site_id)
    return {**letterhead(shop(session)), "site": site.name if site else ""}


def _rounding(sale: Any, currency: Currency) -> tuple[AmountRow, ...]:
    """What cash rounding made of the total, where it made anything."""
    if not sale.rounding:
        return ()
    return (AmountRow("Cash rounding", money_text(sale.rounding, currency)),)


def _lines(
    session: Session, sale_id: int, notes: Mapping[int, str], currency: Currency
) -> tuple[ReceiptLine, ...]:
    taken = queries.allocations(session, sale_id)
    said = {line: [row for row in rows if as_sold(row)] for line, rows in taken.items()}
    return tuple(
        replace(
            _line(row.SaleLine, said.get(row.SaleLine.line, []), currency),
            remark=notes.get(row.SaleLine.line, ""),
        )
        for row in queries.sale_lines(session, sale_id)
    )


def as_sold(row: Any) -> bool:
    """Whether the receipt said so: a copy never says what a count found out later."""
    return str(row.certainty) != "corrected"


def _line(line: Any, taken: Sequence[Any], currency: Currency) -> ReceiptLine:
    return ReceiptLine(
        name=line.name,
        quantity=quantity(line.quantity, None if line.unit == "each" else line.unit),
        unit_price=price_text(line.unit_price, currency),
        total=money_text(line.total, currency),
        lots=tuple(printed_lot(row, line.unit, len(taken)) for row in taken if row.tracked),
        note=f"Discount -{money_text(line.discount, currency)}" if line.discount else "",
    )


def printed_lot(row: Any, unit: str, lots: int) -> ReceiptLot:
    """A lot of a line; its quantity only where the line has several."""
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


def _tenders(
    session: Session, number: str, paid: Sequence[Any], currency: Currency
) -> Iterator[AmountRow]:
    """What was paid with; under a voucher of ours what was left on it then."""
    by_voucher = any(payment.tender == "voucher" for payment in paid)
    left = left_after(session, number) if by_voucher else {}
    for payment in paid:
        label = " ".join(filter(None, (TENDER_WORDS[payment.tender], payment.reference)))
        yield AmountRow(label, money_text(payment.amount, currency))
        if payment.seq in left:
            yield AmountRow("Left on it", money_text(left[payment.seq], currency))
