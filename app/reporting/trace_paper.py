"""A lot's trace on paper: what it is, where it came from and went, step by step. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from app.inventory.journey import Step
from app.reporting.tracing import Traced
from app.web.filters import day, instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

COLUMNS = ("Step", "Document", "From and to", "When", "Quantity", "Checked")


def _kin(rows: Sequence[Any]) -> str:
    return ", ".join(f"{row.number} ({row.name})" for row in rows)


def _heading(it: Traced, at: datetime, zone: str) -> Iterator[tuple[str, str]]:
    lot, unit = it.row.Lot, it.row.base_unit
    yield "Product", f"{it.row.name} ({it.row.sku})"
    yield "Supplier and lot", " ".join(filter(None, (lot.supplier_code, lot.supplier_lot))) or "–"
    yield "Received", day(lot.received_on)
    yield "Came by", " ".join(filter(None, (lot.origin_number, it.order)))
    if lot.expires_on:
        yield "Date", day(lot.expires_on)
    yield "Status", lot.status
    if it.parents:
        yield "Made from", _kin(it.parents)
    if it.children:
        yield "Made into", _kin(it.children)
    for end in (*it.picture.sources, *it.picture.ends):
        yield end.label, quantity(end.quantity, unit)
    yield "Buyers", f"{it.certain} certain, {it.possible} possible"
    yield "As of", instant(at, zone)


def trace_paper(it: Traced, steps: Sequence[Step], *, at: datetime, zone: str) -> GoodsSlip:
    """The paper for an inspector, in a site's own time; its code is the lot's number."""
    return GoodsSlip(
        title="Trace of a lot",
        number=it.row.Lot.number,
        heading=tuple(_heading(it, at, zone)),
        lines=tuple(
            SlipLine(
                step.word,
                step.reason,
                step.document.number,
                " → ".join(filter(None, (step.source, step.target))),
                instant(step.at, zone),
                quantity(step.quantity, it.row.base_unit),
            )
            for step in steps
        ),
        signatures=("Drawn up by", "Seen by"),
        columns=COLUMNS,
    )
