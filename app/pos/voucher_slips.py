"""The slip of a voucher that was sold: what it is worth, and its number as a code to scan.

The slip is the voucher: a copy says COPY, and the balance is kept by the server alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.identity.actors import Actor
from app.identity.queries import shop
from app.pos.papers import Paper
from app.pos.receipts import TENDER_WORDS, letterhead
from app.sales import vouchers
from app.values.document import DocumentRef
from app.values.money import Currency, money_text
from app.web.filters import day
from printing.documents import AmountRow, ReceiptLine, ReceiptWords, SalesReceipt

TITLE = "VOUCHER"
SCAN = "Scan to pay with it: {number}"
NO_TAX = "Tax is charged when the voucher is spent."
GOOD_THROUGH = "Good through {day}."


def _tenders(session: Session, sold: Any, currency: Currency) -> tuple[AmountRow, ...]:
    rounding = (
        (AmountRow("Cash rounding", money_text(sold.rounding, currency)),) if sold.rounding else ()
    )
    paid = tuple(
        AmountRow(
            " ".join(filter(None, (TENDER_WORDS[each.tender], each.reference))),
            money_text(each.amount, currency),
        )
        for each in vouchers.payments_of(session, sold.id)
    )
    return (*rounding, *paid)


def voucher_paper(
    session: Session, number: str, *, by: Actor, currency: Currency, copy_no: int = 0
) -> Paper | None:
    """The slip of a voucher's sale by the sale's number; None where there is no such sale."""
    row = vouchers.sale_of_voucher(session, number)
    if row is None:
        return None
    sold, voucher = row.VoucherSale, row.Voucher
    by.require_site(sold.site_id, "voucher")
    worth = money_text(sold.amount, currency)
    dated = (GOOD_THROUGH.format(day=day(voucher.expires_on)),) if voucher.expires_on else ()
    tenders = _tenders(session, sold, currency)
    document = SalesReceipt(
        **letterhead(shop(session)),
        site=row.site_name,
        till=row.till,
        cashier=sold.cashier,
        receipt_number=sold.number,
        sold_at=f"{clock.local_time(sold.sold_at, row.time_zone):%Y-%m-%d %H:%M}",
        title=TITLE,
        lines=(ReceiptLine(f"Voucher {voucher.number}", "", "", worth),),
        total=worth,
        currency=currency.code,
        tenders=tenders,
        change=money_text(sold.change, currency) if sold.change else "",
        qr=voucher.number,
        footer=(*dated, NO_TAX),
        copy_no=copy_no,
        open_drawer=any(each.label.startswith(TENDER_WORDS["cash"]) for each in tenders),
        words=ReceiptWords(receipt="Slip", scan=SCAN.format(number=voucher.number)),
    )
    return Paper(DocumentRef("voucher_sale", number), document, sold.site_id, row.till)
