"""Sales per second over HTTP: the shop beside the hand-written floor, on the same database."""

from __future__ import annotations

from dataclasses import dataclass

from bench.load import Load, Measured, measure
from bench.places import fresh_database, open_shop
from bench.seed import furnish, seeder
from tests.support.server import start_server

CLIENTS = (1, 4, 16)
WARM_SECONDS = 2.0


@dataclass(frozen=True)
class SaleRow:
    """One line of the table."""

    database: str
    clients: int
    shop: Measured
    floor: Measured

    @property
    def ratio(self) -> float:
        """How much of the floor's rate the shop reaches."""
        return self.shop.rate / self.floor.rate


def _serve(url: str, application: str, load: Load, clients: tuple[int, ...]) -> list[Measured]:
    server = start_server(
        url, workers=2, threads=8, environment={"DATABASE_URL": url}, application=application
    )
    try:
        found = []
        for count in clients:
            for seconds in (WARM_SECONDS, load.seconds):
                values = {**vars(load), "port": server.port, "clients": count, "seconds": seconds}
                result = measure(Load(**values))
            found.append(result)
        return found
    finally:
        server.stop()


def sale_rows(kind: str, seconds: float, clients: tuple[int, ...] = CLIENTS) -> list[SaleRow]:
    """Measure both for every number of clients."""
    with fresh_database(kind) as url:
        with open_shop(url) as app:
            seed = seeder(app)
            skus = tuple(furnish(seed, max(clients)))
        load = Load(0, seed.token, 0, seconds, "/api/v1/sales", skus)
        shop = _serve(url, "wsgi:app", load, clients)
        floor_load = Load(0, seed.token, 0, seconds, "/sales", skus)
        floor = _serve(url, "bench.floor:app", floor_load, clients)
    return [
        SaleRow(kind, count, ours, least)
        for count, ours, least in zip(clients, shop, floor, strict=True)
    ]


def table(rows: list[SaleRow]) -> list[str]:
    """The rows as a Markdown table."""
    heads = ("database", "clients", "sales/s", "p50 ms", "p99 ms")
    floor_heads = ("floor sales/s", "floor p50", "floor p99", "ratio")
    lines = [
        f"| {' | '.join((*heads, *floor_heads))} |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    lines += [
        f"| {row.database} | {row.clients} | {row.shop.rate:.0f} | {row.shop.p50_ms:.1f} |"
        f" {row.shop.p99_ms:.1f} | {row.floor.rate:.0f} | {row.floor.p50_ms:.1f} |"
        f" {row.floor.p99_ms:.1f} | {row.ratio:.2f} |"
        for row in rows
    ]
    return lines
