"""Calls for recalls: open, read with stock and buyers, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code, Day, LotCode, Reason, Sku
from app.api.v1.texts import moment, quantity
from app.identity.permissions import Permission
from app.inventory import queries
from app.inventory.lineage import made_from
from app.inventory.recall_scope import RecallScope
from app.inventory.services.recall import close_recall, open_recall
from app.sales.lot_sales import certainty_word, sales_of_lots, sold_of_lots
from app.sales.terminals.recall_clock import RecallClock, recall_clock


def _several(said: object) -> object:
    """One is as good as a list of one."""
    return [said] if isinstance(said, str) else [] if said is None else said


MOST_CODES = 1_000
MAX_BUYERS = 10_000
BECAME = (
    "received",
    "sold",
    "recovered",
    "with_customers",
    "destroyed",
    "to_supplier",
    "made_into",
    "on_hand",
    "unaccounted",
)


class ScopeBody(Body):
    """Which lots: by number, or by what they share; of several SKUs or codes any one will do."""

    lots: Annotated[list[LotCode], Field(default_factory=list, max_length=1000)]
    sku: Annotated[
        list[Sku],
        BeforeValidator(_several, json_schema_input_type=Sku | list[Sku] | None),
        Field(default_factory=list, max_length=MOST_CODES),
    ]
    supplier: Code | None = None
    supplier_lot: Annotated[
        list[LotCode],
        BeforeValidator(_several, json_schema_input_type=LotCode | list[LotCode] | None),
        Field(default_factory=list, max_length=MOST_CODES),
    ]
    made_from: Day | None = None
    made_to: Day | None = None


class RecallBody(Body):
    """A recall to open."""

    reason: Reason
    scope: ScopeBody


class RecallAnswer(Answer):
    """A recall with its lots, stock and buyers."""

    number: str
    lots: list[str]
    on_hand: str
    sold: str
    recovered: str
    buyers: list[dict[str, Any]]
    tills: list[dict[str, Any]]
    became: list[dict[str, Any]]
    made_from: list[dict[str, Any]]


class ClockAnswer(Answer):
    """A recall's way to the tills; `blocked_at` is null while a terminal is silent."""

    number: str
    opened_at: str
    blocked_at: str | None
    seconds: int
    silent: list[str]
    tills: list[dict[str, Any]]


def buyer_json(row: Any, unit: str, *, named: bool) -> dict[str, Any]:
    """What one sale took of a recalled lot; how to reach the customer only where `named`."""
    reach = {
        "customer_name": row.customer_name,
        "phone": row.phone,
        "email": row.email,
    }
    return {
        "sale": row.number,
        "sold_at": moment(row.sold_at),
        "lot": row.lot,
        "customer": row.customer,
        "quantity": quantity(row.quantity - row.returned),
        "unit": unit,
        "certainty": certainty_word(row.certainty),
        **(reach if named else {}),
    }


def _tills(clock: RecallClock) -> list[dict[str, Any]]:
    return [
        {
            "till": each.till,
            "terminal": each.terminal,
            "acknowledged_at": moment(each.acknowledged_at),
            "seen_at": moment(each.seen_at),
        }
        for each in clock.tills
    ]


def _became(asked: Call, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What became of each lot, for those who may see all sites."""
    if asked.shop.actor.site_id is not None:
        return []
    outcomes = queries.outcomes(asked.session, [row.Lot.id for row in rows])
    return [
        {"lot": row.Lot.number, "unit": row.base_unit}
        | {name: quantity(getattr(outcomes[row.Lot.id], name)) for name in BECAME}
        for row in rows
    ]


def recall_json(asked: Call, number: str) -> dict[str, Any]:
    """A recall as the interface writes it; stock and buyers of the person's own site only."""
    session, site_id = asked.session, asked.shop.actor.site_id
    recall = queries.recall(session, number)
    rows = queries.recalled_lots(session, recall.id)
    ids = [row.Lot.id for row in rows]
    held = queries.balances(session, ids, site_id=site_id)
    sold, recovered = sold_of_lots(session, ids, site_id=site_id)
    parents = made_from(session, ids)
    units = {row.Lot.number: row.base_unit for row in rows}
    named = asked.shop.actor.may(Permission.SEE_CUSTOMERS)
    return {
        "number": recall.number,
        "reason": recall.reason,
        "opened_at": moment(recall.opened_at),
        "closed_at": moment(recall.closed_at),
        "lots": [row.Lot.number for row in rows],
        "on_hand": quantity(sum(item.on_hand for items in held.values() for item in items)),
        "sold": quantity(sold),
        "recovered": quantity(recovered),
        "buyers": [
            buyer_json(row, units[row.lot], named=named)
            for row in sales_of_lots(session, ids, limit=MAX_BUYERS, site_id=site_id)
            if row.quantity > row.returned
        ],
        "tills": _tills(recall_clock(session, recall, asked.shop.actor)),
        "became": _became(asked, rows),
        "made_from": [
            {"lot": row.Lot.number, "made_from": parents[row.Lot.id]}
            for row in rows
            if row.Lot.id in parents
        ],
    }


@call(
    "POST",
    "/recalls",
    needs=Permission.RECALL,
    body=RecallBody,
    answer=RecallAnswer,
    status=201,
    document=True,
)
def create_recall(asked: Call) -> dict[str, Any]:
    """Block every lot in scope in every channel, from this commit on."""
    wanted, shop = asked.body.scope, asked.shop
    scope = RecallScope(
        tuple(wanted.lots),
        tuple(wanted.sku),
        wanted.supplier,
        tuple(wanted.supplier_lot),
        wanted.made_from,
        wanted.made_to,
    )
    number = open_recall(asked.session, scope, reason=asked.body.reason, at=shop.now, by=shop.actor)
    return recall_json(asked, number)


@call("GET", "/recalls/<number>", needs=Permission.TRACE, answer=RecallAnswer)
def get_recall(asked: Call) -> dict[str, Any]:
    """One recall."""
    return recall_json(asked, asked.path["number"])


@call("GET", "/recalls/<number>/clock", needs=Permission.TRACE, answer=ClockAnswer)
def get_recall_clock(asked: Call) -> dict[str, Any]:
    """How long a recall took to reach every till, and who is silent."""
    recall = queries.recall(asked.session, asked.path["number"])
    clock = recall_clock(asked.session, recall, asked.shop.actor)
    return {
        "number": recall.number,
        "opened_at": moment(clock.opened_at),
        "blocked_at": moment(clock.blocked_at),
        "seconds": clock.seconds(asked.shop.now),
        "silent": [each.till for each in clock.silent],
        "tills": _tills(clock),
    }


@call("POST", "/recalls/<number>/close", needs=Permission.RECALL, answer=RecallAnswer)
def end_recall(asked: Call) -> dict[str, Any]:
    """Close a recall; its lots stay blocked."""
    close_recall(asked.session, asked.path["number"], at=asked.shop.now, by=asked.shop.actor)
    return recall_json(asked, asked.path["number"])
