"""Calls for swap settlements of a count: what it proposes, and re-attributing the sales."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, LotCode, Note, Quantity
from app.api.v1.texts import moment, money, quantity
from app.identity.permissions import Permission
from app.identity.queries import site_by_id
from app.inventory import counts
from app.inventory.services.count import hold_count
from app.sales import swaps
from app.sales.services.settle_swap import settle_swap

P = Permission


class SwapBody(Body):
    """Sales of the over lot that were of the short one; without a quantity all that is proposed."""

    from_lot: LotCode
    to_lot: LotCode
    quantity: Quantity | None = None
    note: Annotated[Note, Field(max_length=500)] = ""


class SwapsAnswer(Answer):
    """What a count proposes and what of it is settled; values only where the role sees cost."""

    count: str
    proposals: list[dict[str, Any]]
    settled: list[dict[str, Any]]


class SwapAnswer(Answer):
    """One settlement."""

    number: str
    count: str
    from_lot: str
    to_lot: str
    sku: str
    quantity: str
    sales: list[dict[str, Any]]


def _proposal_json(each: swaps.Proposal) -> dict[str, Any]:
    return {
        "from_lot": each.over.lot,
        "to_lot": each.short.lot,
        "sku": each.over.sku,
        "quantity": quantity(each.quantity),
        "covered": quantity(each.covered),
        "sales": [
            {
                "sale": row.number,
                "line": row.line,
                "sold_at": moment(row.sold_at),
                "quantity": quantity(part),
                "certainty": row.certainty,
            }
            for row, part in each.taken
        ],
    }


def _line_json(row: Any, asked: Call) -> dict[str, Any]:
    line = row.LotSwapLine
    answer = {
        "sale": row.number,
        "line": line.sale_line,
        "sold_at": moment(row.sold_at),
        "quantity": quantity(line.quantity),
    }
    if not asked.shop.actor.may(P.SEE_COST):
        return answer
    values = {"value_out": line.value_out, "value_in": line.value_in}
    return answer | {name: money(value, asked.shop) for name, value in values.items()}


def _settled_json(asked: Call, it: Any) -> list[dict[str, Any]]:
    rows = swaps.settlements(asked.session, it.id)
    lines = swaps.settled_sales(asked.session, [row.LotSwap.id for row in rows])
    return [
        {
            "number": row.LotSwap.number,
            "count": it.number,
            "from_lot": row.over,
            "to_lot": row.short,
            "sku": row.sku,
            "quantity": quantity(row.LotSwap.quantity),
            "note": row.LotSwap.note,
            "settled_at": moment(row.LotSwap.settled_at),
            "settled_by": row.LotSwap.settled_by,
            "sales": [_line_json(line, asked) for line in lines[row.LotSwap.id]],
        }
        for row in rows
    ]


@call("GET", "/stock/counts/<number>/swaps", needs=P.APPROVE_COUNT, answer=SwapsAnswer)
def list_swaps(asked: Call) -> dict[str, Any]:
    """Lots of a count that were sold for each other, with the sales that would be re-attributed."""
    it = counts.count(asked.session, asked.path["number"], asked.shop.actor)
    made = swaps.proposals(asked.session, it)
    return {
        "count": it.number,
        "proposals": [_proposal_json(each) for each in made],
        "settled": _settled_json(asked, it),
    }


@call(
    "POST",
    "/stock/counts/<number>/swaps",
    needs=P.APPROVE_COUNT,
    body=SwapBody,
    answer=SwapAnswer,
    status=201,
    document=True,
)
def settle_count_swap(asked: Call) -> dict[str, Any]:
    """Re-attribute the least certain sales of the over lot to the short one; cost is trued up."""
    session, shop, body = asked.session, asked.shop, asked.body
    held = hold_count(session, asked.path["number"], shop.actor)
    made = settle_swap(
        session,
        held,
        over=body.from_lot,
        short=body.to_lot,
        quantity=body.quantity,
        note=body.note,
        on=clock.local_day(shop.now, site_by_id(session, held.site_id).time_zone),
        at=shop.now,
        by=shop.actor,
    )
    settled = _settled_json(asked, held)
    return next(each for each in settled if each["number"] == made)
