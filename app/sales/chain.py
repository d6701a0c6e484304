"""The chain of a till's records: the values of a sale or return as one text, and its hash.

Every document of a till carries hash(head | position | kind | epoch | seq | values), so a record
changed, removed or put in later does not fit any more (docs/algorithms/record-chain.md). Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

SALE = (
    "till", "site", "cashier", "customer_id", "sold_at", "sold_on", "recorded_at", "tax_included",
    "net", "tax", "total", "change", "rounding", "offline", "token",
)  # fmt: skip
LINE = (
    "line", "sku", "name", "quantity", "unit", "unit_price", "list_price", "discount", "total",
    "net", "tax", "tax_category", "tax_rate",
)  # fmt: skip
ALLOCATION = ("line", "lot", "quantity", "value", "certainty")
TAX = ("rate", "net", "tax")
PAYMENT = ("seq", "tender", "amount", "reference")
OVERRIDE = ("line", "kind", "reason", "approver")
NOTE = ("line", "note")
RETURN = (
    "till", "site", "kind", "sale", "cashier", "returned_at", "returned_on", "reason", "net",
    "tax", "total", "rounding",
)  # fmt: skip
RETURN_LINE = (
    "number", "line", "lot", "quantity", "value", "net", "tax", "disposition", "reason",
)  # fmt: skip
REFUND = ("seq", "tender", "amount")
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sale": {
        "lines": LINE,
        "allocations": ALLOCATION,
        "taxes": TAX,
        "payments": PAYMENT,
        "overrides": OVERRIDE,
        "notes": NOTE,
    },
    "sale_return": {"lines": RETURN_LINE, "refunds": REFUND},
}
HEADS: Mapping[str, tuple[str, ...]] = {"sale": SALE, "sale_return": RETURN}
"""Which values of a document are in the chain: its head, and its rows part by part."""
ONLY_WHERE_THERE = frozenset({"notes"})
"""Parts that came later: they stand in the text only where they have rows, so that every record
without them, also of the time before, keeps its hash."""

Row = Mapping[str, Any]
_text = json.JSONEncoder(separators=(",", ":")).encode


def _value(value: Any) -> Any:
    if value is None or type(value) in (int, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _row(values: Iterable[Any]) -> str:
    return _text([_value(value) for value in values])


def content_hash(kind: str, head: Row, parts: Mapping[str, Iterable[Row]]) -> str:
    """The hash of a document's values; the order of its rows does not matter."""
    named = {
        part: [[row[name] for name in names] for row in parts.get(part, ())]
        for part, names in PARTS[kind].items()
    }
    return values_hash(kind, [head[name] for name in HEADS[kind]], named)


def values_hash(
    kind: str, head: Iterable[Any], parts: Mapping[str, Iterable[Iterable[Any]]]
) -> str:
    """The same of values that stand in the order of `HEADS` and `PARTS` already."""
    texts = ((part, ",".join(sorted(map(_row, parts.get(part, ()))))) for part in PARTS[kind])
    rows = ",".join(
        f'"{part}":[{text}]' for part, text in texts if text or part not in ONLY_WHERE_THERE
    )
    return sha256_text(f'["{kind}",{_row(head)},{{{rows}}}]')


def sha256_text(text: str) -> str:
    """SHA-256 of a text, as the databases compute it too."""
    return hashlib.sha256(text.encode()).hexdigest()


def link_hash(head: str, position: int, kind: str, epoch: int, seq: int, content: str) -> str:
    """The chain's hash after one more document; what `tills.next_receipt_number` has SQL do."""
    return sha256_text(f"{head}|{position}|{kind}|{epoch}|{seq}|{content}")
