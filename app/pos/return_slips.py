"""The slip of a return or a void: what came back, what was given back, and for which sale.

A document of its own with its own number; amounts stand as they left the drawer, negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.queries import shop
from app.inventory.models import Lot
from app.pos.papers import Paper
from app.pos.receipts import TENDER_WORDS, letterhead, printed_lot, public_link, sales_receipt
from app.pos.voucher_slips import voucher_paper
from app.sales import queries
from app.sales.models import Sale, SaleLine, SaleReturn, SaleReturnLine, Till
from app.sales.vouchers import moved_by
from app.values.document import DocumentRef
from app.values.money import Currency, money_text, price_text
from app.values.quantity import decimal_text
from app.web.filters import quantity
from printing.documents import AmountRow, ReceiptLine, ReceiptWords, SalesReceipt, TaxRow

TITLES = {"return": ("RETURN", "Return of"), "void": ("VOID", "Undoes")}
WORDS = ReceiptWords(receipt="Slip", total="GIVEN BACK", scan="Your voucher: scan it to pay")
DISPOSITION_WORDS = {"restock": "", "quarantine": "set aside", "waste": "thrown away"}


def paper_of(
    session: Session,
    number: str,
    *,
    by: Actor,
    currency: Currency,
    copy_no: int = 0,
    address: str = "",
) -> Paper:
    """Paper of a sale, return, void or sold voucher, by number; NotFound where it is not theirs.

    What was sold offline was handed over long before it arrived here: its paper waits to be asked
    for.
    """
    if not number.isprintable():
        raise NotFound(f"There is no sale {number[:60]!r}.")
    row = _return_row(session, number)
    if row is None:
        sold = voucher_paper(session, number, by=by, currency=currency, copy_no=copy_no)
        if sold is not None:
            return sold
        head = queries.sale_head(session, number, by)
        how = {"by": by, "currency": currency, "copy_no": copy_no, "address": address}
        paper = sales_receipt(session, number, **how)  # type: ignore[arg-type]
        sale, link = head.Sale, public_link(address, head.Sale.token)
        ref = DocumentRef("sale", sale.number)
        return Paper(ref, paper, sale.site_id, head.till, sale.offline, link)
    by.require_site(row.SaleReturn.site_id, "sale")
    slip = _slip(session, row, currency, copy_no)
    return Paper(DocumentRef("sale_return", number), slip, row.SaleReturn.site_id, row.till)


def _return_row(session: Session, number: str) -> Any:
    found = (
        select(
            SaleReturn, Sale.number.label("sale"), Sale.tax_included, Till.code.label("till"),
            Site.name.label("site"), Site.time_zone,
        )
        .join(Sale, Sale.id == SaleReturn.sale_id)
        .join(Till, Till.id == SaleReturn.till_id)
        .join(Site, Site.id == SaleReturn.site_id)
        .where(SaleReturn.number == number)
    )  # fmt: skip
    return session.execute(found).one_or_none()


def _slip(session: Session, row: Any, currency: Currency, copy_no: int) -> SalesReceipt:
    done = row.SaleReturn
    title, answers = TITLES[done.kind]
    lines = _lines_of(session, done.id)
    money = queries.refunds_of(session, [done.id])[done.id]
    moved = moved_by(session, "sale_return", [done.number])
    vouchers = {seq: row.Voucher.number for (_number, seq), row in moved.items()}
    return SalesReceipt(
        **letterhead(shop(session)),
        site=row.site,
        till=row.till,
        cashier=done.cashier,
        receipt_number=done.number,
        sold_at=f"{clock.local_time(done.returned_at, row.time_zone):%Y-%m-%d %H:%M}",
        title=title,
        reference=f"{answers} {row.sale}",
        lines=tuple(_line(each, row.tax_included, currency) for each in lines),
        subtotal="" if row.tax_included else money_text(-done.net, currency),
        tax_added="" if row.tax_included else money_text(-done.tax, currency),
        total=money_text(-(done.net + done.tax), currency),
        currency=currency.code,
        taxes=_taxes(lines, currency),
        tenders=tuple(
            AmountRow(
                " ".join(filter(None, (TENDER_WORDS[each.tender], vouchers.get(each.seq)))),
                money_text(-each.amount, currency),
            )
            for each in money
        ),
        qr=next(iter(vouchers.values()), ""),
        footer=(done.reason,) if done.reason else (),
        copy_no=copy_no,
        open_drawer=any(each.tender == "cash" for each in money),
        words=WORDS,
    )


def _lines_of(session: Session, return_id: int) -> Sequence[Any]:
    came = SaleReturnLine
    of_line = (SaleLine.sale_id == came.sale_id) & (SaleLine.line == came.line)
    found = (
        select(
            came.quantity, came.net, came.tax, came.disposition, SaleLine.name, SaleLine.unit,
            SaleLine.unit_price, SaleLine.tax_rate, Lot.number, Lot.tracked, Lot.expires_on,
            Lot.expiry_kind,
        )
        .join(SaleLine, of_line)
        .join(Lot, Lot.id == came.lot_id)
        .where(came.sale_return_id == return_id)
        .order_by(came.number)
    )  # fmt: skip
    return session.execute(found).all()


def _line(row: Any, tax_included: bool, currency: Currency) -> ReceiptLine:
    amount = row.net + row.tax if tax_included else row.net
    return ReceiptLine(
        name=row.name,
        quantity=quantity(row.quantity, None if row.unit == "each" else row.unit),
        unit_price=price_text(row.unit_price, currency),
        total=money_text(-amount, currency),
        lots=(printed_lot(row, row.unit, 1),) if row.tracked else (),
        note=DISPOSITION_WORDS[row.disposition],
    )


def _taxes(lines: Sequence[Any], currency: Currency) -> tuple[TaxRow, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for row in lines:
        net, tax = sums.get(row.tax_rate, (0, 0))
        sums[row.tax_rate] = (net + row.net, tax + row.tax)
    return tuple(
        TaxRow(
            f"{decimal_text(rate * 100)} %", money_text(-net, currency), money_text(-tax, currency)
        )
        for rate, (net, tax) in sorted(sums.items())
    )
