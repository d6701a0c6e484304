"""The rows of a sale: what is written of it, table by table, and what of it goes into the chain.

Takes the receipt number under the till's lock; judges and posts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.identity.shop_context import ShopContext
from app.rows import RowBatch
from app.sales.cart import CompletedSale
from app.sales.chain import content_hash
from app.sales.models import (
    LineEffort,
    Payment,
    Sale,
    SaleAllocation,
    SaleLine,
    SaleNote,
    SaleOverride,
    SaleTax,
)
from app.sales.services.voucher_money import movement_row
from app.sales.till_models import RecordLink
from app.sales.tills import ReceiptNumber, link_brought_receipt, link_row, next_receipt_number
from app.sales.voucher_models import VoucherMovement
from app.values.document import DocumentRef

KIND = "sale"
Row = dict[str, Any]


@dataclass(frozen=True)
class NumberedSale:
    """A sale with its number and link, and its rows without the id they will carry."""

    done: CompletedSale
    receipt: ReceiptNumber
    content: str
    head: Row
    parts: Mapping[str, Sequence[Row]]


def _head(done: CompletedSale, shop: ShopContext) -> Row:
    cart = done.cart
    return {
        "till": cart.till.code,
        "site": cart.till.site,
        "customer_id": cart.customer_id,
        "cashier": shop.actor.name,
        "sold_at": cart.sold_at,
        "sold_on": cart.sold_on,
        "recorded_at": shop.now,
        "tax_included": shop.prices_include_tax,
        "net": done.priced.net,
        "tax": done.priced.tax,
        "total": done.priced.total,
        "change": done.change,
        "rounding": done.rounding,
        "offline": cart.offline,
        "token": cart.token,
    }


def _lines(done: CompletedSale) -> list[Row]:
    return [
        {
            "line": priced.line,
            "product_id": item.product.id,
            "sku": item.product.sku,
            "name": item.product.name,
            "quantity": item.quantity,
            "unit": item.product.base_unit,
            "unit_price": item.price,
            "list_price": item.list_price,
            "discount": priced.discount,
            "total": priced.total,
            "net": priced.net,
            "tax": priced.tax,
            "tax_category": item.product.tax_category,
            "tax_rate": item.product.tax_rate,
        }
        for item, priced in zip(done.cart.items, done.priced.lines, strict=True)
    ]


def _efforts(done: CompletedSale) -> list[Row]:
    return [
        {"line": line, **vars(item.effort)}
        for line, item in enumerate(done.cart.items, 1)
        if item.effort is not None
    ]


def _notes(done: CompletedSale) -> list[Row]:
    """What was written on the sale (line 0) and on its lines."""
    every = enumerate((done.cart.note, *(item.note for item in done.cart.items)))
    return [{"line": line, "note": note} for line, note in every if note]


def _parts(done: CompletedSale) -> dict[str, list[Row]]:
    return {
        "lines": _lines(done),
        "allocations": [vars(taken) for taken in done.taken],
        "taxes": [vars(row) for row in done.priced.taxes],
        "payments": [{"seq": seq, **vars(paid)} for seq, paid in enumerate(done.tenders, 1)],
        "overrides": [vars(approver) for approver in done.approvers],
        "notes": _notes(done),
        "efforts": _efforts(done),
    }


def number_sale(session: Session, done: CompletedSale, shop: ShopContext) -> NumberedSale:
    """Give the sale its number (or take the terminal's) and its link in the till's chain."""
    cart, brought = done.cart, done.cart.receipt
    head, parts = _head(done, shop), _parts(done)
    content = content_hash(KIND, head, parts)
    if brought is None:
        receipt = next_receipt_number(session, cart.till, kind=KIND, content=content)
    else:
        receipt = link_brought_receipt(
            session,
            cart.till,
            epoch=brought.epoch,
            seq=brought.seq,
            kind=KIND,
            content=content,
        )
    return NumberedSale(replace(done, number=receipt.number), receipt, content, head, parts)


TABLES = (
    (SaleLine.__table__, "lines", ("sku",)),
    (SaleAllocation.__table__, "allocations", ("lot",)),
    (SaleTax.__table__, "taxes", ()),
    (Payment.__table__, "payments", ()),
    (SaleOverride.__table__, "overrides", ()),
    (SaleNote.__table__, "notes", ()),
    (LineEffort.__table__, "efforts", ()),
)
"""Table, the part of the sale that goes into it, and the names that only the chain knows."""


def _plain(row: Row, without: Sequence[str]) -> Row:
    return {name: value for name, value in row.items() if name not in without}


def _voucher_rows(numbered: NumberedSale) -> list[Row]:
    done, head = numbered.done, numbered.head
    document = DocumentRef(KIND, done.number)
    about = {
        "site_id": done.cart.till.site_id,
        "moved_at": head["recorded_at"],
        "moved_by": head["cashier"],
    }
    return [
        movement_row("redeem", each.voucher_id, each.amount, document, each.seq, **about)
        for each in done.spent
    ]


def sale_rows(sale_id: int, numbered: NumberedSale) -> RowBatch:
    """Every row of the sale under its id, parents first."""
    done, receipt, batch = numbered.done, numbered.receipt, RowBatch()
    cart = done.cart
    given = {
        "id": sale_id,
        "number": receipt.number,
        "till_id": cart.till.id,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "site_id": cart.till.site_id,
        "shift_id": receipt.shift_id if cart.shift_id is None else cart.shift_id,
    }
    batch.add(Sale.__table__, [given | _plain(numbered.head, ("till", "site"))])
    for table, part, without in TABLES:
        rows = [{"sale_id": sale_id, **_plain(row, without)} for row in numbered.parts[part]]
        if rows:
            batch.add(table, rows)
    batch.add(VoucherMovement.__table__, _voucher_rows(numbered))
    link = link_row(cart.till, receipt, KIND, numbered.content)
    batch.add(RecordLink.__table__, [link])
    return batch
