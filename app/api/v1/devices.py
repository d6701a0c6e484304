"""Calls that enrol, list and revoke terminals. The services do the work."""

from __future__ import annotations

from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.terminal_shapes import DeviceAnswer, DeviceBody, RevokeBody
from app.api.v1.texts import moment
from app.errors import NotFound
from app.identity.devices import forget_device
from app.identity.permissions import Permission
from app.sales.terminals.enrol import Wish, enrol, revoke
from app.sales.terminals.standing import DeviceRow, terminals
from app.sales.tills import till_by_code

LONGEST_ID = 18


def device_json(row: DeviceRow) -> dict[str, Any]:
    """A terminal as the interface answers it."""
    return {
        "device": row.id,
        "name": row.name,
        "till": row.till,
        "site": row.site,
        "epoch": row.epoch,
        "enrolled_at": moment(row.enrolled_at),
        "enrolled_by": row.enrolled_by,
        "revoked_at": moment(row.revoked_at),
        "seen_at": moment(row.seen_at),
        "silent": row.silent,
        "queue_length": row.queue_length,
        "skew_ms": row.skew_ms,
        "last_op": row.last_op,
        "last_receipt": row.last_receipt,
    }


@call(
    "POST",
    "/devices",
    needs=Permission.ENROL_DEVICE,
    body=DeviceBody,
    answer=DeviceAnswer,
    status=201,
)
def enrol_device(asked: Call) -> dict[str, Any]:
    """Make this browser a till's terminal, in an epoch of its own."""
    session, shop, body = asked.session, asked.shop, asked.body
    till = till_by_code(session, body.till, shop.actor)
    wish = Wish(body.name, body.public_key.model_dump(), body.replace)
    made = enrol(session, till, wish, at=shop.now, by=shop.actor)
    return {
        "device": made.device_id,
        "name": made.name,
        "till": till.code,
        "site": till.site,
        "epoch": made.epoch,
    }


def _device_id(asked: Call) -> int:
    text = asked.path["device"]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NotFound("There is no such terminal.")
    return int(text)


@call("POST", "/devices/<device>/revoke", needs=Permission.ENROL_DEVICE, body=RevokeBody)
def revoke_device(asked: Call) -> dict[str, Any]:
    """Close a terminal for good. What it recorded is taken all the same, and flagged."""
    device_id = _device_id(asked)
    shop = asked.shop
    revoke(asked.session, device_id, reason=asked.body.reason, at=shop.now, by=shop.actor)
    forget_device(device_id)
    return {"device": device_id, "revoked_at": moment(shop.now)}


@call("GET", "/devices", needs=Permission.ENROL_DEVICE)
def list_devices(asked: Call) -> dict[str, Any]:
    """The terminals of the sites one works at, newest first."""
    return {"items": [device_json(row) for row in terminals(asked.session, asked.shop.actor)]}
