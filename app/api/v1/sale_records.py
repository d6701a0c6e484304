"""Calls that read sales back: one with its lots, payments and returns, and the list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.delivery_shapes import ListQuery
from app.api.v1.fields import Day
from app.api.v1.selling_shapes import SaleAnswer
from app.api.v1.texts import day, moment, money, quantity
from app.identity.permissions import Permission
from app.sales import queries
from app.sales.lot_sales import cogs_of
from app.sales.notes import WHOLE_SALE, notes_of
from app.sales.terminals.standing import exceptions_of
from app.values.money import price_text
from app.values.quantity import decimal_text


class SalesQuery(ListQuery):
    """Which sales."""

    number: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9._/+:#-]*$")] = ""
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


def _line_json(row: Any, taken: list[Any], note: str, asked: Call) -> dict[str, Any]:
    line, shop = row.SaleLine, asked.shop
    return {
        "line": line.line,
        "sku": row.sku,
        "name": line.name,
        "quantity": quantity(line.quantity),
        "unit": line.unit,
        "unit_price": price_text(line.unit_price, shop.currency),
        "discount": money(line.discount, shop),
        "total": money(line.total, shop),
        "net": money(line.net, shop),
        "tax": money(line.tax, shop),
        "tax_rate": decimal_text(line.tax_rate),
        "note": note,
        "allocations": [
            {
                "lot": item.number,
                "quantity": quantity(item.quantity),
                "returned": quantity(item.returned),
                "moved": quantity(item.moved),
                "certainty": item.certainty,
            }
            for item in taken
        ],
    }


def _returns_json(asked: Call, sale_id: int) -> list[dict[str, Any]]:
    found = queries.returns_of(asked.session, sale_id)
    lines = queries.return_lines(asked.session, sale_id)
    return [
        {
            "number": item.number,
            "kind": item.kind,
            "returned_at": moment(item.returned_at),
            "total": money(item.total, asked.shop),
            "lines": [
                {
                    "line": row.SaleReturnLine.line,
                    "lot": row.lot,
                    "quantity": quantity(row.SaleReturnLine.quantity),
                    "disposition": row.SaleReturnLine.disposition,
                    "reason": row.SaleReturnLine.reason,
                }
                for row in lines.get(item.id, [])
            ],
        }
        for item in found
    ]


def _head_json(row: Any, asked: Call) -> dict[str, Any]:
    sale, shop = row.Sale, asked.shop
    return {
        "number": sale.number,
        "receipt_number": sale.number,
        "till": row.till,
        "site": row.site,
        "cashier": sale.cashier,
        "customer": row.customer,
        "sold_at": moment(sale.sold_at),
        "sold_on": day(sale.sold_on),
        "total": money(sale.total, shop),
        "net": money(sale.net, shop),
        "tax": money(sale.tax, shop),
        "change": money(sale.change, shop),
    }


@call("GET", "/sales/<number>", needs=Permission.SEE_SALES, answer=SaleAnswer)
def get_sale(asked: Call) -> dict[str, Any]:
    """One sale with its lots, payments and returns."""
    session, shop = asked.session, asked.shop
    head = queries.sale_head(session, asked.path["number"], shop.actor)
    taken = queries.allocations(session, head.Sale.id)
    lines = queries.sale_lines(session, head.Sale.id)
    notes = notes_of(session, head.Sale.id)
    answer = _head_json(head, asked) | {
        "note": notes.get(WHOLE_SALE, ""),
        "lines": [
            _line_json(
                row, taken.get(row.SaleLine.line, []), notes.get(row.SaleLine.line, ""), asked
            )
            for row in lines
        ],
        "payments": [
            {
                "tender": item.tender,
                "amount": money(item.amount, shop),
                "reference": item.reference,
            }
            for item in queries.payments(session, head.Sale.id)
        ],
        "returns": _returns_json(asked, head.Sale.id),
        "exceptions": [
            {"code": each.code, "line": each.line, "lot": each.lot}
            for each in exceptions_of(session, [head.Sale.number]).get(head.Sale.number, [])
        ],
    }
    if shop.actor.may(Permission.SEE_COST):
        answer["cogs"] = money(cogs_of(session, head.Sale.id), shop)
    return answer


@call("GET", "/sales", needs=Permission.SEE_SALES, query=SalesQuery)
def list_sales(asked: Call) -> dict[str, Any]:
    """Sales, newest first."""
    query = asked.query
    wanted = queries.SaleFilter(query.number, query.from_, query.to, asked.shop.actor.site_id)
    page = queries.sales(asked.session, wanted, limit=query.limit, cursor=query.cursor)
    return {"items": [_head_json(row, asked) for row in page.items], "next": page.next}
