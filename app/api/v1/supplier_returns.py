"""Calls for goods given back to suppliers: give back, look, list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Code, Decimals, LotCode, Note, Quantity, Reason
from app.api.v1.lot_shapes import Cursor
from app.api.v1.texts import day, moment, money, quantity, today_at
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.inventory.places import location_by_code
from app.inventory.services.give_back import BackLine
from app.purchasing import returns
from app.purchasing.queries import supplier_by_code
from app.purchasing.services.return_goods import return_goods
from app.web.paging import DEFAULT_LIMIT, encode_cursor, id_before

P = Permission


class ReturnedLine(Body):
    """So much of a lot, from one location where it is named."""

    lot: LotCode
    quantity: Quantity
    location: Code | None = None


class SupplierReturnBody(Body):
    """What goes back to which supplier from which site, and why; their reference for it."""

    supplier: Code
    site: Code
    reason: Reason
    reference: Annotated[Note, Field(max_length=64)] = ""
    lines: Annotated[list[ReturnedLine], Field(min_length=1, max_length=500)]


class SupplierReturnQuery(Body):
    """Whose returns."""

    supplier: Code | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class SupplierReturnAnswer(Answer):
    """A return with its lots; `value` only where the role sees cost."""

    number: str
    supplier: str
    site: str
    reason: str
    lines: list[dict[str, Any]]
    value: Decimals | None = None


def _head_json(row: Any) -> dict[str, Any]:
    it = row.SupplierReturn
    return {
        "number": it.number,
        "supplier": row.Supplier.code,
        "site": row.Site.code,
        "reason": it.reason,
        "reference": it.reference,
        "returned_on": day(it.returned_on),
        "returned_at": moment(it.returned_at),
        "returned_by": it.returned_by,
    }


def _line_json(row: Any, asked: Call) -> dict[str, Any]:
    line = row.SupplierReturnLine
    answer = {
        "line": line.line,
        "lot": row.Lot.number,
        "sku": row.Product.sku,
        "supplier_lot": row.Lot.supplier_lot,
        "quantity": quantity(line.quantity),
    }
    costs = asked.shop.actor.may(P.SEE_COST)
    return answer | ({"value": money(line.value, asked.shop)} if costs else {})


def _one(asked: Call, number: str) -> dict[str, Any]:
    head = returns.return_head(asked.session, number, asked.shop.actor)
    rows = returns.return_lines(asked.session, head.SupplierReturn.id)
    answer = _head_json(head) | {"lines": [_line_json(row, asked) for row in rows]}
    if asked.shop.actor.may(P.SEE_COST):
        answer["value"] = money(sum(row.SupplierReturnLine.value for row in rows), asked.shop)
    return answer


@call(
    "POST",
    "/supplier-returns",
    needs=P.PURCHASE,
    body=SupplierReturnBody,
    answer=SupplierReturnAnswer,
    status=201,
    document=True,
)
def give_goods_back(asked: Call) -> dict[str, Any]:
    """Give lots back to the supplier they came from, at their own value."""
    session, shop, body = asked.session, asked.shop, asked.body
    site = site_by_code(session, body.site, shop.actor)
    lines = [
        BackLine(
            line.lot,
            line.quantity,
            location_by_code(session, line.location, shop.actor, field=f"lines.{at}.location")
            if line.location
            else None,
        )
        for at, line in enumerate(body.lines)
    ]
    number = return_goods(
        session,
        supplier_by_code(session, body.supplier),
        site,
        lines,
        reason=body.reason,
        reference=body.reference,
        on=today_at(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call("GET", "/supplier-returns/<number>", needs=P.SEE_STOCK, answer=SupplierReturnAnswer)
def get_supplier_return(asked: Call) -> dict[str, Any]:
    """One return to a supplier."""
    return _one(asked, asked.path["number"])


@call("GET", "/supplier-returns", needs=P.SEE_STOCK, query=SupplierReturnQuery)
def list_supplier_returns(asked: Call) -> dict[str, Any]:
    """Returns to suppliers, newest first."""
    query, session = asked.query, asked.session
    supplier = supplier_by_code(session, query.supplier) if query.supplier else None
    found = returns.returns(
        session,
        asked.shop.actor,
        supplier_id=supplier.id if supplier else None,
        before=id_before(query.cursor),
        limit=query.limit + 1,
    )
    rows = found[: query.limit]
    more = encode_cursor(rows[-1].SupplierReturn.id) if len(found) > query.limit else None
    return {"items": [_head_json(row) for row in rows], "next": more}
