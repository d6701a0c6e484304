"""Many clients at once against the real server, and the small shop they crowd into."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any, TypeVar
from uuid import uuid4

from flask import Flask

from app.db import reading
from app.reporting.integrity import run_checks
from tests.support.remote import Answer, RemoteApi

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run all jobs, each in a thread of its own, started at the same moment."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        start.wait(timeout=30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def ok(answer: Answer) -> Any:
    """The answer's body; for steps that must work."""
    assert answer.status in {200, 201}, answer.json
    return answer.json


@dataclass
class Crowd:
    """A running shop that many clients crowd into."""

    app: Flask
    port: int
    token: str

    def client(self) -> RemoteApi:
        """A client with a connection of its own."""
        return RemoteApi(self.port, self.token)

    @contextmanager
    def clients(self, count: int) -> Iterator[list[RemoteApi]]:
        """So many clients, each with a connection of its own."""
        made = [self.client() for _ in range(count)]
        yield made
        for each in made:
            each.close()

    def broken(self) -> list[Any]:
        """The integrity checks that do not hold."""
        with self.app.app_context(), reading() as session:
            return [result for result in run_checks(session) if not result.ok]


def furnish(api: RemoteApi, *, products: int = 1, tills: int = 1) -> tuple[list[str], list[str]]:
    """New products at 1.00 and new tills; a supplier where there is none yet."""
    api.post("/suppliers", {"code": "S1", "name": "Dairy"})
    skus = [f"P-{uuid4().hex[:8]}" for _ in range(products)]
    codes = [f"T-{uuid4().hex[:8]}" for _ in range(tills)]
    for sku in skus:
        product = {"sku": sku, "name": sku, "price": "1.00", "expiry_kind": "best_before"}
        ok(api.post("/products", product))
    for code in codes:
        ok(api.post("/tills", {"code": code, "site": "MAIN"}))
    return skus, codes


def deliver(api: RemoteApi, sku: str, *quantities: int) -> list[str]:
    """A lot for each quantity, at a cost that does not divide; their numbers."""
    lines = [
        {"sku": sku, "quantity": str(n), "line_cost": "9.97", "expires_on": f"2027-01-{day:02d}"}
        for day, n in enumerate(quantities, 1)
    ]
    body = {"supplier": "S1", "site": "MAIN", "lines": lines}
    return [line["lot"] for line in ok(api.post("/goods-receipts", body))["lines"]]


def sale(till: str, *lines: dict[str, Any]) -> dict[str, Any]:
    """A sale, paid by card for whatever the lines cost at 1.00 each."""
    total = sum(int(line["quantity"]) for line in lines)
    payments = [{"tender": "card", "amount": f"{total}.00"}]
    return {"till": till, "lines": list(lines), "payments": payments}


def wants(sku: str, quantity: int, **more: Any) -> dict[str, Any]:
    """A line of a sale."""
    return {"sku": sku, "quantity": str(quantity), **more}


def on_hand(api: RemoteApi, sku: str) -> int:
    """What the shop says is left of a product."""
    return sum(int(row["on_hand"]) for row in ok(api.get(f"/stock?sku={sku}")))
