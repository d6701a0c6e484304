"""Two people want opposite things at the same moment: one of them wins, whole."""

from collections.abc import Callable
from threading import Event

from flask import Flask

from tests.concurrency.crowd import (
    RemoteAs,
    at_once,
    broken,
    deliver,
    furnish,
    ok,
    on_hand,
    sale,
    wants,
)
from tests.support.remote import Answer, RemoteApi

TILLS = 6
ENOUGH = 60


def _sellers(
    api: RemoteApi, body: dict[str, object], stop: Event
) -> tuple[list[RemoteApi], list[Callable[[], list[tuple[bool, Answer]]]]]:
    """Clients that sell until told to stop; each answer with whether it was asked after that."""
    clients = [RemoteApi(api.port, api.token) for _ in range(TILLS)]

    def work(client: RemoteApi) -> list[tuple[bool, Answer]]:
        answers = []
        for _ in range(ENOUGH):
            late = stop.is_set()
            answers.append((late, client.post("/sales", body)))
            if late:
                break
        return answers

    return clients, [lambda c=c: work(c) for c in clients]


def test_nothing_of_a_lot_is_sold_after_its_recall_was_answered(
    app: Flask, remote_as: RemoteAs
) -> None:
    owner = remote_as("owner")
    furnish(owner)
    (lot,) = deliver(owner, 1000)
    answered = Event()

    def recall() -> list[tuple[bool, Answer]]:
        boss = RemoteApi(owner.port, owner.token)
        boss.post("/scans", {"data": "warm up"})
        done = boss.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
        answered.set()
        boss.close()
        return [(False, done)]

    clients, jobs = _sellers(owner, sale(wants(1, lot=lot)), answered)
    *sold, recalled = at_once([*jobs, recall])
    for client in clients:
        client.close()
    asked_late = [answer for answers in sold for late, answer in answers if late]
    outcomes = {answer.status for answers in sold for _late, answer in answers}
    assert recalled[0][1].status == 201
    assert {(a.status, a.json["code"]) for a in asked_late} == {(409, "lot_recalled")}
    assert outcomes <= {201, 409}
    known = ok(owner.get(f"/recalls/{recalled[0][1].json['number']}"))
    count = sum(answer.status == 201 for answers in sold for _late, answer in answers)
    assert int(known["sold"]) == count == len(known["buyers"]) == 1000 - on_hand(owner)
    assert recalled[0][1].json["sold"] == known["sold"], "the recall knew every sale before it"
    assert broken(app) == []


def test_nothing_is_posted_into_a_period_once_it_is_closed(app: Flask, remote_as: RemoteAs) -> None:
    owner = remote_as("owner")
    furnish(owner)
    deliver(owner, 1000)
    closed = Event()

    def close() -> list[tuple[bool, Answer]]:
        boss = RemoteApi(owner.port, owner.token)
        boss.post("/scans", {"data": "warm up"})
        done = boss.post("/accounting/periods/close", {"through": "2020-01-31"})
        closed.set()
        boss.close()
        return [(False, done)]

    body = {**sale(wants(1)), "sold_at": "2020-01-15T12:00:00Z"}
    clients, jobs = _sellers(owner, body, closed)
    *sold, closing = at_once([*jobs, close])
    for client in clients:
        client.close()
    late = [answer for answers in sold for was_late, answer in answers if was_late]
    outcomes = {(a.status, a.json.get("code")) for answers in sold for _late, a in answers}
    assert closing[0][1].status == 200
    assert {answer.json["code"] for answer in late} == {"period_closed"}
    assert outcomes <= {(201, None), (409, "period_closed")}
    count = sum(answer.status == 201 for answers in sold for _late, answer in answers)
    assert on_hand(owner) == 1000 - count
    assert broken(app) == []


def test_the_same_unit_comes_back_once_at_however_many_tills(
    app: Flask, remote_as: RemoteAs
) -> None:
    owner = remote_as("owner")
    furnish(owner, tills=TILLS)
    deliver(owner, 5, 5)
    number = ok(owner.post("/sales", sale(wants(8))))["number"]
    clients = [RemoteApi(owner.port, owner.token) for _ in range(TILLS)]

    def work(client: RemoteApi, till: int) -> list[Answer]:
        line = {"line": 1, "quantity": "3", "disposition": "restock", "reason": "not liked"}
        body = {"till": f"T{till}", "lines": [line], "refund": {"tender": "cash"}}
        return [client.post(f"/sales/{number}/returns", body) for _ in range(2)]

    answers = at_once([lambda c=c, n=n: work(c, n) for n, c in enumerate(clients, 1)])
    for client in clients:
        client.close()
    done = [answer for each in answers for answer in each if answer.status == 201]
    refused = [answer for each in answers for answer in each if answer.status != 201]
    assert len(done) == 2, "two times three of eight; two are left, and three do not fit"
    assert {(a.status, a.json["code"]) for a in refused} == {(409, "return_refused")}
    assert [answer.json["total"] for answer in done] == ["3.00", "3.00"]
    assert on_hand(owner) == 2 + 6
    assert broken(app) == []


def test_a_sale_is_voided_or_returned_but_not_both(app: Flask, remote_as: RemoteAs) -> None:
    owner = remote_as("owner")
    furnish(owner, tills=2)
    deliver(owner, 10)
    line = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "not liked"}
    back = {"till": "T1", "lines": [line], "refund": {"tender": "cash"}}
    void = {"till": "T2", "reason": "wrong customer"}
    first, second = (RemoteApi(owner.port, owner.token) for _ in range(2))
    for _ in range(3):
        before = on_hand(owner)
        number = ok(owner.post("/sales", sale(wants(2))))["number"]
        answers = at_once(
            [
                lambda n=number: first.post(f"/sales/{n}/returns", back),
                lambda n=number: second.post(f"/sales/{n}/void", void),
            ]
        )
        assert sorted(answer.status for answer in answers) == [201, 409]
        assert on_hand(owner) == before - (1 if answers[0].status == 201 else 0)
    first.close()
    second.close()
    assert broken(app) == []


def test_moving_selling_and_holding_the_same_lot_never_loses_a_unit(
    app: Flask, remote_as: RemoteAs
) -> None:
    owner = remote_as("owner")
    furnish(owner)
    (lot,) = deliver(owner, 60)
    clients = [RemoteApi(owner.port, owner.token) for _ in range(5)]
    seller, other, mover, keeper, waster = clients
    move = {"lot": lot, "quantity": "2", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}

    def hold() -> list[Answer]:
        steps = ("quarantine", "release") * 4
        return [keeper.post(f"/lots/{lot}/{step}", {"reason": "test"}) for step in steps]

    def repeat(client: RemoteApi, path: str, body: object) -> Callable[[], list[Answer]]:
        return lambda: [client.post(path, body) for _ in range(8)]

    waste = {"reason": "broken", "quantity": "1", "location": "MAIN/DOCK"}
    sold, more, moved, held, wasted = at_once(
        [
            repeat(seller, "/sales", sale(wants(1))),
            repeat(other, "/sales", sale(wants(1, lot=lot))),
            repeat(mover, "/stock/moves", {"lines": [move]}),
            hold,
            repeat(waster, f"/lots/{lot}/write-off", waste),
        ]
    )
    for client in clients:
        client.close()
    answers = [*sold, *more, *moved, *held, *wasted]
    assert {answer.status for answer in answers} <= {200, 201, 409}
    gone = sum(answer.status == 201 for answer in [*sold, *more])
    gone += sum(answer.status == 200 for answer in wasted)
    assert on_hand(owner) == 60 - gone
    assert broken(app) == []


def test_the_same_code_is_created_once_however_often_it_is_asked(
    app: Flask, remote_as: RemoteAs
) -> None:
    owner = remote_as("owner")
    clients = [RemoteApi(owner.port, owner.token) for _ in range(6)]
    asked = (
        ("/products", {"sku": "A", "name": "A", "price": "1.00", "gtins": ["96385074"]}),
        ("/suppliers", {"code": "A", "name": "A"}),
        ("/customers", {"code": "A", "name": "A"}),
        ("/tills", {"code": "A", "site": "MAIN"}),
        ("/locations", {"code": "MAIN/A", "kind": "stock"}),
        ("/sites", {"code": "A", "name": "A"}),
    )
    for path, body in asked:
        answers = at_once([lambda c=c, p=path, b=body: c.post(p, b) for c in clients])
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [201, 409, 409, 409, 409, 409], (path, statuses)
    for client in clients:
        client.close()
    assert broken(app) == []
