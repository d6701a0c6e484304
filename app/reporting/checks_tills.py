"""What must hold of shifts: the drawer's money, the frozen Z, the grand total, what was posted.

A table of searches over shifts and their documents. Never writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.identity.models import Shop
from app.reporting.findings import MOST_NAMED, Find, all_of, finds, finds_differences
from app.values.money import Currency, currency, money_text

_NAME = "t.code || '-' || CAST(f.number AS TEXT)"
_OF = "JOIN till t ON t.id = f.till_id WHERE f.closed_at IS NOT NULL"
_IN = "f ON f.id = {}.shift_id " + _OF

SHIFT_CASH_ADDS_UP = all_of(
    finds_differences(
        "shift {shift}: {one_money} expected in the drawer, its documents say {other_money}",
        "shift",
        (
            f"{_NAME} AS shift, f.expected_cash AS one, f.opening_cash AS other FROM shift f {_OF}",
            (
                f"{_NAME}, 0, y.amount FROM payment y JOIN sale s ON s.id = y.sale_id "
                f"JOIN shift {_IN.format('s')} AND y.tender = 'cash'"
            ),
            f"{_NAME}, 0, -s.change FROM sale s JOIN shift {_IN.format('s')}",
            (
                f"{_NAME}, 0, y.amount FROM voucher_payment y "
                "JOIN voucher_sale s ON s.id = y.voucher_sale_id "
                f"JOIN shift {_IN.format('s')} AND y.tender = 'cash'"
            ),
            f"{_NAME}, 0, -s.change FROM voucher_sale s JOIN shift {_IN.format('s')}",
            (
                f"{_NAME}, 0, -y.amount FROM refund y "
                "JOIN sale_return r ON r.id = y.sale_return_id "
                f"JOIN shift {_IN.format('r')} AND y.tender = 'cash'"
            ),
            (
                f"{_NAME}, 0, CASE m.direction WHEN 'in' THEN m.amount ELSE -m.amount END "
                f"FROM cash_move m JOIN shift {_IN.format('m')}"
            ),
        ),
    ),
    finds(
        "shift {shift}: counted {counted_money}, expected {expected_money}, "
        "difference {difference_money}",
        f"SELECT {_NAME} AS shift, f.counted_cash AS counted_money, "
        "f.expected_cash AS expected_money, f.difference AS difference_money "
        f"FROM shift f {_OF} AND f.difference <> f.counted_cash - f.expected_cash ORDER BY f.id",
    ),
)

ONE_OPEN_SHIFT = all_of(
    finds(
        "till {till} has {found} open {kind} shifts",
        "SELECT t.code AS till, f.kind AS kind, COUNT(*) AS found FROM shift f "
        "JOIN till t ON t.id = f.till_id WHERE f.closed_at IS NULL "
        "GROUP BY t.code, f.kind HAVING COUNT(*) > 1 ORDER BY t.code",
    ),
    finds(
        "till {till} sells into another shift than the one that is open",
        "SELECT t.code AS till FROM till t LEFT JOIN shift f ON f.till_id = t.id "
        "AND f.closed_at IS NULL AND f.kind = 'ordinary' "
        "WHERE COALESCE(t.open_shift, 0) <> COALESCE(f.id, 0) ORDER BY t.code",
    ),
)

_CASH = (
    "FROM journal_entry e JOIN posting p ON p.entry_id = e.id "
    "JOIN account a ON a.id = p.account_id AND a.role = 'cash' WHERE e.document_kind"
)
_BEFORE = "LAG(counted_cash) OVER (PARTITION BY till_id ORDER BY number)"
CASH_IS_POSTED = all_of(
    finds_differences(
        "cash movement {document}: {one_money} moved, {other_money} posted",
        "document",
        (
            (
                "number AS document, CASE direction WHEN 'in' THEN amount ELSE -amount END AS one, "
                "0 AS other FROM cash_move"
            ),
            f"e.document_number, 0, p.amount {_CASH} = 'cash_move'",
        ),
    ),
    finds_differences(
        "shift {shift}: float and count change the cash by {one_money}, posted {other_money}",
        "shift",
        (
            f"{_NAME} AS shift, f.difference AS one, 0 AS other FROM shift f {_OF}",
            (
                f"{_NAME}, f.more, 0 FROM (SELECT till_id, number, "
                f"opening_cash - COALESCE({_BEFORE}, 0) AS more FROM shift "
                "WHERE kind = 'ordinary') f JOIN till t ON t.id = f.till_id"
            ),
            f"e.document_number, 0, p.amount {_CASH} = 'shift'",
        ),
    ),
)

_SUMS = text(
    "SELECT t.code AS till, f.till_id AS till_id, f.number AS number, f.kind AS kind, "
    "f.report AS report, f.grand_total AS grand_total, f.expected_cash AS expected, "
    "f.counted_cash AS counted, (SELECT COUNT(*) FROM sale s WHERE s.shift_id = f.id) AS sales, "
    "(SELECT COALESCE(SUM(s.total), 0) FROM sale s WHERE s.shift_id = f.id) AS sold, "
    "(SELECT COALESCE(SUM(r.total), 0) FROM sale_return r WHERE r.shift_id = f.id "
    "AND r.kind = 'return') AS returned, "
    "(SELECT COALESCE(SUM(r.total), 0) FROM sale_return r WHERE r.shift_id = f.id "
    "AND r.kind = 'void') AS voided FROM shift f JOIN till t ON t.id = f.till_id "
    "WHERE f.closed_at IS NOT NULL ORDER BY f.till_id, f.grand_total, f.closed_at, f.id"
)


def _currency(session: Session) -> Currency:
    return currency(session.scalar(select(Shop.currency)) or "USD")


def _frozen(row: Any, cur: Currency) -> Iterator[tuple[str, Any, Any]]:
    """What a Z says, and what its documents say now."""
    report = json.loads(row.report)
    sums = (("sales", row.sold), ("returns", row.returned), ("voids", row.voided))
    for name, total in sums:
        yield name, report[name]["total"], money_text(int(total), cur)
    yield "number of sales", report["sales"]["count"], row.sales
    yield "expected cash", report["expected_cash"], money_text(row.expected, cur)
    yield "counted cash", report["counted_cash"], money_text(row.counted, cur)
    yield "grand total", report["grand_total"], money_text(row.grand_total, cur)


def _unlike(session: Session) -> list[str]:
    cur = _currency(session)
    return [
        f"Z {row.till}-{row.number}: {what} {says}, the documents say {found}"
        for row in session.execute(_SUMS)
        for what, says, found in _frozen(row, cur)
        if says != found
    ][:MOST_NAMED]


Z_EQUALS_ITS_DOCUMENTS: Find = _unlike


def _shrunk(session: Session) -> list[str]:
    before: dict[int, int] = {}
    wrong = []
    for row in session.execute(_SUMS):
        if row.grand_total - before.get(row.till_id, 0) != int(row.sold):
            wrong.append(f"Z {row.till}-{row.number}: the grand total did not grow by its sales")
        before[row.till_id] = row.grand_total
    return wrong[:MOST_NAMED]


GRAND_TOTAL_GROWS: Find = _shrunk

ONE_ORIGINAL = finds(
    "{document_kind} {number}: {originals} receipts without the mark of a copy",
    "SELECT document_kind, document_number AS number, COUNT(*) AS originals FROM print_job "
    "WHERE kind = 'receipt' AND copy_no = 0 GROUP BY document_kind, document_number "
    "HAVING COUNT(*) > 1 ORDER BY document_kind, document_number",
)
