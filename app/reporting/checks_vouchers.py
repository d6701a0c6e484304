"""What must hold of vouchers: each against its movements, and those against the books.

A table of searches. A voucher payment without a movement is somebody else's paper.
"""

from __future__ import annotations

from app.reporting.findings import all_of, finds, finds_differences

_ON = "CASE m.kind WHEN 'redeem' THEN m.amount ELSE -m.amount END"
"""What a movement debits the vouchers' account with."""
_DOCUMENTS = "('sale', 'sale_return', 'voucher_sale')"


def _paper(table: str, owner: str, kind: str, sign: str) -> str:
    """The money of a document's voucher rows that moved no voucher of ours."""
    return (
        f"d.number, 0, {sign}y.amount FROM {table} y "
        f"JOIN {owner} d ON d.id = y.{owner}_id AND y.tender = 'voucher' "
        f"LEFT JOIN voucher_movement m ON m.document_kind = '{kind}' "
        "AND m.document_number = d.number AND m.seq = y.seq WHERE m.id IS NULL"
    )


VOUCHERS_ARE_POSTED = all_of(
    finds_differences(
        "{document}: the vouchers' account moved by {one_money}, vouchers by {other_money}",
        "document",
        (
            (
                "e.document_number AS document, p.amount AS one, 0 AS other "
                "FROM journal_entry e JOIN posting p ON p.entry_id = e.id "
                "JOIN account a ON a.id = p.account_id AND a.role = 'voucher' "
                f"WHERE e.document_kind IN {_DOCUMENTS}"
            ),
            f"m.document_number, 0, {_ON} FROM voucher_movement m",
            _paper("payment", "sale", "sale", ""),
            _paper("refund", "sale_return", "sale_return", "-"),
        ),
    ),
    finds_differences(
        "{document}, {role}: the voucher's sale says {one_money}, the books say {other_money}",
        "document, role",
        (
            "number AS document, 'voucher' AS role, -amount AS one, 0 AS other FROM voucher_sale",
            "number, 'cash', -change, 0 FROM voucher_sale",
            "number, 'rounding', -rounding, 0 FROM voucher_sale",
            (
                "s.number, y.tender, y.amount, 0 FROM voucher_payment y "
                "JOIN voucher_sale s ON s.id = y.voucher_sale_id"
            ),
            (
                "e.document_number, a.role, 0, p.amount FROM journal_entry e "
                "JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id "
                "WHERE e.document_kind = 'voucher_sale'"
            ),
        ),
    ),
)

VOUCHERS_ARE_MOVEMENTS = all_of(
    finds_differences(
        "voucher {voucher}: issued for {one_money}, its movements say {other_money}",
        "voucher",
        (
            "number AS voucher, issued AS one, 0 AS other FROM voucher",
            (
                "v.number, 0, m.amount FROM voucher_movement m "
                "JOIN voucher v ON v.id = m.voucher_id AND m.kind = 'issue'"
            ),
        ),
    ),
    finds_differences(
        "voucher {voucher}: {one_money} spent, its movements say {other_money}",
        "voucher",
        (
            "number AS voucher, spent AS one, 0 AS other FROM voucher",
            (
                f"v.number, 0, {_ON} FROM voucher_movement m "
                "JOIN voucher v ON v.id = m.voucher_id AND m.kind <> 'issue'"
            ),
        ),
    ),
    finds(
        "voucher {voucher} is spent beyond its {issued_money} or below nothing",
        "SELECT number AS voucher, issued AS issued_money FROM voucher "
        "WHERE spent < 0 OR spent > issued ORDER BY number",
    ),
)
