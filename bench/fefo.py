"""Choosing a lot by FEFO among 5 and among 5 000 lots of a product, and the 10 000th sale.

In this process, through the same service a sale uses; medians, so that noise does not decide.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.places import fresh_database, open_shop
from bench.seed import Seeder, deliver, furnish, product, seeder

FEW, MANY = 5, 5_000
REPEATS = 60
BLOCK = 200
BLOCKS = 50


@dataclass(frozen=True)
class Compared:
    """Two medians of the same thing under two loads, in milliseconds."""

    database: str
    what: str
    small_ms: float
    large_ms: float

    @property
    def ratio(self) -> float:
        """How many times the large one takes."""
        return self.large_ms / self.small_ms


def _sell(seed: Seeder, sku: str) -> None:
    seed.post(
        "/sales",
        {
            "till": "B0",
            "lines": [{"sku": sku, "quantity": "1"}],
            "payments": [{"tender": "cash", "amount": "20.00"}],
        },
    )


def _median_ms(work: Callable[[], None], times: int) -> float:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def _days(count: int) -> list[str]:
    return [
        f"{2030 + number // 336}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"
        for number in range(count)
    ]


def few_and_many_lots(kind: str) -> Compared:
    """A sale of a product with 5 lots beside one with 5 000."""
    with fresh_database(kind) as url, open_shop(url) as app:
        seed = seeder(app)
        furnish(seed, 1)
        for sku, count in (("FEW", FEW), ("MANY", MANY)):
            product(seed, sku)
            deliver(seed, [(sku, "1000", day) for day in _days(count)])
        for sku in ("FEW", "MANY"):
            _median_ms(lambda sku=sku: _sell(seed, sku), 10)
        small = _median_ms(lambda: _sell(seed, "FEW"), REPEATS)
        large = _median_ms(lambda: _sell(seed, "MANY"), REPEATS)
    return Compared(kind, f"FEFO among {FEW} lots -> among {MANY} lots", small, large)


def early_and_late_sales(kind: str) -> Compared:
    """The first sales of a shop beside the 10 000th and those around it."""
    with fresh_database(kind) as url, open_shop(url) as app:
        seed = seeder(app)
        skus = furnish(seed, 1)
        _median_ms(lambda: _sell(seed, skus[0]), 10)
        medians = [
            _median_ms(lambda block=block: _sell(seed, skus[block % len(skus)]), BLOCK)
            for block in range(BLOCKS)
        ]
    what = f"sales 10 to {BLOCK} -> sales {BLOCK * (BLOCKS - 1)} to {BLOCK * BLOCKS}"
    return Compared(kind, what, medians[0], medians[-1])


def table(rows: list[Compared]) -> list[str]:
    """The rows as a Markdown table."""
    lines = [
        "| database | what | ms before | ms after | ratio |",
        "| --- | --- | --: | --: | --: |",
    ]
    lines += [
        f"| {row.database} | {row.what} | {row.small_ms:.2f} | {row.large_ms:.2f} |"
        f" {row.ratio:.2f} |"
        for row in rows
    ]
    return lines
