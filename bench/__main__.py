"""`make bench`: every benchmark on both databases, printed as Markdown tables.

Options: --seconds N per measurement (default 8), --only sale|fefo|history, --database KIND.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys

from bench import fefo, sale

DATABASES = ("postgresql", "sqlite")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--only", choices=("sale", "fefo", "history"))
    parser.add_argument("--database", choices=DATABASES)
    return parser.parse_args()


def _show(title: str, lines: list[str]) -> None:
    print(f"\n{title}\n")
    print("\n".join(lines), flush=True)


def main() -> int:
    """Run what was asked for; 0 when all of it ran."""
    options = _options()
    kinds = (options.database,) if options.database else DATABASES
    wanted = (options.only,) if options.only else ("sale", "fefo", "history")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()}")
    if "sale" in wanted:
        rows = [row for kind in kinds for row in sale.sale_rows(kind, options.seconds)]
        _show("A 3-line lot sale over HTTP, beside hand-written SQL", sale.table(rows))
    if "fefo" in wanted:
        _show("Lots of a product", fefo.table([fefo.few_and_many_lots(kind) for kind in kinds]))
    if "history" in wanted:
        rows_ = [fefo.early_and_late_sales(kind) for kind in kinds]
        _show("A growing history", fefo.table(rows_))
    return 0


if __name__ == "__main__":
    sys.exit(main())
