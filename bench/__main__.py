"""`make bench`: every benchmark on both databases, printed as Markdown tables.

Options: --seconds N per measurement (default 8), --only sale|fefo|history|drain|doctor|trace,
--database KIND, --sales N of the history that the doctor looks at (default 100 000), --lines N of
the history that is traced (default a million).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys

from bench import doctor, drain, fefo, sale, trace

DATABASES = ("postgresql", "sqlite")
PARTS = ("sale", "fefo", "history", "drain", "doctor", "trace")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--sales", type=int, default=doctor.SALES)
    parser.add_argument("--lines", type=int, default=3 * trace.SALES)
    parser.add_argument("--database", choices=DATABASES)
    return parser.parse_args()


def _show(title: str, lines: list[str]) -> None:
    print(f"\n{title}\n")
    print("\n".join(lines), flush=True)


def main() -> int:
    """Run what was asked for; 0 when all of it ran."""
    options = _options()
    kinds = (options.database,) if options.database else DATABASES
    wanted = (options.only,) if options.only else PARTS
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()}")
    if "sale" in wanted:
        rows = [row for kind in kinds for row in sale.sale_rows(kind, options.seconds)]
        _show("A 3-line lot sale over HTTP, beside hand-written SQL", sale.table(rows))
    if "fefo" in wanted:
        _show("Lots of a product", fefo.table([fefo.few_and_many_lots(kind) for kind in kinds]))
    if "history" in wanted:
        rows_ = [fefo.early_and_late_sales(kind) for kind in kinds]
        _show("A growing history", fefo.table(rows_))
    if "drain" in wanted:
        queues = [drain.drain_row(kind) for kind in kinds]
        _show("A till's queue of offline sales of 3 lines", drain.table(queues))
    if "doctor" in wanted:
        seen = [doctor.diagnosis(kind, options.sales) for kind in kinds]
        _show("The doctor over a year of sales of 3 lines", doctor.table(seen))
    if "trace" in wanted:
        asked = [row for kind in kinds for row in trace.traced(kind, options.lines // 3)]
        _show("A trace, a recall and a delivery over a long history", trace.table(asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
