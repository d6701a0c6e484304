"""Many clients at once against the real server, and the small shop they crowd into."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask

from app.db import reading
from app.reporting.integrity import run_checks
from tests.support.remote import Answer, RemoteApi

T = TypeVar("T")
RemoteAs = Callable[[str], RemoteApi]


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


def furnish(api: RemoteApi, *, skus: Sequence[str] = ("MILK",), tills: int = 1) -> None:
    """A supplier, products at 1.00, and tills T1, T2, ..."""
    ok(api.post("/suppliers", {"code": "S1", "name": "Dairy"}))
    for sku in skus:
        product = {"sku": sku, "name": sku, "price": "1.00", "expiry_kind": "best_before"}
        ok(api.post("/products", product))
    for number in range(2, tills + 1):
        ok(api.post("/tills", {"code": f"T{number}", "site": "MAIN"}))


def deliver(api: RemoteApi, *quantities: int, sku: str = "MILK") -> list[str]:
    """A lot for each quantity, at a cost that does not divide; their numbers."""
    lines = [
        {"sku": sku, "quantity": str(n), "line_cost": "9.97", "expires_on": f"2027-01-{day:02d}"}
        for day, n in enumerate(quantities, 1)
    ]
    body = {"supplier": "S1", "site": "MAIN", "lines": lines}
    return [line["lot"] for line in ok(api.post("/goods-receipts", body))["lines"]]


def sale(*lines: dict[str, Any], till: str = "T1") -> dict[str, Any]:
    """A sale, paid by card for whatever the lines cost at 1.00 each."""
    total = sum(int(line["quantity"]) for line in lines)
    payments = [{"tender": "card", "amount": f"{total}.00"}]
    return {"till": till, "lines": list(lines), "payments": payments}


def wants(quantity: int, sku: str = "MILK", **more: Any) -> dict[str, Any]:
    """A line of a sale."""
    return {"sku": sku, "quantity": str(quantity), **more}


def on_hand(api: RemoteApi, sku: str = "MILK") -> int:
    """What the shop says is left of a product."""
    return sum(int(row["on_hand"]) for row in ok(api.get(f"/stock?sku={sku}")))


def broken(app: Flask) -> list[Any]:
    """The integrity checks that do not hold."""
    with app.app_context(), reading() as session:
        return [result for result in run_checks(session) if not result.ok]
