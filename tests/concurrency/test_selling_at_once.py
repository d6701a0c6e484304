"""Sixteen clients, every request doubled, the last units: nothing is sold twice or below zero."""

from collections import defaultdict
from uuid import uuid4

import pytest
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

CLIENTS = 16
SALES_OF_A_CLIENT = 4
REFUSED = {"not_enough_stock"}


class _Client:
    """One client: sells under keys of its own, each request over two connections at once."""

    def __init__(self, api: RemoteApi, till: str) -> None:
        self.connections = (RemoteApi(api.port, api.token), RemoteApi(api.port, api.token))
        self.till = till
        self.keys = [uuid4().hex for _ in range(SALES_OF_A_CLIENT)]


def _numbers_of(answers: dict[str, list[Answer]]) -> list[str]:
    """The number under each key that sold; each key has one outcome, and replays say so."""
    numbers = []
    for pair in answers.values():
        sold = [answer for answer in pair if answer.status == 201]
        if not sold:
            assert {answer.json["code"] for answer in pair} <= REFUSED
            continue
        refused = [answer for answer in pair if answer.status != 201]
        assert not refused, "a key that sold once never answers otherwise"
        assert len({answer.json["number"] for answer in sold}) == 1
        assert sum("idempotency-replayed" in answer.headers for answer in sold) == len(sold) - 1
        numbers.append(sold[0].json["number"])
    return numbers


@pytest.mark.slow
def test_the_last_units_are_sold_once_with_every_request_doubled(
    app: Flask, remote_as: RemoteAs
) -> None:
    owner = remote_as("owner")
    furnish(owner, tills=4)
    lots = deliver(owner, 30, 20, 40, 7)
    cashier = remote_as("cashier")
    clients = [_Client(cashier, f"T{number % 4 + 1}") for number in range(CLIENTS)]
    answers: dict[str, list[Answer]] = defaultdict(list)

    def work(client: _Client, which: int) -> None:
        for number, key in enumerate(client.keys):
            body = sale(wants(number % 3 + 1), till=client.till)
            answers[key].append(client.connections[which].post("/sales", body, key=key))

    at_once([lambda c=c, w=w: work(c, w) for c in clients for w in (0, 1)])
    for client in clients:
        for connection in client.connections:
            connection.close()

    numbers = _numbers_of(answers)
    sold = [ok(owner.get(f"/sales/{number}")) for number in numbers]
    taken = sum(int(line["quantity"]) for each in sold for line in each["lines"])
    assert len(numbers) == len(set(numbers))
    assert taken + on_hand(owner) == 97
    assert on_hand(owner) <= 2, "whoever still wanted one unit would have got it"
    assert {lot for lot in lots if ok(owner.get(f"/lots/{lot}"))["on_hand"] == "0"} >= set(lots[:3])
    by_till = defaultdict(set)
    for number in numbers:
        site_till, _dash, seq = number.rpartition("-")
        by_till[site_till].add(int(seq))
    assert all(found == set(range(1, len(found) + 1)) for found in by_till.values())
    assert broken(app) == []


def test_one_key_sent_by_everybody_at_once_sells_once(app: Flask, remote_as: RemoteAs) -> None:
    owner = remote_as("owner")
    furnish(owner)
    deliver(owner, 100)
    clients = [RemoteApi(owner.port, owner.token) for _ in range(CLIENTS)]
    answers = at_once([lambda c=c: c.post("/sales", sale(wants(3)), key="one") for c in clients])
    for client in clients:
        client.close()
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["number"] for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert on_hand(owner) == 97
    assert broken(app) == []


def test_one_key_with_two_bodies_sells_one_of_them(app: Flask, remote_as: RemoteAs) -> None:
    owner = remote_as("owner")
    furnish(owner)
    deliver(owner, 100)
    clients = [RemoteApi(owner.port, owner.token) for _ in range(8)]
    answers = at_once(
        [lambda c=c, n=n: c.post("/sales", sale(wants(n + 1)), key="one")
         for n, c in enumerate(clients)]
    )  # fmt: skip
    for client in clients:
        client.close()
    sold = [answer for answer in answers if answer.status == 201]
    others = [answer for answer in answers if answer.status != 201]
    assert len(sold) == 1
    assert {(a.status, a.json["code"]) for a in others} == {(422, "idempotency_key_reused")}
    assert on_hand(owner) == 100 - int(sold[0].json["lines"][0]["quantity"])
    assert broken(app) == []


def test_carts_in_opposite_order_never_stop_each_other(app: Flask, remote_as: RemoteAs) -> None:
    owner = remote_as("owner")
    skus = ("MILK", "WINE", "TEA")
    furnish(owner, skus=skus, tills=2)
    for sku in skus:
        deliver(owner, *([10] * 12), sku=sku)
    forth = [wants(3, sku) for sku in skus]
    bodies = [sale(*forth, till="T1"), sale(*reversed(forth), till="T2")]
    clients = [RemoteApi(owner.port, owner.token) for _ in range(8)]

    def work(client: RemoteApi, number: int) -> list[int]:
        return [client.post("/sales", bodies[(number + n) % 2]).status for n in range(5)]

    answers = at_once([lambda c=c, n=n: work(c, n) for n, c in enumerate(clients)])
    for client in clients:
        client.close()
    assert {status for statuses in answers for status in statuses} == {201}
    assert [on_hand(owner, sku) for sku in skus] == [0, 0, 0]
    assert broken(app) == []
