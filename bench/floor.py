"""The floor: a minimal Flask view with hand-written SQL that does the very same writes as a sale.

No rules, no checks, no general code: what a 3-line FEFO sale costs when nothing else is done. The
same rows in the same tables, the same locks, the same triggers, the same link in the till's chain,
the same answer stored under the key. Serves benchmarks only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from flask import Flask, Response, request
from psycopg.rows import tuple_row

from app.sqlite import PRAGMAS, journal_mode, sqlite_module

URL = os.environ["DATABASE_URL"]
SQLITE = URL.startswith("sqlite")
app = Flask(__name__)
_local = threading.local()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _connect() -> Any:
    if not SQLITE:
        plain = URL.replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(plain, row_factory=tuple_row)
    module: Any = sqlite_module()
    opened = module.connect(URL.removeprefix("sqlite:///"), timeout=5)
    opened.isolation_level = None
    for pragma in (*PRAGMAS, f"journal_mode={journal_mode()}", "synchronous=FULL"):
        opened.execute(f"PRAGMA {pragma}")
    opened.create_function("sha256_hex", 1, _sha256, deterministic=True)
    return opened


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        _local.connection = _connect()
    return _local.connection


class Cursor:
    """One statement at a time, in either database's way of marking values."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def run(self, statement: str, *values: Any) -> Any:
        if not SQLITE:
            statement = statement.replace("?", "%s")
        self._cursor.execute(statement, values)
        return self._cursor

    def rows(self, table: str, columns: str, rows: list[tuple[Any, ...]], tail: str = "") -> Any:
        marks = "(" + ", ".join("?" * len(rows[0])) + ")"
        values = [value for row in rows for value in row]
        every = ", ".join([marks] * len(rows))
        return self.run(f"INSERT INTO {table} ({columns}) VALUES {every} {tail}", *values)


@contextmanager
def _transaction() -> Any:
    if SQLITE:
        with open(URL.removeprefix("sqlite:///") + ".gate", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            connection = _connection()
            connection.execute("BEGIN IMMEDIATE")
            yield Cursor(connection.cursor())
            connection.execute("COMMIT")
        return
    with _connection().transaction():
        yield Cursor(_connection().cursor())


def _now() -> Any:
    now = datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if SQLITE else now


LOCK = "" if SQLITE else "FOR UPDATE"


def _sell(db: Cursor, body: dict[str, Any], key: str, digest: str) -> dict[str, Any]:
    now, today = _now(), datetime.now(UTC).date().isoformat()
    db.run(
        "INSERT INTO request_key (actor, key, request_hash, created_at) VALUES (?, ?, ?, ?)",
        "floor",
        key,
        digest,
        now,
    )
    till, site, code, epoch, _zone = db.run(
        "SELECT t.id, t.site_id, s.code, t.epoch, s.time_zone FROM till t"
        " JOIN site s ON s.id = t.site_id WHERE t.code = ?",
        body["till"],
    ).fetchone()
    skus = [line["sku"] for line in body["lines"]]
    products = {
        row[1]: row
        for row in db.run(
            "SELECT p.id, p.sku, p.name, p.price, p.tax_category, c.rate, p.base_unit"
            " FROM product p JOIN tax_category c ON c.code = p.tax_category"
            f" WHERE p.sku IN ({', '.join('?' * len(skus))})",
            *skus,
        ).fetchall()
    }
    picks = _take(db, site, today, [products[sku] for sku in skus])
    token = secrets.token_urlsafe(16)
    content = _content(skus, products, picks, token)
    seq, position, head = db.run(NEXT, content, till).fetchone()
    number = f"{code}-{body['till']}-{epoch}-{seq:06d}"
    answer = _write(db, (till, site, epoch, seq, number, now, today, token), skus, products, picks)
    db.rows("record_link", LINK, [(till, position, "sale", number, content, head)])
    db.run(
        "UPDATE request_key SET status = 201, answer = ? WHERE actor = ? AND key = ?",
        json.dumps(answer),
        "floor",
        key,
    )
    return answer


def _take(db: Cursor, site: int, today: str, products: list[Any]) -> list[Any]:
    ids = [
        db.run(
            "SELECT id FROM stock_balance WHERE site_id = ? AND product_id = ? AND on_hand > 0"
            " AND sellable_place = 1 AND status = 'released' AND expires_on >= ?"
            " ORDER BY expires_on, lot_id LIMIT 1",
            site,
            product[0],
            today,
        ).fetchone()[0]
        for product in products
    ]
    rows = db.run(
        "SELECT b.id, b.lot_id, b.location_id, b.on_hand, b.value, b.product_id, l.number"
        f" FROM stock_balance b JOIN lot l ON l.id = b.lot_id WHERE b.id IN"
        f" ({', '.join('?' * len(ids))}) ORDER BY b.id {LOCK}{' OF b' if LOCK else ''}",
        *ids,
    ).fetchall()
    picks = []
    for row in rows:
        worth = row[4] * 1000000 // row[3]
        db.run(
            "UPDATE stock_balance SET on_hand = on_hand - ?, value = value - ?"
            " WHERE id = ? AND on_hand >= ?",
            1000000,
            worth,
            row[0],
            1000000,
        )
        picks.append((*row, worth))
    return picks


def _content(skus: list[str], products: dict[str, Any], picks: list[Any], token: str) -> str:
    """A hash over as much as the shop puts under its own: head, lines, lots, tax, payment."""
    lines = [[line, *map(str, products[sku])] for line, sku in enumerate(skus, 1)]
    return _sha256(json.dumps(["sale", token, lines, [list(map(str, pick)) for pick in picks]]))


_TEXT = (
    "head || '|' || (chained + 1) || '|sale|' || epoch || '|' || (last_seq + 1) || '|' || {content}"
)
_HASH = "sha256_hex({})" if SQLITE else "encode(sha256(convert_to({}, 'UTF8')), 'hex')"
NEXT = (
    "UPDATE till SET last_seq = last_seq + 1, chained = chained + 1, head = "
    + _HASH.format(_TEXT.format(content="?" if SQLITE else "CAST(? AS text)"))
    + " WHERE id = ? RETURNING last_seq, chained, head"
)
LINK = "till_id, position, document_kind, document_number, content, hash"
LINE = (
    "sale_id, line, product_id, name, quantity, unit, unit_price, list_price, discount,"
    " total, net, tax, tax_category, tax_rate"
)
MOVEMENT = (
    "moved_on, recorded_at, kind, lot_id, product_id, from_place, from_location_id, to_place,"
    " quantity, value, document_kind, document_number, document_line, entry_id"
)
ENTRY = "posted_on, recorded_at, site_id, document_kind, document_number"
SALE = (
    "number, till_id, epoch, seq, site_id, cashier, sold_at, sold_on, recorded_at, tax_included,"
    " net, tax, total, change, token"
)


def _write(
    db: Cursor, head: tuple[Any, ...], skus: list[str], products: dict[str, Any], picks: list[Any]
) -> dict[str, Any]:
    till, site, epoch, seq, number, now, today, token = head
    prices = [products[sku][3] // 10000 for sku in skus]
    net = sum(prices)
    tax = (net * products[skus[0]][5] + 500000) // 1000000
    change = 2000 - net - tax
    money = (net, tax, net + tax, change)
    row = (number, till, epoch, seq, site, "floor", now, today, now, 0, *money, token)
    sale = db.rows("sale", SALE, [row], "RETURNING id").fetchone()[0]
    taxes = [tax - 2 * (tax // 3), tax // 3, tax // 3]
    sold = zip((products[sku] for sku in skus), prices, taxes, strict=True)
    lines = [
        (sale, line, p[0], p[2], 1000000, p[6], p[3], p[3], 0, price, price, part, p[4], p[5])
        for line, (p, price, part) in enumerate(sold, 1)
    ]
    db.rows("sale_line", LINE, lines)
    line_of = {products[sku][0]: line for line, sku in enumerate(skus, 1)}
    taken = [(sale, line_of[p[5]], p[1], 1000000, p[7], "auto") for p in picks]
    db.rows("sale_allocation", "sale_id, line, lot_id, quantity, value, certainty", taken)
    db.rows("sale_tax", "sale_id, rate, net, tax", [(sale, products[skus[0]][5], net, tax)])
    db.rows("payment", "sale_id, seq, tender, amount", [(sale, 1, "cash", 2000)])
    entry = (today, now, site, "sale", number)
    cost, revenue = (row[0] for row in db.rows("journal_entry", ENTRY, [entry] * 2, "RETURNING id"))
    _post(db, cost, revenue, site, (net, tax), picks)
    to, document = ("customer", 1000000), ("sale", number)
    moves = [
        (today, now, "sale", p[1], p[5], "stock", p[2], *to, p[7], *document, line_of[p[5]], cost)
        for p in picks
    ]
    db.rows("movement", MOVEMENT, moves)
    return {"number": number, "total": net + tax}


def _post(
    db: Cursor, cost: int, revenue: int, site: int, money: tuple[int, int], picks: list[Any]
) -> None:
    accounts = dict(db.run("SELECT role, id FROM account WHERE role IS NOT NULL").fetchall())
    net, tax = money
    rows: list[tuple[Any, ...]] = []
    for p in picks:
        line = len(rows) + 1
        rows.append((cost, line, accounts["cogs"], p[7], site, p[6], None))
        rows.append((cost, line + 1, accounts["inventory"], -p[7], site, p[6], None))
    rows.append((revenue, 1, accounts["cash"], net + tax, site, None, None))
    rows.append((revenue, 2, accounts["revenue"], -net, site, None, None))
    rows.append((revenue, 3, accounts["tax"], -tax, site, None, None))
    db.rows("posting", "entry_id, line, account_id, amount, site_id, lot, sku", rows)
    db.rows("journal_seal", "entry_id", [(cost,), (revenue,)])


@app.get("/healthz")
def healthz() -> str:
    """Say that the process is there."""
    return "ok"


@app.post("/sales")
def sales() -> Response:
    """One sale, by hand."""
    raw = request.get_data()
    digest = hashlib.sha256(raw).hexdigest()
    with _transaction() as db:
        token = hashlib.sha256(request.headers["Authorization"][7:].encode()).hexdigest()
        db.run("SELECT role FROM api_token WHERE token_hash = ?", token).fetchone()
        answer = _sell(db, json.loads(raw), request.headers["Idempotency-Key"], digest)
    return Response(json.dumps(answer), 201, mimetype="application/json")
