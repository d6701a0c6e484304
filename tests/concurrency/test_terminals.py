"""Terminals under a crowd: the same acts from everywhere at once, and goods that two tills sold."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from app.db import reading
from app.sales.inbox_models import TillOp
from app.sales.models import Sale
from tests.concurrency.crowd import Crowd, at_once, deliver, furnish, ok, on_hand
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.remote import Answer, RemoteApi

TWINS = 32
MOMENT = "2026-01-05T10:00:00.000Z"


def _sender(client: RemoteApi) -> Callable[..., Answer]:
    """Signed requests over a connection of their own."""

    def send(method: str, path: str, raw: bytes, headers: dict[str, str]) -> Answer:
        return client._call(method, path.removeprefix("/api/v1"), raw.decode() or None, headers)

    return send


def _terminal(api: RemoteApi, till: str) -> Terminal:
    made = Terminal(_sender(api))
    body = {"till": till, "name": f"{till} {uuid4().hex[:6]}", "public_key": made.public_key}
    return made.enrolled(ok(api.post("/devices", body)))


def _twin(terminal: Terminal, client: RemoteApi) -> Terminal:
    """The same terminal on another connection."""
    where = (terminal.id, terminal.till, terminal.site, terminal.epoch)
    return Terminal(_sender(client), *where, key=terminal.key)


def _sale(terminal: Terminal, *lines: dict[str, Any]) -> dict[str, Any]:
    return terminal.sale(*lines, sold_at=MOMENT)


def _counted(crowd: Crowd, terminal: Terminal) -> tuple[int, int]:
    """How many acts of a terminal there are, and how many sales of its series."""
    with crowd.app.app_context(), reading() as session:
        acts = select(func.count()).select_from(TillOp).where(TillOp.device_id == terminal.id)
        number = f"{terminal.site}-{terminal.till}-{terminal.epoch}-%"
        sales = select(func.count()).select_from(Sale).where(Sale.number.like(number))
        return session.scalar(acts) or 0, session.scalar(sales) or 0


def test_the_same_batch_sent_by_many_at_once_has_one_effect(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api, tills=1)
    (lot,) = deliver(api, sku, 100)
    terminal = _terminal(api, till)
    batch = [_sale(terminal, line(sku, 1, (lot, "auto"))) for _ in range(3)]
    api.close()
    with crowd.clients(TWINS) as clients:
        twins = [_twin(terminal, client) for client in clients]
        answers = at_once([lambda t=t: t.ops(*batch) for t in twins])
    assert {answer.status for answer in answers} == {200}
    states = {each["state"] for answer in answers for each in answer.json["results"]}
    assert states <= {"applied", "recorded"}
    terminal = _twin(terminal, api)
    final = terminal.ops(*batch)
    assert [each["state"] for each in final.json["results"]] == ["applied"] * 3
    assert _counted(crowd, terminal) == (3, 3)
    assert on_hand(api, sku) == 97
    api.close()
    assert crowd.broken() == []


def test_asking_by_many_at_once_sells_once(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api, tills=1)
    (lot,) = deliver(api, sku, 10)
    terminal = _terminal(api, till)
    seller = _seller(crowd)
    op = terminal.sale(line(sku, 1, lot), sold_at=MOMENT, **seller)
    api.close()
    with crowd.clients(8) as clients:
        twins = [_twin(terminal, client) for client in clients]
        answers = at_once([lambda t=t: t.ask(op) for t in twins])
    assert {answer.status for answer in answers} == {201}, [a.json for a in answers]
    assert len({json.dumps(answer.json["number"]) for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
    assert on_hand(api, sku) == 9
    api.close()
    assert crowd.broken() == []


def _seller(crowd: Crowd) -> dict[str, Any]:
    who = people.person(crowd.app, "cashier")
    return {"person": who.name, "person_id": who.id}


def test_two_tills_that_sold_the_last_units_offline_both_stand(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), tills = furnish(api, tills=4)
    (lot,) = deliver(api, sku, 5)
    terminals = [_terminal(api, till) for till in tills]
    seller, some = _seller(crowd), line(sku, 1, (lot, "auto"))
    batches = [[each.sale(some, sold_at=MOMENT, **seller) for _ in range(5)] for each in terminals]
    api.close()
    with crowd.clients(len(tills)) as clients:
        twins = [_twin(terminal, each) for terminal, each in zip(terminals, clients, strict=True)]
        pairs = list(zip(twins, batches, strict=True))
        answers = at_once([lambda t=t, b=b: t.ops(*b) for t, b in pairs])
    results = [each for answer in answers for each in answer.json["results"]]
    assert {each["state"] for each in results} == {"applied"}, results
    codes = [each["code"] for one in results for each in one["exceptions"]]
    assert codes.count("not_enough_stock") == 15
    assert set(codes) == {"not_enough_stock", "clock_skew"}, "sold before the tills were made"
    assert on_hand(api, sku) == 0
    api.close()
    assert crowd.broken() == []
