"""Sends a sales receipt to the shop's printer and remembers that it came out.

The first print is the original, every later one a copy that says so. Nothing is sent inside a
transaction, and a jammed printer never touches the sale.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import outside_transaction, reading, transaction
from app.identity import audit
from app.identity.models import AuditEvent
from app.identity.shop_context import ShopContext
from app.pos.receipts import sales_receipt
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.errors import PrinterUrlError
from printing.escpos_printer import render
from printing.spool import Event, print_job

PRINTED = "receipt.printed"
OUTCOMES = {
    Event.CONFIRMED: "The receipt is printing.",
    Event.INTERRUPTED: "The printer stopped in between. Look whether the receipt came out. {why}",
    Event.UNREACHABLE: "Nothing was printed. {why}",
}


def times_printed(session: Session, number: str) -> int:
    """How often a sale's receipt has gone to a printer."""
    counted = select(func.count()).where(
        AuditEvent.subject_kind == "sale",
        AuditEvent.subject == number,
        AuditEvent.action == PRINTED,
    )
    return session.scalar(counted) or 0


def receipt_bytes(number: str, *, printer: str, shop: ShopContext) -> bytes:
    """The receipt as the bytes an ESC/POS printer gets; without a printer, a usual one's."""
    device = open_device(printer or "dummy:")
    with reading() as session:
        copy_no = times_printed(session, number)
        paper = sales_receipt(
            session, number, by=shop.actor, currency=shop.currency, copy_no=copy_no
        )
    return render(paper, device.settings)


def print_sales_receipt(number: str, *, printer: str, shop: ShopContext) -> tuple[str, str]:
    """Print once; a tone and a sentence for the cashier. Blocks up to three seconds."""
    outside_transaction("printing")
    if not printer:
        return "warn", "No receipt printer is set up (SHOP_RECEIPT_PRINTER)."
    try:
        data = receipt_bytes(number, printer=printer, shop=shop)
        event, why = print_job(open_device(printer), data)
    except PrinterUrlError as error:
        return "error", str(error)
    if event is not Event.UNREACHABLE:
        transaction(lambda session: _remember(session, number, shop, shop.now))
    return "ok" if event is Event.CONFIRMED else "error", OUTCOMES[event].format(why=why)


def _remember(session: Session, number: str, shop: ShopContext, at: datetime) -> None:
    audit.record(session, shop.actor, PRINTED, DocumentRef("sale", number), at=at)
