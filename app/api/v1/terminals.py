"""Calls of terminals: ask for a sale, hand over what was recorded, say that one is there.

Handing over makes its own transactions: one records, then each act is applied in one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import after_this_request, current_app
from sqlalchemy.orm import Session

from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.sale_records import get_sale
from app.api.v1.selling import sale_json
from app.api.v1.selling_shapes import SaleAnswer
from app.api.v1.terminal_shapes import (
    HeartbeatAnswer,
    HeartbeatBody,
    OpBody,
    OpsAnswer,
    OpsBody,
)
from app.api.v1.texts import moment
from app.db import reading, transaction
from app.errors import Forbidden
from app.identity.devices import device_id_of
from app.identity.permissions import Permission
from app.identity.pin_tries import Place
from app.identity.till_people import people_version
from app.sales.terminals import contact
from app.sales.terminals.ask import ask
from app.sales.terminals.drain import apply_left_behind, take_batch
from app.sales.terminals.series import Series, series_of
from app.sales.terminals.standing import exceptions_of, ops_by_seq
from app.sales.tills import till_by_code

LOOK_EVERY = timedelta(seconds=5)
SILENCE = "lotwise.silence"


@dataclass
class SilenceWatch:
    """When this process last looked for terminals that fell silent."""

    looked_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether to look now; says yes once every five seconds."""
        if self.looked_at is not None and now - self.looked_at < LOOK_EVERY:
            return False
        self.looked_at = now
        return True


def _device(asked: Call) -> int:
    device_id = device_id_of(asked.shop.actor)
    if device_id is None:
        raise Forbidden("Only an enrolled terminal may call this.")
    return device_id


def _replayed(response: Any) -> Any:
    response.headers["Idempotency-Replayed"] = "true"
    return response


@call(
    "POST",
    "/till/ask",
    needs=Permission.SYNC,
    body=OpBody,
    answer=SaleAnswer,
    status=201,
    size=DOCUMENT_SIZE,
)
def ask_for_sale(asked: Call) -> dict[str, Any]:
    """Decide a sale that a terminal rang up, strictly; a refusal leaves nothing behind."""
    raw = asked.body.model_dump()
    found = ask(asked.session, _device(asked), raw, shop=asked.shop)
    if found.done is not None:
        return sale_json(found.done, replace(asked, shop=found.shop))
    after_this_request(_replayed)
    answer: dict[str, Any] = get_sale(replace(asked, path={"number": found.replayed or ""}))
    return answer


def _result(op: Any, raised: list[Any]) -> dict[str, Any]:
    return {
        "seq": op.seq,
        "state": "exception" if op.state == "exception" else _state(op.state),
        "number": op.number,
        "document": op.document,
        "exceptions": [{"code": each.code, "line": each.line, "lot": each.lot} for each in raised],
        "problem": op.problem,
    }


def _state(state: str) -> str:
    """What a terminal needs to know: an act that a person settled is as done as an applied one."""
    return "applied" if state == "resolved" else state


def _forked(seq: int, problem: str) -> dict[str, Any]:
    return {
        "seq": seq,
        "state": "exception",
        "number": None,
        "document": None,
        "exceptions": [],
        "problem": problem,
    }


def _answer(device_id: int, problems: dict[int, str], seqs: list[int]) -> dict[str, Any]:
    with reading() as session:
        ops = ops_by_seq(session, device_id, seqs)
        raised = exceptions_of(session, [op.document for op in ops.values() if op.document])
        series = series_of(session, device_id)
    results = [
        _forked(seq, problems[seq])
        if seq in problems
        else _result(ops[seq], raised.get(ops[seq].document or "", []))
        for seq in seqs
    ]
    return {"results": results, "last_op": series.last_op, "head": series.head}


@call(
    "POST",
    "/till/ops",
    needs=Permission.SYNC,
    body=OpsBody,
    answer=OpsAnswer,
    size=DOCUMENT_SIZE,
    writes=False,
)
def take_ops(asked: Call) -> dict[str, Any]:
    """Record what a terminal did by itself, then book it. A fact is never refused."""
    device_id, body = _device(asked), asked.body
    said = contact.Contact(queue_length=body.queue_length)
    problems, seqs = take_batch(device_id, body.ops, said, asked.shop)
    return _answer(device_id, problems, list(seqs))


def _hear(device_id: int, asked: Call) -> None:
    body = asked.body
    said = contact.Contact(body.now, body.queue_length, body.oldest, body.news_seen)
    transaction(lambda session: contact.hear(session, device_id, said, at=asked.shop.now))


def _look_after(asked: Call) -> None:
    """Now and then: who fell silent, and what was left behind by a process that died."""
    watch: SilenceWatch = current_app.extensions.setdefault(SILENCE, SilenceWatch())
    if watch.is_due(asked.shop.now):
        transaction(lambda session: contact.watch_silence(session, at=asked.shop.now))
        apply_left_behind(asked.shop)


def _news_json(news: contact.News) -> dict[str, Any]:
    return {
        "id": news.id,
        "lots": [{"lot": lot.number, "sku": lot.sku, "status": lot.status} for lot in news.lots],
        "recalls": [
            {"number": number, "reason": reason, "lots": lots}
            for number, reason, lots in news.recalls
        ],
    }


def _shift_json(session: Session, till_id: int | None) -> dict[str, Any] | None:
    shift = contact.open_shift_of(session, till_id) if till_id is not None else None
    if shift is None:
        return None
    return {
        "number": str(shift.number),
        "opened_at": moment(shift.opened_at),
        "by": shift.opened_by,
    }


def _people(session: Session, device_id: int | None, asked: Call) -> str:
    """A tag of the people and their PINs at a terminal; another one each day, for its verifiers."""
    place = Place(device_id, asked.shop.actor.site_id)
    return f"{people_version(session, place)}.{asked.shop.now:%Y%m%d}" if device_id else ""


def _series_json(series: Series | None) -> dict[str, Any] | None:
    if series is None:
        return None
    return {
        "code": series.till.code,
        "epoch": series.epoch,
        "last_op": series.last_op,
        "last_receipt": series.last_receipt,
        "head": series.head,
    }


@call(
    "POST",
    "/till/heartbeat",
    needs=Permission.TILL_FEED,
    body=HeartbeatBody,
    answer=HeartbeatAnswer,
    writes=False,
)
def heartbeat(asked: Call) -> dict[str, Any]:
    """A till is there: keep what it says of itself, tell it what changed."""
    device_id, body = device_id_of(asked.shop.actor), asked.body
    if device_id is not None:
        _hear(device_id, asked)
    _look_after(asked)
    with reading() as session:
        series = series_of(session, device_id) if device_id is not None else None
        till = series.till if series else None
        if till is None and body.till is not None:
            till = till_by_code(session, body.till, asked.shop.actor)
        seen = contact.versions(session)
        return {
            "now": moment(asked.shop.now),
            "news": _news_json(contact.news_since(session, body.news_seen, at=asked.shop.now)),
            "catalogue": seen.catalogue,
            "lots": seen.lots,
            "people": _people(session, device_id, asked),
            "shift": _shift_json(session, till.id if till else None),
            "revoked": series.revoked if series else False,
            "till": _series_json(series),
        }
