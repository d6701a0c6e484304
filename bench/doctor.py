"""How long the doctor takes over a long history: every check by itself, the slowest first.

The history is written by bench/history.py; what the doctor says of it must be good. One process,
one core. Serves benchmarks only.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from app.db import db, reading
from app.reporting.integrity import CHECKS, run_check
from bench.history import write_history
from bench.places import fresh_database, open_shop
from bench.seed import furnish, seeder

SALES = 100_000
TILLS = 4
SHOWN = 12


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor took for a history: seconds by check, in all, and the memory it grew by."""

    database: str
    sales: int
    written_in: float
    took: dict[str, float]
    grown_mb: float

    @property
    def seconds(self) -> float:
        """All checks together."""
        return sum(self.took.values())


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _examined() -> dict[str, float]:
    took = {}
    for check in CHECKS:
        with reading() as session:
            started = time.perf_counter()
            result = run_check(session, check)
            took[check.name] = time.perf_counter() - started
        if not result.ok:
            raise RuntimeError(f"{check.name}: {result.detail}")
    return took


def diagnosis(kind: str, sales: int) -> Diagnosis:
    """Write a history of so many sales of three lines and let the doctor look at it."""
    with fresh_database(kind) as url, open_shop(url) as app:
        furnish(seeder(app), TILLS)
        with app.app_context():
            written_in = write_history(db.engine, sales)
            before = _peak_mb()
            took = _examined()
        return Diagnosis(kind, sales, written_in, took, _peak_mb() - before)


def table(found: list[Diagnosis]) -> list[str]:
    """The slowest checks of each as a Markdown table, and a line for all together."""
    lines = ["| database | sales | check | seconds |", "| --- | --: | --- | --: |"]
    for each in found:
        slowest = sorted(each.took.items(), key=lambda item: -item[1])[:SHOWN]
        where = f"| {each.database} | {each.sales} |"
        lines += [f"{where} {name} | {seconds:.2f} |" for name, seconds in slowest]
        lines.append(f"{where} all {len(each.took)} | {each.seconds:.1f} |")
    lines.append("")
    lines += [
        f"{each.database}: {each.sales / each.seconds:.0f} sales a second, memory grew by "
        f"{each.grown_mb:.0f} MB at most; the history was written in {each.written_in:.0f} s."
        for each in found
    ]
    return lines
