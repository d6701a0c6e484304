"""Calls for what two persons decide about a lot, for its date, and for what a hold caught."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Day, Note, Reason
from app.api.v1.lot_shapes import ReasonBody
from app.api.v1.texts import day, moment, quantity
from app.errors import NotFound
from app.identity.permissions import Permission
from app.inventory import quality, queries
from app.inventory.made import Made, made_and_there
from app.inventory.models import Lot
from app.inventory.services import second_person
from app.sales.caught import caught_by_hold

P = Permission


class ExpiryBody(Body):
    """The lot's other date (`null`: none), and why."""

    expires_on: Day | None
    reason: Reason


class DecisionBody(Body):
    """A word about the decision."""

    note: Annotated[Note, Field(max_length=500)] = ""


class RequestAnswer(Answer):
    """What somebody asks a second person for; `state` is waiting, approved or refused."""

    request: int
    lot: str
    kind: str
    state: str


class ExpiryAnswer(Answer):
    """The lot's date now, every change of it, and the request where somebody has to say yes.

    `made_from_it` says what lies where of what was made from it, with its date.
    """

    lot: str
    expires_on: str | None
    changes: list[dict[str, Any]]
    request: RequestAnswer | None
    made_from_it: list[dict[str, Any]]


class CaughtAnswer(Answer):
    """What is under way with a lot."""

    lot: str
    status: str
    caught: list[dict[str, Any]]


def request_json(row: Any) -> dict[str, Any]:
    """A request with its decision."""
    asked, decided = row.LotRequest, row.LotDecision
    return {
        "request": asked.id,
        "lot": row.Lot.number,
        "sku": row.sku,
        "kind": asked.kind,
        "expires_on": day(asked.to_on),
        "reason": asked.reason,
        "asked_at": moment(asked.asked_at),
        "asked_by": asked.asked_by,
        "state": "waiting" if decided is None else "approved" if decided.approved else "refused",
        "decided_at": moment(decided.decided_at) if decided else None,
        "decided_by": decided.decided_by if decided else None,
        "note": decided.note if decided else None,
    }


def caught_json(asked: Call, lot: Lot) -> list[dict[str, Any]]:
    """What is under way with a lot, as the interface writes it."""
    return [
        {
            "kind": each.kind,
            "subject": each.subject,
            "site": each.site,
            "quantity": quantity(each.quantity),
            "detail": each.detail,
            "since": moment(each.since),
        }
        for each in caught_by_hold(asked.session, lot, asked.shop.actor)
    ]


def made_json(made: Made) -> dict[str, Any]:
    """A lot that was made from another, with where it lies."""
    return {
        "lot": made.number,
        "sku": made.sku,
        "status": made.status,
        "expires_on": day(made.expires_on),
        "balances": [
            {"site": spot.site, "location": spot.location, "on_hand": quantity(spot.on_hand)}
            for spot in made.spots
        ],
    }


def _lot(asked: Call) -> Lot:
    found: Lot = queries.lot(asked.session, asked.path["lot"], asked.shop.actor).Lot
    return found


def _request_id(asked: Call) -> int:
    text = asked.path["request_id"]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound("There is no such request.")
    return int(text)


def _request(asked: Call, request_id: int) -> dict[str, Any]:
    return request_json(quality.request(asked.session, request_id, asked.shop.actor))


@call("GET", "/lots/<lot>/caught", needs=P.SEE_STOCK, answer=CaughtAnswer)
def what_a_hold_caught(asked: Call) -> dict[str, Any]:
    """What is under way with a lot: parked carts, loans of terminals, transfers, containers."""
    lot = _lot(asked)
    return {"lot": lot.number, "status": lot.status, "caught": caught_json(asked, lot)}


def _dates(asked: Call, request_id: int | None) -> dict[str, Any]:
    lot = _lot(asked)
    asked.session.refresh(lot, ["expires_on"])
    changes = [
        {
            "at": moment(each.at),
            "from": day(each.from_on),
            "to": day(each.to_on),
            "kind": each.kind,
            "reason": each.reason,
            "actor": each.actor,
            "request": each.request_id,
        }
        for each in quality.expiry_changes(asked.session, lot.id)
    ]
    waiting = _request(asked, request_id) if request_id is not None else None
    date = day(lot.expires_on)
    made = made_and_there(asked.session, lot.id, asked.shop.actor)
    return {
        "lot": lot.number,
        "expires_on": date,
        "changes": changes,
        "request": waiting,
        "made_from_it": [made_json(each) for each in made],
    }


@call("GET", "/lots/<lot>/expiry", needs=P.SEE_STOCK, answer=ExpiryAnswer)
def get_expiry(asked: Call) -> dict[str, Any]:
    """A lot's date with every change of it."""
    return _dates(asked, None)


@call("POST", "/lots/<lot>/expiry", needs=P.HOLD_LOT, body=ExpiryBody, answer=ExpiryAnswer)
def change_expiry(asked: Call) -> dict[str, Any]:
    """Give a lot, and what was made from it, an earlier date; a later one takes a second person."""
    shop, body = asked.shop, asked.body
    done = second_person.set_expiry(
        asked.session,
        asked.path["lot"],
        body.expires_on,
        reason=body.reason,
        at=shop.now,
        by=shop.actor,
    )
    return _dates(asked, done.request_id)


@call(
    "POST",
    "/lots/<lot>/release-requests",
    needs=P.HOLD_LOT,
    body=ReasonBody,
    answer=RequestAnswer,
    status=201,
)
def ask_for_release(asked: Call) -> dict[str, Any]:
    """Ask a second person to release a held lot."""
    shop = asked.shop
    request_id = second_person.ask_release(
        asked.session, asked.path["lot"], reason=asked.body.reason, at=shop.now, by=shop.actor
    )
    return _request(asked, request_id)


@call("GET", "/lot-requests", needs=P.HOLD_LOT)
def list_lot_requests(asked: Call) -> dict[str, Any]:
    """What waits for a second person, oldest first; at most 200."""
    rows = quality.waiting(asked.session, asked.shop.actor)
    return {"items": [request_json(row) for row in rows], "next": None}


@call(
    "POST",
    "/lot-requests/<request_id>/approve",
    needs=P.RELEASE_LOT,
    body=DecisionBody,
    answer=RequestAnswer,
)
def approve_lot_request(asked: Call) -> dict[str, Any]:
    """Say yes: the lot is released, or has its later date. Never by who asked or held."""
    request_id, shop = _request_id(asked), asked.shop
    second_person.approve_request(
        asked.session, request_id, note=asked.body.note, at=shop.now, by=shop.actor
    )
    return _request(asked, request_id)


@call(
    "POST",
    "/lot-requests/<request_id>/refuse",
    needs=P.RELEASE_LOT,
    body=DecisionBody,
    answer=RequestAnswer,
)
def refuse_lot_request(asked: Call) -> dict[str, Any]:
    """Say no: nothing changes, the request is closed. Never by who asked."""
    request_id, shop = _request_id(asked), asked.shop
    second_person.refuse_request(
        asked.session, request_id, note=asked.body.note, at=shop.now, by=shop.actor
    )
    return _request(asked, request_id)
