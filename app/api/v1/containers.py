"""Calls for what is opened at a till: open, close with its loss, see what is open."""

from __future__ import annotations

from typing import Any

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Counted, Decimals, LotCode, Quantity
from app.api.v1.texts import moment, quantity, today_at
from app.identity.permissions import Permission
from app.identity.queries import site_by_id
from app.inventory import opened
from app.inventory.services.close_container import close_container, hold_container
from app.inventory.services.open_container import Station, open_container
from app.sales.opened import sold_of
from app.sales.tills import till_by_code


class OpenBody(Body):
    """A lot to open at a till; all of it that is on hand where no quantity is said."""

    till: Code
    lot: LotCode
    quantity: Quantity | None = None


class CloseBody(Body):
    """How much is left over and goes on being sold; nothing where it is not said."""

    left: Counted = 0


class ContainersQuery(Body):
    """Of which till; `closed` names those that are closed too."""

    till: Code
    closed: str = ""


class ContainerAnswer(Answer):
    """A container: what it held, what was sold of it, what was lost."""

    container: int
    till: str
    sku: str
    lot: str
    quantity: Decimals
    sold: Decimals
    left: Decimals
    loss: Decimals | None
    loss_percent: str | None
    document: str | None


def container_json(row: Any, sold: int) -> dict[str, Any]:
    """A container as the interface writes it."""
    closed = row.closed_at is not None
    left = 0 if closed else max(0, min(row.quantity - sold, row.on_hand))
    return {
        "container": row.id,
        "till": row.station,
        "sku": row.sku,
        "name": row.name,
        "unit": row.base_unit,
        "lot": row.lot,
        "quantity": quantity(row.quantity),
        "sold": quantity(sold),
        "left": quantity(left),
        "opened_at": moment(row.opened_at),
        "opened_by": row.opened_by,
        "closed_at": moment(row.closed_at),
        "closed_by": row.closed_by,
        "loss": quantity(row.loss),
        "loss_percent": opened.loss_percent(row.loss or 0, row.quantity) if closed else None,
        "document": row.document,
    }


def _one(asked: Call, container_id: str | int) -> dict[str, Any]:
    row = opened.container(asked.session, container_id, asked.shop.actor)
    return container_json(row, sold_of(asked.session, [row])[row.id])


@call("GET", "/containers", needs=Permission.SEE_STOCK, query=ContainersQuery)
def list_containers(asked: Call) -> dict[str, Any]:
    """What is open at a till, oldest first; with `closed=yes` the last twenty, newest first."""
    session, query = asked.session, asked.query
    till = till_by_code(session, query.till, asked.shop.actor)
    find = opened.containers_at if query.closed else opened.open_at
    rows = find(session, till.code)
    sold = sold_of(session, rows)
    return {"items": [container_json(row, sold[row.id]) for row in rows]}


@call(
    "POST",
    "/containers",
    needs=Permission.SELL,
    body=OpenBody,
    answer=ContainerAnswer,
    status=201,
    document=True,
)
def open_here(asked: Call) -> dict[str, Any]:
    """Open a lot of measured goods at a till: its sales without a lot take it from now on."""
    session, shop, body = asked.session, asked.shop, asked.body
    till = till_by_code(session, body.till, shop.actor)
    station = Station(till.code, till.site_id, clock.local_day(shop.now, till.time_zone))
    made = open_container(
        session, body.lot, station, quantity=body.quantity, at=shop.now, by=shop.actor
    )
    return _one(asked, made)


@call(
    "POST",
    "/containers/<container>/close",
    needs=Permission.SELL,
    body=CloseBody,
    answer=ContainerAnswer,
    document=True,
)
def close_here(asked: Call) -> dict[str, Any]:
    """Close a container: what was not sold of it is written off as yield loss."""
    session, shop = asked.session, asked.shop
    held = hold_container(session, asked.path["container"], shop.actor)
    done = close_container(
        session,
        held,
        sold=sold_of(session, [held.row])[held.row.id],
        left=asked.body.left,
        on=today_at(asked, site_by_id(session, held.row.site_id)),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, done.id)
