"""Calls for vouchers: sell one, and look one up. Spending one is a sale's payment."""

from __future__ import annotations

from typing import Any

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.texts import day, moment, money, today_at
from app.api.v1.voucher_shapes import VoucherAnswer, VoucherBody, VoucherHistory
from app.identity.permissions import Permission
from app.sales.pricing import Tender
from app.sales.services.sell_voucher import sell_voucher
from app.sales.tills import till_by_code
from app.sales.vouchers import history, state_of, voucher_by_number


def _voucher_json(row: Any, on: Any, asked: Call) -> dict[str, Any]:
    return {
        "number": row.number,
        "document": row.document_number,
        "issued": money(row.issued, asked.shop),
        "spent": money(row.spent, asked.shop),
        "balance": money(row.issued - row.spent, asked.shop),
        "state": state_of(row, on),
        "expires_on": day(row.expires_on),
        "issued_at": moment(row.issued_at),
        "issued_by": row.issued_by,
    }


@call(
    "POST",
    "/vouchers",
    needs=Permission.SELL,
    body=VoucherBody,
    answer=VoucherAnswer,
    status=201,
    document=True,
)
def sell_a_voucher(asked: Call) -> dict[str, Any]:
    """Sell a voucher for cash or by card: owed to its holder, in no sales figure, without tax."""
    session, shop, body = asked.session, asked.shop, asked.body
    till = till_by_code(session, body.till, shop.actor)
    today = clock.local_day(shop.now, till.time_zone)
    tenders = [
        Tender(paid.tender, paid.amount, paid.reference) for paid in body.payments if paid.amount
    ]
    sold = sell_voucher(
        session, till, body.amount, tenders, on=today, shop=shop, expires_on=body.expires_on
    )
    return _voucher_json(sold.voucher, today, asked) | {
        "change": money(sold.change, shop),
        "rounding": money(sold.rounding, shop),
    }


@call("GET", "/vouchers/<number>", needs=Permission.SEE_SALES, answer=VoucherHistory)
def get_voucher(asked: Call) -> dict[str, Any]:
    """What is left on a voucher, and every document that put money on it or took it off."""
    voucher = voucher_by_number(asked.session, asked.path["number"])
    return _voucher_json(voucher, today_at(asked), asked) | {
        "movements": [
            {
                "kind": row.VoucherMovement.kind,
                "amount": money(row.VoucherMovement.amount, asked.shop),
                "document": row.VoucherMovement.document_number,
                "site": row.site,
                "at": moment(row.VoucherMovement.moved_at),
                "by": row.VoucherMovement.moved_by,
            }
            for row in history(asked.session, voucher.id)
        ]
    }
