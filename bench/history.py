"""Writes a long history of sales straight into the tables, true in every rule the doctor knows.

Guards and foreign keys are off while it writes and stand again after it: the doctor then looks at
all of it. Every chain link is computed by the shop's own rule. Serves benchmarks only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from app.sales.chain import content_hash, link_hash

AT_ONCE = 10_000
DAYS = 365
PRICE, NET, TAX, COST = 2_500_000, 250, 50, 123
LINES = 3
UNIT = 1_000_000
RATE = 200_000
Row = tuple[Any, ...]
COLUMNS = {
    "sale": "id number till_id epoch seq site_id cashier sold_at sold_on recorded_at tax_included"
    " net tax total change rounding offline token",
    "sale_line": "sale_id line product_id name quantity unit unit_price list_price discount total"
    " net tax tax_category tax_rate",
    "sale_allocation": "sale_id line lot_id quantity value certainty",
    "sale_tax": "sale_id rate net tax",
    "payment": "sale_id seq tender amount reference",
    "record_link": "till_id position document_kind document_number content hash",
    "journal_entry": "id posted_on recorded_at site_id document_kind document_number memo",
    "posting": "entry_id line account_id amount site_id lot sku",
    "journal_seal": "entry_id",
    "movement": "moved_on recorded_at kind lot_id product_id from_place from_location_id to_place"
    " quantity value document_kind document_number document_line entry_id reason",
}
"""What is written, table by table, parents first."""


@dataclass(frozen=True)
class _Goods:
    product_id: int
    sku: str
    name: str
    lot_id: int
    lot: str
    location_id: int
    balance_id: int


@dataclass
class _Till:
    id: int
    code: str
    site_id: int
    site: str
    seq: int = 0
    head: str = ""


@dataclass
class _Shop:
    """What the history is written into, and what it has taken of each balance."""

    goods: list[_Goods]
    tills: list[_Till]
    accounts: dict[str, int]
    entry: int
    sqlite: bool
    now: datetime
    taken: dict[int, int]

    def moment(self, at: datetime) -> Any:
        """A moment as the database keeps it."""
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if self.sqlite else at


_GOODS = """
SELECT p.id, p.sku, p.name, l.id, l.number, b.location_id, b.id FROM stock_balance b
JOIN lot l ON l.id = b.lot_id JOIN product p ON p.id = l.product_id ORDER BY b.id
"""
_TILLS = """
SELECT t.id, t.code, t.site_id, s.code FROM till t JOIN site s ON s.id = t.site_id ORDER BY t.id
"""


def _read(engine: Engine) -> _Shop:
    with engine.connect() as connection:
        rows = {name: connection.execute(text(sql)).all() for name, sql in _READ.items()}
    return _Shop(
        [_Goods(*row) for row in rows["goods"]],
        [_Till(*row) for row in rows["tills"]],
        {row[0]: row[1] for row in rows["accounts"]},
        rows["entry"][0][0],
        engine.dialect.name == "sqlite",
        datetime.now(UTC).replace(microsecond=0),
        {},
    )


_READ = {
    "goods": _GOODS,
    "tills": _TILLS,
    "accounts": "SELECT role, id FROM account WHERE role IS NOT NULL",
    "entry": "SELECT COALESCE(MAX(id), 0) FROM journal_entry",
}


def _chained(shop: _Shop, till: _Till, goods: list[_Goods], at: datetime) -> tuple[str, str]:
    """The hash of a sale's values, and the till's new head."""
    head = {
        "till": till.code, "site": till.site, "cashier": "bench", "customer_id": None,
        "sold_at": at, "sold_on": at.date(), "recorded_at": at, "tax_included": 0,
        "net": NET * LINES, "tax": TAX * LINES, "total": (NET + TAX) * LINES, "change": 0,
        "rounding": 0, "offline": 0, "token": None,
    }  # fmt: skip
    lines = [
        {
            "line": line, "sku": each.sku, "name": each.name, "quantity": UNIT, "unit": "each",
            "unit_price": PRICE, "list_price": PRICE, "discount": 0, "total": NET, "net": NET,
            "tax": TAX, "tax_category": "standard", "tax_rate": RATE,
        }
        for line, each in enumerate(goods, 1)
    ]  # fmt: skip
    lots = [
        {"line": line, "lot": each.lot, "quantity": UNIT, "value": COST, "certainty": "auto"}
        for line, each in enumerate(goods, 1)
    ]
    taxes = [{"rate": RATE, "net": NET * LINES, "tax": TAX * LINES}]
    paid = {"seq": 1, "tender": "cash", "amount": (NET + TAX) * LINES, "reference": ""}
    parts: dict[str, Any] = {
        "lines": lines, "allocations": lots, "taxes": taxes, "payments": [paid], "overrides": [],
    }  # fmt: skip
    content = content_hash("sale", head, parts)
    return content, link_hash(till.head, till.seq, "sale", 1, till.seq, content)


def _postings(shop: _Shop, site: int, goods: list[_Goods]) -> Iterator[Row]:
    cost, revenue = shop.entry - 1, shop.entry
    for number, each in enumerate(goods):
        named = (site, each.lot, each.sku)
        yield cost, 2 * number + 1, shop.accounts["cogs"], COST, *named
        yield cost, 2 * number + 2, shop.accounts["inventory"], -COST, *named
    sums = (("cash", NET + TAX), ("revenue", -NET), ("tax", -TAX))
    for line, (role, amount) in enumerate(sums, 1):
        yield revenue, line, shop.accounts[role], amount * LINES, site, None, None


def _sale(shop: _Shop, sale: int, sales: int, rows: dict[str, list[Row]]) -> None:
    till = shop.tills[sale % len(shop.tills)]
    goods = [shop.goods[(sale * LINES + line) % len(shop.goods)] for line in range(LINES)]
    at = shop.now - timedelta(days=DAYS * (1 - sale / sales), hours=1)
    moment, day = shop.moment(at), at.date().isoformat()
    till.seq += 1
    shop.entry += 2
    number = f"{till.site}-{till.code}-1-{till.seq:06d}"
    content, till.head = _chained(shop, till, goods, at)
    net, tax = NET * LINES, TAX * LINES
    place = (sale, number, till.id, 1, till.seq, till.site_id)
    rows["sale"].append(
        (*place, "bench", moment, day, moment, 0, net, tax, net + tax, 0, 0, 0, None)
    )
    rows["sale_tax"].append((sale, RATE, net, tax))
    rows["payment"].append((sale, 1, "cash", net + tax, ""))
    rows["record_link"].append((till.id, till.seq, "sale", number, content, till.head))
    for entry in (shop.entry - 1, shop.entry):
        rows["journal_entry"].append((entry, day, moment, till.site_id, "sale", number, ""))
        rows["journal_seal"].append((entry,))
    rows["posting"].extend(_postings(shop, till.site_id, goods))
    for line, each in enumerate(goods, 1):
        money = (PRICE, PRICE, 0, NET, NET, TAX, "standard", RATE)
        rows["sale_line"].append((sale, line, each.product_id, each.name, UNIT, "each", *money))
        rows["sale_allocation"].append((sale, line, each.lot_id, UNIT, COST, "auto"))
        went = ("stock", each.location_id, "customer", UNIT, COST)
        of = ("sale", number, line, shop.entry - 1, "")
        rows["movement"].append((day, moment, "sale", each.lot_id, each.product_id, *went, *of))
        shop.taken[each.balance_id] = shop.taken.get(each.balance_id, 0) + 1


def _write_sqlite(cursor: Any, table: str, columns: list[str], rows: list[Row]) -> None:
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _write_postgres(cursor: Any, table: str, columns: list[str], rows: list[Row]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _unguarded(engine: Engine) -> Iterator[Any]:
    """A raw cursor in one transaction, triggers and foreign keys aside until it ends."""
    raw = engine.raw_connection()
    cursor: Any = raw.cursor()
    try:
        if engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("BEGIN IMMEDIATE")
            found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            guards = cursor.execute(found).fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            yield cursor
            for _name, sql in guards:
                cursor.execute(sql)
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL statement_timeout = 0")
            yield cursor
        raw.commit()
    finally:
        raw.rollback()
        raw.invalidate()


def _settle(shop: _Shop, sales: int, cursor: Any) -> None:
    """Tills, balances and sequences as the history leaves them."""
    mark = "?" if shop.sqlite else "%s"
    for till in shop.tills:
        sets = f"last_seq = {mark}, chained = {mark}, head = {mark}"
        given = (till.seq, till.seq, till.head, till.id)
        cursor.execute(f"UPDATE till SET {sets} WHERE id = {mark}", given)
    sets = f"on_hand = on_hand - {mark}, value = value - {mark}"
    for balance, count in shop.taken.items():
        given = (count * UNIT, count * COST, balance)
        cursor.execute(f"UPDATE stock_balance SET {sets} WHERE id = {mark}", given)
    if not shop.sqlite:
        for table, last in (("sale", sales), ("journal_entry", shop.entry)):
            cursor.execute(f"SELECT setval('{table}_id_seq', {last})")


def write_history(
    engine: Engine, sales: int, choose: Callable[[list[Any]], list[Any]] = list
) -> float:
    """Sell `sales` times three lines over a year, in a shop that sold nothing yet; the seconds.

    `choose` says which goods take turns.
    """
    begun, shop = time.perf_counter(), _read(engine)
    shop.goods = choose(shop.goods)
    write: Callable[..., None] = _write_sqlite if shop.sqlite else _write_postgres
    with _unguarded(engine) as cursor:
        for start in range(1, sales + 1, AT_ONCE):
            rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
            for sale in range(start, min(start + AT_ONCE, sales + 1)):
                _sale(shop, sale, sales, rows)
            for table, columns in COLUMNS.items():
                write(cursor, table, columns.split(), rows[table])
        _settle(shop, sales, cursor)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return time.perf_counter() - begun
