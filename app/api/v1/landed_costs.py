"""The call for landed costs: freight and duty on a delivery that is here already."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Decimals, LotCode, Money, Note
from app.api.v1.texts import money, today_at
from app.errors import NotFound, bad_field
from app.identity.permissions import Permission
from app.purchasing import claims
from app.purchasing.queries import receipt_head
from app.purchasing.services.landed_cost import land_cost

P = Permission


class LandedCostBody(Body):
    """What a delivery cost beside its goods, shared by what its lines cost or how much came."""

    goods_receipt: LotCode
    amount: Money
    basis: Literal["value", "quantity"] = "value"
    note: Annotated[Note, Field(max_length=300)] = ""


class LandedCostAnswer(Answer):
    """By lot, what of it went where its units were; `price_difference` is what none could bear."""

    number: str
    goods_receipt: str
    amount: Decimals
    split: list[dict[str, Any]]
    price_difference: Decimals


@call(
    "POST",
    "/landed-costs",
    needs=P.POST_ENTRIES,
    body=LandedCostBody,
    answer=LandedCostAnswer,
    status=201,
    document=True,
)
def landed_cost(asked: Call) -> dict[str, Any]:
    """Make a delivery's lots dearer by freight or duty, where their units are now."""
    session, shop, body = asked.session, asked.shop, asked.body
    if body.amount <= 0:
        raise bad_field("amount", "must be above 0")
    head = receipt_head(session, body.goods_receipt.upper(), shop.actor)
    if head is None:
        raise NotFound("There is no such goods receipt.")
    done = land_cost(
        session,
        head.GoodsReceipt.number,
        body.amount,
        basis=body.basis,
        note=body.note,
        on=today_at(asked, head.Site),
        at=shop.now,
        by=shop.actor,
    )
    split = [
        {
            "line": each["line"],
            "lot": each["lot"],
            **{part: money(-each[part], shop) for part in claims.PARTS},
        }
        for each in claims.split_by_lot(session, "landed_cost", done.number)
    ]
    return {
        "number": done.number,
        "goods_receipt": head.GoodsReceipt.number,
        "amount": money(body.amount, shop),
        "split": split,
        "price_difference": money(done.difference, shop),
    }
