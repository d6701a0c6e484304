"""Sixteen clients, every request doubled, the last units: nothing is sold twice or below zero."""

from collections import defaultdict
from uuid import uuid4

import pytest

from tests.concurrency.crowd import Crowd, at_once, deliver, furnish, ok, on_hand, sale, wants
from tests.support.remote import Answer, RemoteApi

CLIENTS = 16
SALES_OF_A_CLIENT = 4
REFUSED = {"not_enough_stock"}


class _Client:
    """One client: sells under keys of its own, each request over two connections at once."""

    def __init__(self, crowd: Crowd, till: str) -> None:
        self.connections = (crowd.client(), crowd.client())
        self.till = till
        self.keys = [uuid4().hex for _ in range(SALES_OF_A_CLIENT)]

    def sell(self, which: int, sku: str, answers: dict[str, list[Answer]]) -> None:
        for number, key in enumerate(self.keys):
            body = sale(self.till, wants(sku, number % 3 + 1))
            answers[key].append(self.connections[which].post("/sales", body, key=key))
        self.connections[which].close()


def _numbers_of(answers: dict[str, list[Answer]]) -> list[str]:
    """The number under each key that sold; each key has one outcome, and replays say so."""
    numbers = []
    for pair in answers.values():
        sold = [answer for answer in pair if answer.status == 201]
        if not sold:
            assert {answer.json["code"] for answer in pair} <= REFUSED
            continue
        assert len(sold) == len(pair), "a key that sold once never answers otherwise"
        assert len({answer.json["number"] for answer in sold}) == 1
        assert sum("idempotency-replayed" in answer.headers for answer in sold) == len(sold) - 1
        numbers.append(sold[0].json["number"])
    return numbers


def _without_gap(numbers: list[str]) -> bool:
    """Whether every till's numbers are 1 to n."""
    by_till: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        till, _dash, seq = number.rpartition("-")
        by_till[till].add(int(seq))
    return all(found == set(range(1, len(found) + 1)) for found in by_till.values())


def _sold(api: RemoteApi, numbers: list[str]) -> int:
    lines = [line for number in numbers for line in ok(api.get(f"/sales/{number}"))["lines"]]
    return sum(int(line["quantity"]) for line in lines)


@pytest.mark.slow
def test_the_last_units_are_sold_once_with_every_request_doubled(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), tills = furnish(api, tills=4)
    lots = deliver(api, sku, 30, 20, 40, 7)
    clients = [_Client(crowd, tills[number % 4]) for number in range(CLIENTS)]
    answers: dict[str, list[Answer]] = defaultdict(list)
    at_once([lambda c=c, w=w: c.sell(w, sku, answers) for c in clients for w in (0, 1)])
    api.close()  # it lay idle meanwhile; the server may have hung up

    numbers = _numbers_of(answers)
    assert len(numbers) == len(set(numbers))
    assert _without_gap(numbers)
    assert _sold(api, numbers) + on_hand(api, sku) == 97
    assert on_hand(api, sku) == 0, "whoever still wanted one unit would have got it"
    assert {ok(api.get(f"/lots/{lot}"))["value"] for lot in lots} == {"0.00"}
    api.close()
    assert crowd.broken() == []


def test_one_key_sent_by_everybody_at_once_sells_once(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api)
    deliver(api, sku, 100)
    body, key = sale(till, wants(sku, 3)), uuid4().hex
    with crowd.clients(CLIENTS) as clients:
        answers = at_once([lambda c=c: c.post("/sales", body, key=key) for c in clients])
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["number"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert on_hand(api, sku) == 97
    api.close()
    assert crowd.broken() == []


def test_one_key_with_two_bodies_sells_one_of_them(crowd: Crowd) -> None:
    api = crowd.client()
    (sku,), (till,) = furnish(api)
    deliver(api, sku, 100)
    key = uuid4().hex
    bodies = [sale(till, wants(sku, number)) for number in range(1, 9)]
    with crowd.clients(len(bodies)) as clients:
        pairs = zip(clients, bodies, strict=True)
        answers = at_once([lambda c=c, b=b: c.post("/sales", b, key=key) for c, b in pairs])
    sold = [answer for answer in answers if answer.status == 201]
    others = [answer for answer in answers if answer.status != 201]
    assert len(sold) == 1
    assert {(a.status, a.json["code"]) for a in others} == {(422, "idempotency_key_reused")}
    assert on_hand(api, sku) == 100 - int(sold[0].json["lines"][0]["quantity"])
    api.close()
    assert crowd.broken() == []


def test_carts_in_opposite_order_never_stop_each_other(crowd: Crowd) -> None:
    api = crowd.client()
    skus, tills = furnish(api, products=3, tills=2)
    for sku in skus:
        deliver(api, sku, *([10] * 12))
    forth = [wants(sku, 3) for sku in skus]
    bodies = [sale(tills[0], *forth), sale(tills[1], *reversed(forth))]

    def work(client: RemoteApi, number: int) -> list[int]:
        return [client.post("/sales", bodies[(number + n) % 2]).status for n in range(5)]

    with crowd.clients(8) as clients:
        answers = at_once([lambda c=c, n=n: work(c, n) for n, c in enumerate(clients)])
    api.close()
    assert {status for statuses in answers for status in statuses} == {201}
    assert [on_hand(api, sku) for sku in skus] == [0, 0, 0]
    api.close()
    assert crowd.broken() == []
