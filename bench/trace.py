"""A trace of 100 000 sale lines, a recall of 20 lots over a million, 600 receipt lines taken in.

The history is written by bench/history.py, every rule kept; then the shop is asked as any program
asks it, in one process. Beside each answer the least that any answer must do: hand-written SQL over
the same rows. Serves benchmarks only.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.db import db, reading
from app.identity.actors import SYSTEM
from app.reporting.tracing import sale_rows
from app.values.csv_text import csv_lines
from bench.history import LINES, UNIT, write_history
from bench.places import fresh_database, open_shop
from bench.seed import Seeder, deliver, furnish, seeder

SALES = 333_334
TILLS = 4
RECALLED = 20
HOT_SHARE = 10
"""Every tenth sale line is of the traced lot."""
GOODS = 30
REPEATS = 5
RECEIPT_LINES = 600


@dataclass(frozen=True)
class Took:
    """What was asked, over how many rows, how long it took, and the hand-written SQL beside it."""

    database: str
    what: str
    rows: int
    ms: float
    floor_ms: float | None


def _median_ms(work: Callable[[], Any], times: int = REPEATS) -> float:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def _asker(seed: Seeder) -> Callable[[str], Any]:
    headers = {"Authorization": f"Bearer {seed.token}"}

    def ask(path: str) -> Any:
        answer = seed.client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer

    return ask


def _sql(statement: str, **values: Any) -> Callable[[], Any]:
    def run() -> Any:
        with db.engine.connect() as connection:
            return connection.execute(text(statement), values).all()

    return run


_BUYERS = """
SELECT s.id, s.number, s.sold_at, a.line, a.quantity, a.returned, a.certainty, c.name, c.phone
FROM sale_allocation a JOIN sale s ON s.id = a.sale_id LEFT JOIN customer c ON c.id = s.customer_id
WHERE a.lot_id IN ({lots}) ORDER BY s.id, a.line
"""
_FLOWS = """
SELECT from_place, to_place, SUM(quantity), SUM(value) FROM movement WHERE lot_id = :lot
GROUP BY from_place, to_place
"""


def _lots() -> list[Any]:
    found = "SELECT l.id, l.number, p.sku FROM lot l JOIN product p ON p.id = l.product_id "
    found += "ORDER BY l.id LIMIT 40"
    return list(_sql(found)())


def _trace(kind: str, ask: Callable[[str], Any], lot: Any) -> list[Took]:
    rows = int(_sql("SELECT COUNT(*) FROM sale_allocation WHERE lot_id = :lot", lot=lot.id)()[0][0])
    first = _sql(_BUYERS.format(lots=lot.id) + " LIMIT 50")
    whole = _sql(_BUYERS.format(lots=lot.id))
    path = f"/api/v1/lots/{lot.number}/trace"
    return [
        Took(kind, "first page of a trace, API", rows, _median_ms(lambda: ask(path)),
             _median_ms(lambda: (first(), _sql(_FLOWS, lot=lot.id)()))),
        Took(kind, "all its sale lines as CSV", rows, _median_ms(lambda: _csv(lot.number), 3),
             _median_ms(whole, 3)),
    ]  # fmt: skip


def _csv(number: str) -> int:
    """The length of the CSV of a lot's sale lines, written as the page writes it."""
    with reading() as session:
        return sum(len(part) for part in csv_lines(sale_rows(session, number, SYSTEM)))


def _recall(kind: str, seed: Seeder, ask: Callable[[str], Any], lots: Sequence[Any]) -> list[Took]:
    ids = ", ".join(str(lot.id) for lot in lots)
    counted = f"SELECT COUNT(*) FROM sale_allocation WHERE lot_id IN ({ids})"
    rows = int(_sql(counted)()[0][0])
    scope = {"reason": "bench", "scope": {"lots": [lot.number for lot in lots]}}
    started = time.perf_counter()
    number = seed.post("/recalls", scope)["number"]
    blocked = (time.perf_counter() - started) * 1000
    line = {"sku": lots[0].sku, "quantity": "1", "lot": lots[0].number}
    body = {"till": "B0", "lines": [line], "payments": [{"tender": "cash", "amount": "99.00"}]}
    try:
        seed.post("/sales", body)
    except RuntimeError as refused:
        if "lot_recalled" not in str(refused):
            raise
    else:
        raise RuntimeError("a recalled lot was sold")
    path = f"/api/v1/recalls/{number}"
    return [
        Took(kind, f"{len(lots)} lots recalled, blocked at commit", rows, blocked, None),
        Took(kind, "that recall with its first buyers, API", rows, _median_ms(lambda: ask(path), 3),
             _median_ms(_sql(_BUYERS.format(lots=ids) + " LIMIT 10000"), 3)),
    ]  # fmt: skip


def _receipt(kind: str, seed: Seeder) -> Took:
    lots = [(f"SKU-{at % 200:04d}", "12", f"2031-01-{at % 28 + 1:02d}") for at in
            range(RECEIPT_LINES)]  # fmt: skip
    started = time.perf_counter()
    deliver(seed, lots)
    took = (time.perf_counter() - started) * 1000
    return Took(kind, "receipt lines taken in, posted and numbered", RECEIPT_LINES, took, None)


def _shop(kind: str, app: Flask, sales: int) -> list[Took]:
    seed = seeder(app)
    furnish(seed, TILLS)
    with app.app_context():
        write_history(db.engine, sales, _often)
        hot, *others = _lots()
        ask = _asker(seed)
        found = _trace(kind, ask, hot)
        found += _recall(kind, seed, ask, others[:RECALLED])
        return [*found, _receipt(kind, seed)]


def _often(goods: list[Any]) -> list[Any]:
    """The first lot in every tenth line, and as many others as fill the rest evenly."""
    others = iter(goods[1:])
    return [goods[0] if at % HOT_SHARE == 0 else next(others) for at in range(GOODS)]


def traced(kind: str, sales: int = SALES) -> list[Took]:
    """Everything above on one database."""
    with fresh_database(kind) as url, open_shop(url) as app:
        return _shop(kind, app, sales)


def table(found: list[Took]) -> list[str]:
    """What took how long, as a Markdown table."""
    lines = [
        "| database | what | rows | ms | hand-written SQL, ms | ratio |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    for each in found:
        floor = "–" if each.floor_ms is None else f"{each.floor_ms:.0f}"
        ratio = "–" if each.floor_ms is None else f"{each.ms / each.floor_ms:.1f}"
        lines.append(
            f"| {each.database} | {each.what} | {each.rows} | {each.ms:.0f} | {floor} | {ratio} |"
        )
    return [*lines, "", f"{LINES} lines a sale, {UNIT} millionths each."]
