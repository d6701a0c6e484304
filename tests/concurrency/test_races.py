"""Two people want opposite things at the same moment: one of them wins, whole."""

from collections.abc import Callable
from threading import Event
from typing import Any
from uuid import uuid4

from tests.concurrency.crowd import Crowd, at_once, deliver, furnish, ok, on_hand, sale, wants
from tests.support.remote import Answer, RemoteApi

TILLS = 6
ENOUGH = 60
Asked = list[tuple[bool, Answer]]


def _until(client: RemoteApi, body: dict[str, Any], stop: Event) -> Asked:
    """Sell until told to stop, and once more; each answer with whether it was asked after that."""
    answers: Asked = []
    for _ in range(ENOUGH):
        late = stop.is_set()
        answers.append((late, client.post("/sales", body)))
        if late:
            break
    return answers


def _against(crowd: Crowd, body: dict[str, Any], path: str, decree: Any) -> tuple[Answer, Asked]:
    """Tills sell as fast as they can while one call decrees otherwise: its answer, and theirs."""
    decreed = Event()

    def rule(boss: RemoteApi) -> Asked:
        boss.post("/scans", {"data": "warm up"})
        done = boss.post(path, decree)
        decreed.set()
        return [(False, done)]

    with crowd.clients(TILLS + 1) as (boss, *sellers):
        jobs = [lambda c=c: _until(c, body, decreed) for c in sellers]
        (first,), *sold = at_once([lambda: rule(boss), *jobs])
    return first[1], [answer for answers in sold for answer in answers]


def test_nothing_of_a_lot_is_sold_after_its_recall_was_answered(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api)
    (lot,) = deliver(api, sku, 1000)
    decree = {"reason": "glass", "scope": {"lots": [lot]}}
    recalled, asked = _against(crowd, sale(till, wants(sku, 1, lot=lot)), "/recalls", decree)
    api.close()
    late = [answer for was_late, answer in asked if was_late]
    count = sum(answer.status == 201 for _late, answer in asked)
    assert recalled.status == 201
    assert {(a.status, a.json["code"]) for a in late} == {(409, "lot_recalled")}
    assert {answer.status for _late, answer in asked} <= {201, 409}
    known = ok(api.get(f"/recalls/{recalled.json['number']}"))
    assert int(known["sold"]) == count == len(known["buyers"]) == 1000 - on_hand(api, sku)
    assert recalled.json["sold"] == known["sold"], "the recall knew every sale before it"
    api.close()
    assert crowd.broken() == []


def test_nothing_is_posted_into_a_period_once_it_is_closed(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api)
    deliver(api, sku, 1000)
    body = {**sale(till, wants(sku, 1)), "sold_at": "2020-01-15T12:00:00Z"}
    decree = {"through": "2020-01-31"}
    closing, asked = _against(crowd, body, "/accounting/periods/close", decree)
    api.close()
    late = [answer for was_late, answer in asked if was_late]
    assert closing.status == 200
    assert {answer.json["code"] for answer in late} == {"period_closed"}
    outcomes = {(answer.status, answer.json.get("code")) for _late, answer in asked}
    assert outcomes <= {(201, None), (409, "period_closed")}
    count = sum(answer.status == 201 for _late, answer in asked)
    assert on_hand(api, sku) == 1000 - count
    api.close()
    assert crowd.broken() == []


def test_the_same_unit_comes_back_once_at_however_many_tills(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), tills = furnish(api, tills=TILLS)
    deliver(api, sku, 5, 5)
    number = ok(api.post("/sales", sale(tills[0], wants(sku, 8))))["number"]
    line = {"line": 1, "quantity": "3", "disposition": "restock", "reason": "not liked"}

    def work(client: RemoteApi, till: str) -> list[Answer]:
        body = {"till": till, "lines": [line], "refund": {"tender": "cash"}}
        return [client.post(f"/sales/{number}/returns", body) for _ in range(2)]

    with crowd.clients(TILLS) as clients:
        pairs = zip(clients, tills, strict=True)
        answers = at_once([lambda c=c, t=t: work(c, t) for c, t in pairs])
    api.close()
    done = [answer for each in answers for answer in each if answer.status == 201]
    refused = [answer for each in answers for answer in each if answer.status != 201]
    assert len(done) == 2, "two times three of eight; two are left, and three do not fit"
    assert {(a.status, a.json["code"]) for a in refused} == {(409, "return_refused")}
    assert [answer.json["total"] for answer in done] == ["3.00", "3.00"]
    assert on_hand(api, sku) == 2 + 6
    api.close()
    assert crowd.broken() == []


def test_a_sale_is_voided_or_returned_but_not_both(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), tills = furnish(api, tills=2)
    deliver(api, sku, 10)
    line = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "not liked"}
    back = {"till": tills[0], "lines": [line], "refund": {"tender": "cash"}}
    void = {"till": tills[1], "reason": "wrong customer"}
    with crowd.clients(2) as (first, second):
        for _ in range(4):
            before = on_hand(api, sku)
            number = ok(api.post("/sales", sale(tills[0], wants(sku, 2))))["number"]
            jobs = [
                lambda n=number: first.post(f"/sales/{n}/returns", back),
                lambda n=number: second.post(f"/sales/{n}/void", void),
            ]
            returned, voided = at_once(jobs)
            assert sorted((returned.status, voided.status)) == [201, 409]
            assert on_hand(api, sku) == before - (1 if returned.status == 201 else 0)
    api.close()
    assert crowd.broken() == []


def test_moving_selling_and_holding_the_same_lot_never_loses_a_unit(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api)
    (lot,) = deliver(api, sku, 60)
    move = {"lines": [{"lot": lot, "quantity": "2", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}]}
    waste = {"reason": "broken", "quantity": "1", "location": "MAIN/DOCK"}

    def repeat(client: RemoteApi, path: str, body: object) -> Callable[[], list[Answer]]:
        return lambda: [client.post(path, body) for _ in range(8)]

    def hold(client: RemoteApi) -> list[Answer]:
        steps = ("quarantine", "release") * 4
        return [client.post(f"/lots/{lot}/{step}", {"reason": "test"}) for step in steps]

    with crowd.clients(5) as (seller, other, mover, keeper, waster):
        sold, more, moved, held, wasted = at_once(
            [
                repeat(seller, "/sales", sale(till, wants(sku, 1))),
                repeat(other, "/sales", sale(till, wants(sku, 1, lot=lot))),
                repeat(mover, "/stock/moves", move),
                lambda: hold(keeper),
                repeat(waster, f"/lots/{lot}/write-off", waste),
            ]
        )
    api.close()
    answers = [*sold, *more, *moved, *held, *wasted]
    assert {answer.status for answer in answers} <= {200, 201, 409}
    gone = sum(answer.status == 201 for answer in [*sold, *more])
    gone += sum(answer.status == 200 for answer in wasted)
    assert on_hand(api, sku) == 60 - gone
    api.close()
    assert crowd.broken() == []


def test_the_same_code_is_created_once_however_often_it_is_asked(crowd: Crowd) -> None:
    code = f"A{uuid4().hex[:6]}"
    asked = (
        ("/products", {"sku": code, "name": "A", "price": "1.00", "gtins": ["96385074"]}),
        ("/suppliers", {"code": code, "name": "A"}),
        ("/customers", {"code": code, "name": "A"}),
        ("/tills", {"code": code, "site": "MAIN"}),
        ("/locations", {"code": f"MAIN/{code}", "kind": "stock"}),
        ("/sites", {"code": code, "name": "A"}),
    )
    with crowd.clients(6) as clients:
        for path, body in asked:
            answers = at_once([lambda c=c, p=path, b=body: c.post(p, b) for c in clients])
            statuses = sorted(answer.status for answer in answers)
            assert statuses == [201, 409, 409, 409, 409, 409], (path, statuses)
    assert crowd.broken() == []


def test_a_voucher_is_spent_once_at_however_many_tills(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), tills = furnish(api, tills=4)
    deliver(api, sku, 100)
    bought = {"till": tills[0], "amount": "5.00"}
    number = ok(
        api.post("/vouchers", bought | {"payments": [{"tender": "cash", "amount": "5.00"}]})
    )["number"]
    paid = [{"tender": "voucher", "amount": "1.00", "reference": number}]
    with crowd.clients(16) as clients:
        jobs = [
            lambda c=c, t=t: c.post("/sales", sale(t, wants(sku, 1)) | {"payments": paid})
            for c, t in zip(clients, tills * 4, strict=True)
        ]
        answers = at_once(jobs)
    outcomes = [(answer.status, answer.json.get("code")) for answer in answers]
    assert sorted(outcomes, key=str) == [(201, None)] * 5 + [(409, "voucher_empty")] * 11
    assert ok(api.get(f"/vouchers/{number}"))["balance"] == "0.00"
    assert on_hand(api, sku) == 95
    api.close()
    assert crowd.broken() == []


def test_no_delivery_slips_past_a_recall_that_opens_beside_it(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), _tills = furnish(api)
    deliver(api, sku, 1)
    scope = {"sku": sku, "supplier_lot": "BAD 7"}
    line = {"sku": sku, "quantity": "1", "line_cost": "1.00", "expires_on": "2027-01-01"}
    bad = {"supplier": "S1", "site": "MAIN", "lines": [line | {"supplier_lot": "bad7"}]}
    ok(api.post("/goods-receipts", bad))
    opened = Event()

    def bring(client: RemoteApi) -> list[str]:
        """Deliver bad goods until the recall was answered, and once more."""
        lots: list[str] = []
        for _ in range(ENOUGH):
            late = opened.is_set()
            lots += [each["lot"] for each in ok(client.post("/goods-receipts", bad))["lines"]]
            if late:
                break
        return lots

    def recall(boss: RemoteApi) -> list[str]:
        number = ok(boss.post("/recalls", {"reason": "glass", "scope": scope}))["number"]
        opened.set()
        return [number]

    with crowd.clients(TILLS + 1) as (boss, *dock):
        jobs = [lambda c=c: bring(c) for c in dock]
        (number,), *brought = at_once([lambda: recall(boss), *jobs])
    lots = {lot for each in brought for lot in each}
    assert lots <= set(ok(api.get(f"/recalls/{number}"))["lots"])
    assert {ok(api.get(f"/lots/{lot}"))["status"] for lot in lots} == {"recalled"}
    api.close()
    assert crowd.broken() == []
