"""The rows of a return or void: its head, lines and refunds, and its link in the till's chain.

Takes the receipt number under the till's lock; judges and posts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.identity.shop_context import ShopContext
from app.sales.chain import content_hash
from app.sales.models import Refund, Sale, SaleReturn, SaleReturnLine
from app.sales.till_models import RecordLink
from app.sales.tills import TillPlace, link_row, next_receipt_number

KIND = "sale_return"


@dataclass(frozen=True)
class ReturnedLine:
    """What came back of a line and lot, its cost, its money, and where it goes."""

    line: int
    lot_id: int
    lot: str
    quantity: int
    value: int
    net: int
    tax: int
    disposition: str
    reason: str


@dataclass(frozen=True)
class ReturnPaper:
    """The head of a return: which sale, at which till, when."""

    sale: Sale
    till: TillPlace
    kind: str
    on: date
    at: datetime
    reason: str = ""
    rounding: int = 0


def _head(paper: ReturnPaper, lines: Sequence[ReturnedLine], shop: ShopContext) -> dict[str, Any]:
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    return {
        "kind": paper.kind,
        "cashier": shop.actor.name,
        "returned_at": paper.at,
        "returned_on": paper.on,
        "reason": paper.reason,
        "net": net,
        "tax": tax,
        "total": net + tax,
        "rounding": paper.rounding,
    }


def write_return(
    session: Session,
    paper: ReturnPaper,
    lines: Sequence[ReturnedLine],
    refunds: Sequence[tuple[str, int]],
    shop: ShopContext,
) -> str:
    """Number the return in the till's series and write it; its number."""
    head = _head(paper, lines, shop)
    rows = [{"number": number, **vars(line)} for number, line in enumerate(lines, 1)]
    money = [
        {"seq": seq, "tender": tender, "amount": amount}
        for seq, (tender, amount) in enumerate(refunds, 1)
    ]
    named = {"till": paper.till.code, "site": paper.till.site, "sale": paper.sale.number}
    content = content_hash(KIND, head | named, {"lines": rows, "refunds": money})
    receipt = next_receipt_number(session, paper.till, kind=KIND, content=content)
    given = {
        "number": receipt.number,
        "sale_id": paper.sale.id,
        "till_id": paper.till.id,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "site_id": paper.till.site_id,
        "shift_id": receipt.shift_id,
    }
    made = session.execute(insert(SaleReturn).returning(SaleReturn.id), head | given).scalar_one()
    of_sale = {"sale_return_id": made, "sale_id": paper.sale.id}
    session.execute(insert(SaleReturnLine), [of_sale | _without_lot(row) for row in rows])
    if money:
        session.execute(insert(Refund), [{"sale_return_id": made, **row} for row in money])
    session.execute(insert(RecordLink), [link_row(paper.till, receipt, KIND, content)])
    return receipt.number


def _without_lot(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "lot"}
