"""How fast a till's queue drains: signed offline sales, recorded and booked, over HTTP.

One terminal hands over its queue in batches of fifty, one after another, as the browser does.
Serves benchmarks only.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from typing import Any

from app import clock
from bench.places import fresh_database, open_shop
from bench.seed import Seeder, furnish, seeder
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.server import start_server

SALES = 1000
BATCH = 50
LINES = 3
PRODUCTS = 60


@dataclass(frozen=True)
class DrainRow:
    """One line of the table."""

    database: str
    sales: int
    seconds: float
    slowest_ms: float

    @property
    def rate(self) -> float:
        """Sales booked per second."""
        return self.sales / self.seconds


@dataclass
class _Wire:
    """One kept-open connection to the server."""

    port: int

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def send(self, method: str, path: str, raw: bytes, headers: dict[str, str]) -> Any:
        """A request; its JSON, or the server's words as an error."""
        self._connection.request(method, path, raw, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(content.decode())
        return json.loads(content)


def _enrolled(seed: Seeder) -> Terminal:
    """A terminal of the first till, made before the server runs."""
    made = Terminal(lambda *_request: None)
    body: dict[str, object] = {"till": "B0", "name": "drain", "public_key": made.public_key}
    return made.enrolled(seed.post("/devices", body))


def _first_lots(seed: Seeder, skus: list[str]) -> list[tuple[str, str]]:
    """Each product with the lot that its till would take first."""
    token = {"Authorization": f"Bearer {seed.token}"}
    found = []
    for sku in skus[:PRODUCTS]:
        lots = seed.client.get(f"/api/v1/lots?sku={sku}", headers=token).get_json()["items"]
        found.append((sku, min(lots, key=lambda lot: lot["expires_on"])["lot"]))
    return found


def _line(goods: tuple[str, str]) -> dict[str, Any]:
    return line(goods[0], 1, (goods[1], "auto"), price="2.50")  # type: ignore[no-any-return]


def _queue(
    terminal: Terminal, goods: list[tuple[str, str]], seller: people.Somebody
) -> list[dict[str, Any]]:
    """A queue of sales, chained and signed as a browser would have."""
    moment = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return [
        terminal.sale(
            *(_line(goods[(number * LINES + part) % len(goods)]) for part in range(LINES)),
            person=seller.name,
            person_id=seller.id,
            sold_at=moment,
        )
        for number in range(SALES)
    ]


def _drain(terminal: Terminal, queue: list[dict[str, Any]], kind: str) -> DrainRow:
    slowest, begun = 0.0, time.perf_counter()
    for start in range(0, len(queue), BATCH):
        before = time.perf_counter()
        answer = terminal.ops(*queue[start : start + BATCH], queue_length=len(queue) - start)
        slowest = max(slowest, time.perf_counter() - before)
        states = {each["state"] for each in answer["results"]}
        if states != {"applied"}:
            raise RuntimeError(json.dumps(answer["results"][:3]))
    return DrainRow(kind, len(queue), time.perf_counter() - begun, slowest * 1000)


def drain_row(kind: str) -> DrainRow:
    """Hand over a thousand sales of three lines each to a real server."""
    with fresh_database(kind) as url:
        with open_shop(url) as app:
            seed = seeder(app)
            skus = furnish(seed, 1)
            terminal, seller = _enrolled(seed), people.person(app, "cashier")
            queue = _queue(terminal, _first_lots(seed, skus), seller)
        server = start_server(url, workers=2, threads=8, environment={"DATABASE_URL": url})
        try:
            terminal.send = _Wire(server.port).send
            return _drain(terminal, queue, kind)
        finally:
            server.stop()


def table(rows: list[DrainRow]) -> list[str]:
    """The rows as a Markdown table."""
    return [
        "| database | sales | seconds | sales/s | slowest batch of 50, ms |",
        "| --- | --: | --: | --: | --: |",
        *(
            f"| {row.database} | {row.sales} | {row.seconds:.1f} | {row.rate:.0f} |"
            f" {row.slowest_ms:.0f} |"
            for row in rows
        ),
    ]
