"""The call that switches a product to lots: what lies of it gets lot numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Day, Note, Quantity, Reason
from app.api.v1.texts import today_at
from app.identity.permissions import Permission
from app.inventory import repacks
from app.inventory.services.track_product import track_product
from app.inventory.untracked import FirstLot

P = Permission


class FirstLotBody(Body):
    """What lies at a location and is of one lot."""

    location: Code
    quantity: Quantity
    supplier_lot: Annotated[Note, Field(max_length=64)] = ""
    made_on: Day | None = None
    expires_on: Day | None = None


class TrackBody(Body):
    """All that lies of a product, location by location; none where nothing lies of it."""

    reason: Reason
    rows: Annotated[list[FirstLotBody], Field(max_length=1000)]


class TrackAnswer(Answer):
    """The documents, one a location, and the new lots."""

    sku: str
    documents: list[str]
    lots: list[str]


@call(
    "POST",
    "/products/<sku>/track",
    needs=P.OPEN_STOCK,
    body=TrackBody,
    answer=TrackAnswer,
    status=201,
    document=True,
)
def track(asked: Call) -> dict[str, Any]:
    """Count a product by lots from now on: its goods get lot numbers, cost and all."""
    session, shop, body, sku = asked.session, asked.shop, asked.body, asked.path["sku"]
    rows = [
        FirstLot(x.location, x.quantity, x.supplier_lot, x.made_on, x.expires_on) for x in body.rows
    ]
    done = track_product(
        session,
        sku,
        rows,
        reason=body.reason,
        on=lambda site: today_at(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    made = [
        row.Lot.number
        for number in done
        for row in repacks.made_by(
            session, repacks.repack_head(session, number, shop.actor).Repack.id
        )
    ]
    return {"sku": sku, "documents": done, "lots": made}
