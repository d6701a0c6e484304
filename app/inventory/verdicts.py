"""One verdict for one scan: may what was scanned be sold here, today, and which lot is it?

Reads balances and dates; blocks nothing by itself: the sale judges again under lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow, product_by_id
from app.catalog.scanning import ResolvedScan
from app.gs1.reading import Kind
from app.inventory.allocation import Verdict, sellable
from app.inventory.models import Lot
from app.inventory.queries import balances_for_sale, lots_anywhere, lots_named
from app.inventory.services.issue import WORST_FIRST

WORDS = {
    "ok": "",
    "expired": "is past its date: do not sell it",
    "recalled": "is recalled: take it off the shelf",
    "quarantined": "is held: do not sell it",
    "no_stock": "is not on hand here",
    "unknown_lot": "has no such lot here",
}


@dataclass(frozen=True)
class ScanVerdict:
    """What a scan is and whether it may be sold; `lots` are all it may be, `lot` the one taken."""

    verdict: str
    scan: ResolvedScan
    message: str
    lot: Lot | None = None
    lots: tuple[str, ...] = ()


def _judged(item: Any, product: ProductRow, on: date) -> Verdict:
    return sellable(
        item.status, item.expiry_kind, item.expires_on, on, min_days=product.min_days_at_sale
    )


def _label_expired(scan: ResolvedScan, product: ProductRow, on: date) -> bool:
    """Whether the date printed on the goods themselves says no."""
    if scan.expires_on is None or product.expiry_kind == "none":
        return False
    judged = sellable("released", "use_by", scan.expires_on, on, min_days=None)
    return judged is not Verdict.OK


def _answer(
    word: str,
    scan: ResolvedScan,
    lot: Lot | None = None,
    lots: tuple[str, ...] = (),
    more: str = "",
) -> ScanVerdict:
    name = scan.product.name if scan.product else "This"
    what = f"{name}, lot {lot.number}" if lot else name
    sentence = f"{what} {WORDS[word]}." if WORDS[word] else what
    note = scan.problem or scan.reading.warning
    return ScanVerdict(word, scan, " ".join(filter(None, (sentence, more, note))), lot, lots)


def suspects(lots: Sequence[Lot]) -> Sequence[Lot]:
    """The lots a printed code may stand for: where one of them is recalled, only the recalled.

    A supplier's code can stand on several of our lots, and nobody can tell which one is in hand.
    """
    return [lot for lot in lots if lot.status == "recalled"] or lots


def _of_lots(
    scan: ResolvedScan, lots: Sequence[Lot], stock: Sequence[Any], on: date
) -> ScanVerdict:
    """The scan names lots: the first that is on hand and sellable, else why not."""
    product = scan.product
    assert product is not None
    numbers = tuple(lot.number for lot in lots)
    here = {row.lot_id for row in stock}
    verdicts = [(lot, _judged(lot, product, on)) for lot in suspects(lots)]
    good = [lot for lot, verdict in verdicts if verdict is Verdict.OK]
    present = [lot for lot in good if lot.id in here]
    blocked = [item for item in verdicts if item[1] is not Verdict.OK]
    if not present and blocked and (not good or blocked[0][0].id in here):
        lot, verdict = blocked[0]
        return _answer(verdict.value, scan, lot, numbers)
    if _label_expired(scan, product, on):
        return _answer("expired", scan, good[0], numbers, "The date on the pack has passed.")
    if not present:
        return _answer("no_stock", scan, good[0], numbers)
    return _answer("ok", scan, present[0], numbers)


def _of_product(scan: ResolvedScan, stock: Sequence[Any], on: date) -> ScanVerdict:
    """The scan names no lot: what the policy would take, else why there is nothing."""
    product = scan.product
    assert product is not None
    judged = [(row, _judged(row, product, on)) for row in stock]
    good = tuple(dict.fromkeys(row.number for row, verdict in judged if verdict is Verdict.OK))
    if _label_expired(scan, product, on):
        return _answer("expired", scan, lots=good, more="The date on the pack has passed.")
    if good:
        return _answer("ok", scan, lots=good)
    blocked = {verdict for _row, verdict in judged}
    worst = next((verdict for verdict in WORST_FIRST if verdict in blocked), None)
    if worst is None:
        return _answer("no_stock", scan)
    return _answer(worst.value, scan, more="All that is on hand here is blocked.")


def _by_lot_alone(session: Session, scan: ResolvedScan) -> tuple[ResolvedScan, Sequence[Lot]]:
    """A bare lot number or code: its product, if it is one product's only."""
    rows = lots_anywhere(session, scan.lot_codes)
    products = {row.Lot.product_id for row in rows}
    if len(products) != 1:
        skus = tuple(sorted({row.sku for row in rows}))
        problem = f"This lot code stands on several products: {', '.join(skus)}." if skus else ""
        ambiguous = skus or scan.ambiguous
        return replace(scan, ambiguous=ambiguous, problem=problem or scan.problem), []
    product = product_by_id(session, products.pop())
    return replace(scan, product=product), [row.Lot for row in rows]


def _unknown(scan: ResolvedScan) -> ScanVerdict:
    reading = scan.reading
    if reading.kind is Kind.UNREADABLE or (reading.error and not scan.ambiguous):
        why = reading.error or "It could not be read."
        return ScanVerdict("unreadable", scan, f"This could not be read. {why}")
    return ScanVerdict(
        "unknown_product", scan, scan.problem or "No product has this code. Create it or search."
    )


def judge(session: Session, scan: ResolvedScan, *, site_id: int, on: date) -> ScanVerdict:
    """The verdict on one scan at a site on its calendar day."""
    named: Sequence[Lot] = []
    if scan.reading.kind is Kind.UNREADABLE:
        return _unknown(scan)
    if scan.product is None:
        scan, named = _by_lot_alone(session, scan)
    elif scan.lot_codes:
        named = lots_named(session, scan.product.id, scan.lot_codes)
    if scan.product is None or (scan.reading.error and not named and scan.problem):
        return _unknown(scan)
    stock = balances_for_sale(session, scan.product.id, site_id)
    if named:
        return _of_lots(scan, named, stock, on)
    if scan.lot_codes and scan.product.tracking == "lot":
        good = tuple(dict.fromkeys(row.number for row in stock))
        return _answer("unknown_lot", scan, lots=good)
    return _of_product(scan, stock, on)
