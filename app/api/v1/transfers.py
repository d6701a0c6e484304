"""Calls for transfers between sites: send, receive, settle, cancel, look."""

from __future__ import annotations

from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.texts import day, moment, money, quantity, today_at
from app.api.v1.transfer_shapes import (
    ArrivalBody,
    SettlementBody,
    TransferAnswer,
    TransferBody,
    TransferQuery,
)
from app.errors import bad_field
from app.identity.permissions import Permission
from app.identity.queries import site_by_code, sites
from app.inventory import transfers
from app.inventory.places import location_by_code
from app.inventory.services.receive_transfer import (
    ArrivedLine,
    cancel_transfer,
    receive_transfer,
)
from app.inventory.services.send_goods import SentLine, send_goods
from app.inventory.services.settle_transfer import Settlement, settle_transfer
from app.web.paging import encode_cursor, id_before

P = Permission
COUNTED = ("received", "extra", "returned", "lost", "found_at_origin")


def _line_json(line: transfers.TransferLine, asked: Call) -> dict[str, Any]:
    tally = line.tally
    answer = {
        "lot": line.lot.number,
        "sku": line.sku,
        "name": line.name,
        "status": line.lot.status,
        "sent": quantity(tally.of("sent")),
        **{kind: quantity(tally.of(kind)) for kind in COUNTED},
        "missing": quantity(tally.missing),
        "too_much": quantity(tally.extra),
    }
    costs = asked.shop.actor.may(P.SEE_COST)
    return answer | ({"value": money(line.value, asked.shop)} if costs else {})


def _head_json(head: transfers.TransferHead) -> dict[str, Any]:
    it = head.transfer
    return {
        "number": it.number,
        "status": it.status,
        "from_site": head.sender.code,
        "to_site": head.receiver.code,
        "sent_on": day(it.sent_on),
        "sent_at": moment(it.sent_at),
        "sent_by": it.sent_by,
        "reason": it.reason,
    }


def _one(asked: Call, number: str) -> dict[str, Any]:
    session = asked.session
    session.expire_all()
    head = transfers.transfer_head(session, number, asked.shop.actor)
    lines = transfers.transfer_lines(session, head)
    return _head_json(head) | {
        "lines": [_line_json(line, asked) for line in lines],
        "differences": [
            {
                "lot": line.lot.number,
                "kind": line.tally.difference,
                "quantity": quantity(line.tally.open),
            }
            for line in lines
            if line.tally.open and head.transfer.status != "sent"
        ],
    }


def _place(asked: Call, number: int, code: str | None) -> Any:
    field = f"lines.{number}.location"
    return location_by_code(asked.session, code, asked.shop.actor, field=field) if code else None


@call(
    "POST",
    "/stock/transfers",
    needs=P.MOVE_STOCK,
    body=TransferBody,
    answer=TransferAnswer,
    status=201,
    document=True,
)
def send_transfer(asked: Call) -> dict[str, Any]:
    """Send lots to another site: they leave the selling places and are on their way."""
    session, shop, body = asked.session, asked.shop, asked.body
    sender = site_by_code(session, body.from_site, shop.actor, field="from_site")
    receiver = next((site for site in sites(session) if site.code == body.to_site), None)
    if receiver is None:
        raise bad_field("to_site", f"there is no site {body.to_site}")
    number = send_goods(
        session,
        sender,
        receiver,
        [
            SentLine(line.lot, line.quantity, _place(asked, number, line.location))
            for number, line in enumerate(body.lines)
        ],
        reason=body.reason,
        on=today_at(asked, sender),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call("GET", "/stock/transfers", needs=P.SEE_STOCK, query=TransferQuery)
def list_transfers(asked: Call) -> dict[str, Any]:
    """Transfers from or to the caller's sites, newest first."""
    query, actor = asked.query, asked.shop.actor
    site = site_by_code(asked.session, query.site, actor) if query.site else None
    found = transfers.transfers(
        asked.session,
        actor,
        site_id=site.id if site else None,
        status=query.status,
        before=id_before(query.cursor),
        limit=query.limit + 1,
    )
    rows = found[: query.limit]
    more = encode_cursor(rows[-1].transfer.id) if len(found) > query.limit else None
    return {"items": [_head_json(row) for row in rows], "next": more}


@call("GET", "/stock/transfers/<number>", needs=P.SEE_STOCK, answer=TransferAnswer)
def get_transfer(asked: Call) -> dict[str, Any]:
    """One transfer with its lots and open differences."""
    return _one(asked, asked.path["number"])


@call(
    "POST",
    "/stock/transfers/<number>/receive",
    needs=P.RECEIVE,
    body=ArrivalBody,
    answer=TransferAnswer,
)
def receive_goods(asked: Call) -> dict[str, Any]:
    """Take in what came; what is short, too much or another lot stays as an open difference."""
    session, shop, number = asked.session, asked.shop, asked.path["number"]
    head = transfers.transfer_head(session, number, shop.actor)
    lines = [
        ArrivedLine(line.lot, line.quantity, _place(asked, at, line.location))
        for at, line in enumerate(asked.body.lines)
    ]
    receive_transfer(
        session,
        number,
        lines,
        complete=asked.body.complete,
        on=today_at(asked, head.receiver),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call(
    "POST",
    "/stock/transfers/<number>/settle",
    needs=P.WRITE_OFF,
    body=SettlementBody,
    answer=TransferAnswer,
)
def settle_differences(asked: Call) -> dict[str, Any]:
    """Settle open differences: back in the sender's stock, lost, or sent after all."""
    session, shop, number = asked.session, asked.shop, asked.path["number"]
    head = transfers.transfer_head(session, number, shop.actor)
    settle_transfer(
        session,
        number,
        [Settlement(line.lot, line.outcome, line.quantity) for line in asked.body.lines],
        reason=asked.body.reason,
        on=today_at(asked, head.sender),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call("POST", "/stock/transfers/<number>/cancel", needs=P.MOVE_STOCK, answer=TransferAnswer)
def call_back(asked: Call) -> dict[str, Any]:
    """Call a transfer back before anything of it was received."""
    session, shop, number = asked.session, asked.shop, asked.path["number"]
    head = transfers.transfer_head(session, number, shop.actor)
    on = today_at(asked, head.sender)
    cancel_transfer(session, number, on=on, at=shop.now, by=shop.actor)
    return _one(asked, number)
