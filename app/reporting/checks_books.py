"""What must hold in the books: entries, seals, trial balance, and ledger against stock.

A table of searches; the sums it compares were made by different statements at different times.
"""

from __future__ import annotations

from types import MappingProxyType

from app.accounting.posting_rules import PLACE_ROLE, TENDER_ROLE
from app.reporting.findings import all_of, finds, finds_differences

OURS = "('stock', 'transit')"
"""Places whose goods are ours: both play the account role inventory."""


def _case(column: str, roles: MappingProxyType[str, str]) -> str:
    whens = " ".join(f"WHEN '{word}' THEN '{role}'" for word, role in roles.items())
    return f"CASE {column} {whens} END"


def _postings(role_is: str) -> str:
    return f"posting p JOIN account a ON a.id = p.account_id AND {role_is}"


ENTRIES_BALANCE = all_of(
    finds(
        "entry {entry}: {line_count} lines, debits less credits {sum_money}",
        "SELECT entry_id AS entry, COUNT(*) AS line_count, SUM(amount) AS sum_money FROM posting "
        "GROUP BY entry_id HAVING SUM(amount) <> 0 OR COUNT(*) < 2 ORDER BY entry_id",
    ),
    finds(
        "entry {entry} of {document} has no lines",
        "SELECT e.id AS entry, e.document_number AS document FROM journal_entry e "
        "LEFT JOIN posting p ON p.entry_id = e.id WHERE p.entry_id IS NULL ORDER BY e.id",
    ),
)

ENTRIES_SEALED = finds(
    "entry {entry} of {document} has no seal",
    "SELECT e.id AS entry, e.document_number AS document FROM journal_entry e "
    "LEFT JOIN journal_seal s ON s.entry_id = e.id WHERE s.entry_id IS NULL ORDER BY e.id",
)

_BETWEEN_SITES = (
    "movement m JOIN location f ON f.id = m.from_location_id "
    "JOIN location t ON t.id = m.to_location_id AND t.site_id <> f.site_id "
    "JOIN site s ON s.id = "
)
_LATE = "CASE WHEN m.to_place = 'supplier' THEN -m.value ELSE m.value END"
TRIAL_BALANCE = all_of(
    finds(
        "all debits less all credits are {sum_money}",
        "SELECT SUM(amount) AS sum_money FROM posting HAVING SUM(amount) <> 0",
    ),
    finds_differences(
        "site {site}: debits less credits {one_money}, goods from other sites {other_money}",
        "site",
        (
            (
                "s.code AS site, p.amount AS one, 0 AS other "
                "FROM posting p JOIN site s ON s.id = p.site_id"
            ),
            f"s.code, 0, m.value FROM {_BETWEEN_SITES} t.site_id",
            f"s.code, 0, -m.value FROM {_BETWEEN_SITES} f.site_id",
            (
                "s.code, 0, c.amount FROM late_cost c JOIN site s ON s.id = c.site_id "
                "WHERE c.place <> 'supplier'"
            ),
            (
                f"s.code, 0, -({_LATE}) FROM movement m JOIN journal_entry e ON e.id = m.entry_id "
                "JOIN site s ON s.id = e.site_id WHERE m.kind = 'late_cost'"
            ),
        ),
    ),
)
"""The supplier's side of a late cost is the document's site's, whatever site has the goods."""

_INVENTORY = _postings("a.role = 'inventory'")
SITE_STOCK_IS_LEDGER = finds_differences(
    "site {site}: stock is worth {one_money}, the inventory account says {other_money}",
    "site",
    (
        (
            "s.code AS site, b.value AS one, 0 AS other "
            "FROM stock_balance b JOIN site s ON s.id = b.site_id"
        ),
        f"s.code, 0, p.amount FROM {_INVENTORY} JOIN site s ON s.id = p.site_id",
    ),
)
LOT_STOCK_IS_LEDGER = finds_differences(
    "lot {lot} at {site}: stock is worth {one_money}, the inventory account says {other_money}",
    "lot, site",
    (
        (
            "l.number AS lot, s.code AS site, b.value AS one, 0 AS other FROM stock_balance b "
            "JOIN lot l ON l.id = b.lot_id JOIN site s ON s.id = b.site_id"
        ),
        f"p.lot, s.code, 0, p.amount FROM {_INVENTORY} JOIN site s ON s.id = p.site_id",
    ),
)

_TO, _FROM = _case("m.to_place", PLACE_ROLE), _case("m.from_place", PLACE_ROLE)
_MOVED = "FROM movement m JOIN lot l ON l.id = m.lot_id"
PLACES_ARE_ACCOUNTS = finds_differences(
    "lot {lot}, {role}: goods moved for {one_money}, posted {other_money}",
    "lot, role",
    (
        f"l.number AS lot, {_TO} AS role, m.value AS one, 0 AS other {_MOVED}",
        f"l.number, {_FROM}, -m.value, 0 {_MOVED}",
        (
            "p.lot, a.role, 0, p.amount FROM posting p JOIN account a ON a.id = p.account_id "
            "WHERE p.lot IS NOT NULL"
        ),
    ),
)

_INTO = f"CASE WHEN m.to_place IN {OURS} THEN m.value ELSE 0 END"
_OUT_OF = f"CASE WHEN m.from_place IN {OURS} THEN m.value ELSE 0 END"
ENTRIES_ARE_MOVEMENTS = all_of(
    finds_differences(
        "entry {entry}, lot {lot}: movements {one_money}, inventory account {other_money}",
        "entry, lot",
        (
            (
                f"m.entry_id AS entry, l.number AS lot, {_INTO} - {_OUT_OF} AS one, 0 AS other "
                f"{_MOVED} WHERE m.entry_id IS NOT NULL"
            ),
            f"p.entry_id, p.lot, 0, p.amount FROM {_INVENTORY}",
        ),
    ),
    finds(
        "{kind} of {document} moved {worth_money} and was not posted",
        "SELECT m.kind AS kind, m.document_number AS document, m.value AS worth_money "
        f"FROM movement m WHERE m.entry_id IS NULL AND m.value <> 0 AND NOT "
        f"(m.from_place IN {OURS} AND m.to_place IN {OURS}) ORDER BY m.id",
    ),
)

_DOCUMENTS = "('sale', 'sale_return')"
_TENDER = _case("y.tender", TENDER_ROLE)
_REVENUE_ROLES = "('revenue', 'tax', 'cash', 'card', 'voucher', 'account', 'rounding')"
SALES_ARE_POSTED = finds_differences(
    "{document}, {role}: the document says {one_money}, the books say {other_money}",
    "document, role",
    (
        "number AS document, 'revenue' AS role, -net AS one, 0 AS other FROM sale",
        "number, 'tax', -tax, 0 FROM sale",
        "number, 'cash', -change, 0 FROM sale",
        "number, 'rounding', -rounding, 0 FROM sale",
        "number, 'rounding', rounding, 0 FROM sale_return",
        f"s.number, {_TENDER}, y.amount, 0 FROM payment y JOIN sale s ON s.id = y.sale_id",
        "number, 'revenue', net, 0 FROM sale_return",
        "number, 'tax', tax, 0 FROM sale_return",
        (
            f"r.number, {_TENDER}, -y.amount, 0 FROM refund y "
            "JOIN sale_return r ON r.id = y.sale_return_id"
        ),
        (
            f"e.document_number, a.role, 0, p.amount FROM journal_entry e "
            f"JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id "
            f"WHERE e.document_kind IN {_DOCUMENTS} AND a.role IN {_REVENUE_ROLES}"
        ),
    ),
)
