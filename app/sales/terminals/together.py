"""Plain sales of a terminal are applied a few in one transaction: read, locked, committed once.

Plain is a sale whose lots are all named and all there and that uses up no approval, so that
nothing is locked but what is locked before the first. What is not plain is applied by itself,
and so is each of a group that fails (docs/decisions/0023-sales-applied-together.md). Never
commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.errors import ShopError
from app.identity.shop_context import ShopContext
from app.inventory.leases import spend
from app.inventory.services.take_fact import lock_named
from app.rows import run
from app.sales.inbox_models import TillOp
from app.sales.services.record_fact import named_lots
from app.sales.terminals.apply import APPLIED, book, sold_by_lot
from app.sales.terminals.meaning import known_products, shift_of, taken_tokens
from app.sales.terminals.ops import FIELDS, as_signed
from app.sales.terminals.printed import PrintedSale, read_sale
from app.sales.terminals.series import Series, series_of

_OP = TillOp.__table__
_WAITING = (
    select(*(_OP.c[name] for name in ("device_id", *FIELDS, "state")))
    .where(
        _OP.c.device_id == bindparam("of_device"),
        _OP.c.seq.in_(bindparam("seqs", expanding=True)),
    )
    .order_by(_OP.c.seq)
    .with_for_update()
)


@dataclass(frozen=True)
class _Act:
    """A recorded sale with what it says."""

    op: Any
    sale: PrintedSale


def _acts(ops: Sequence[Any], shop: ShopContext) -> Iterator[_Act]:
    """The sales that can be read, up to the first act that is something else or done already."""
    for op in ops:
        if op.state != "recorded" or op.kind != "sale" or not as_signed(op):
            return
        try:
            yield _Act(op, read_sale(op.body, shop.currency))
        except ShopError:
            return


def _alike(acts: Sequence[_Act]) -> list[_Act]:
    """The first acts that share their shift, and no token of a receipt."""
    found: list[_Act] = []
    tokens: set[str] = set()
    for act in acts:
        if act.sale.shift != acts[0].sale.shift or act.sale.token in tokens:
            break
        tokens |= {act.sale.token} - {""}
        found.append(act)
    return found


class _Shelf:
    """What is left of the lots that a group names, all of them locked."""

    def __init__(self, session: Session, acts: Sequence[_Act], series: Series) -> None:
        lines = [line for act in acts for line in act.sale.lines]
        self._products = known_products(session, {line.sku for line in lines})
        self._lots = named_lots(session, {part.lot.upper() for line in lines for part in line.lots})
        ids = {row.id for rows in self._lots.values() for row in rows}
        self._left = lock_named(session, ids, series.till.site_id)

    def _lot(self, sku: str, number: str) -> int | None:
        product = self._products.get(sku)
        rows = self._lots.get(number.upper(), ())
        return next((row.id for row in rows if product and row.product_id == product.id), None)

    def has(self, sale: PrintedSale) -> bool:
        """Whether every line names lots for all it sold, all of it left, on nobody's code; then it
        goes."""
        left = dict(self._left)
        for line in sale.lines:
            if sum(part.quantity for part in line.lots) != line.quantity:
                return False
            if any(yes.approval for yes in line.overrides):
                return False
            for part in line.lots:
                lot_id = self._lot(line.sku, part.lot)
                if lot_id is None or left.get(lot_id, 0) < part.quantity:
                    return False
                left[lot_id] -= part.quantity
        self._left = left
        return True


def _plain(session: Session, acts: Sequence[_Act], series: Series) -> list[_Act]:
    shelf, found = _Shelf(session, acts, series), []
    for act in acts:
        if not shelf.has(act.sale):
            break
        found.append(act)
    return found


def apply_together(
    session: Session, device_id: int, seqs: Sequence[int], *, shop: ShopContext
) -> int:
    """Apply the plain sales that these acts begin with, all or none; how many they were.

    Raises what applying one of them raises; then nothing is written.
    """
    given = {"of_device": device_id, "seqs": list(seqs)}
    acts = _alike(list(_acts(session.execute(_WAITING, given).all(), shop)))
    if len(acts) < 2:
        return 0
    series = series_of(session, device_id)
    shift_of(session, acts[0].sale, series, shop)
    taken_tokens(session, {act.sale.token for act in acts} - {""})
    plain = _plain(session, acts, series)
    sold: dict[int, int] = {}
    done = []
    for act in plain:
        booked = book(session, act.sale, series, act.op.number or "", shop)
        for lot_id, quantity in sold_by_lot(booked.taken).items():
            sold[lot_id] = sold.get(lot_id, 0) + quantity
        done.append({"of_device": device_id, "of_seq": act.op.seq, "made": booked.number})
    if done:
        spend(session, device_id, sold)
        run(session, APPLIED, done)
    return len(done)
