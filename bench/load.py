"""Clients that sell over HTTP, each with its own till and connection, in processes of their own.

Prints one JSON line per process: the seconds each sale took. Bounded in count and time; talks to
the loopback address only.
"""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PRODUCTS_A_SALE = 3


@dataclass(frozen=True)
class Load:
    """How many clients for how long against which port."""

    port: int
    token: str
    clients: int
    seconds: float
    path: str
    skus: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What a load measured."""

    sales: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Sales per second."""
        return self.sales / self.seconds


def _body(till: str, skus: tuple[str, ...], rng: random.Random) -> bytes:
    lines = [{"sku": sku, "quantity": "1"} for sku in rng.sample(skus, PRODUCTS_A_SALE)]
    payments = [{"tender": "cash", "amount": "20.00"}]
    return json.dumps({"till": till, "lines": lines, "payments": payments}).encode()


def _sell(load: Load, number: int, until: float, took: list[float]) -> None:
    rng = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=30)
    headers = {"Authorization": f"Bearer {load.token}", "Content-Type": "application/json"}
    while time.perf_counter() < until:
        body = _body(f"B{number}", load.skus, rng)
        started = time.perf_counter()
        connection.request(
            "POST", load.path, body, {**headers, "Idempotency-Key": str(uuid.uuid4())}
        )
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise RuntimeError(content.decode())
        took.append(time.perf_counter() - started)
    connection.close()


def _run(load: Load) -> list[float]:
    took: list[float] = []
    until = time.perf_counter() + load.seconds
    with ThreadPoolExecutor(load.clients) as pool:
        clients = [pool.submit(_sell, load, number, until, took) for number in range(load.clients)]
        for client in clients:
            client.result()
    return took


def measure(load: Load) -> Measured:
    """Run the load in a process of its own and sum up what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(vars(load)),
        capture_output=True,
        text=True,
        timeout=load.seconds + 120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return summary(json.loads(done.stdout), load.seconds)


def summary(took: list[float], seconds: float) -> Measured:
    """Rate, median and 99th percentile."""
    ordered = sorted(took)
    if not ordered:
        return Measured(0, seconds, 0.0, 0.0)
    return Measured(
        len(ordered),
        seconds,
        ordered[len(ordered) // 2] * 1000,
        ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1000,
    )


if __name__ == "__main__":
    given = json.load(sys.stdin)
    given["skus"] = tuple(given["skus"])
    json.dump(_run(Load(**given)), sys.stdout)
