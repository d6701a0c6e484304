"""The inbox applies what it recorded, one act after another, each whole or not at all.

An act is applied once however often it is asked for; what cannot be applied becomes an exception
for a person and stops nobody. Never commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app import clock
from app.errors import BadInput
from app.identity import audit
from app.identity.devices import device_actor
from app.identity.shop_context import ShopContext
from app.inventory.leases import spend
from app.sales.cart import CompletedSale, DeviceReceipt, Taken
from app.sales.inbox_models import TillOp
from app.sales.services.record_fact import RecordedFact, SaleFact, record_fact
from app.sales.terminals.extend import take_extension
from app.sales.terminals.meaning import (
    STANDING,
    customer_of,
    fact_lines,
    is_token_taken,
    labelled_prices,
    person_flags,
    products_of,
    seller_of,
    shift_of,
)
from app.sales.terminals.ops import FIELDS, as_signed
from app.sales.terminals.printed import PrintedSale, read_sale
from app.sales.terminals.reading import cleaned, load_body
from app.sales.terminals.series import Series, series_of
from app.values.document import DocumentRef

UNTOUCHED_FOR = timedelta(seconds=10)
_STATEMENT = "[SQL:"
_OP = TillOp.__table__
_THIS = (_OP.c.device_id == bindparam("of_device"), _OP.c.seq == bindparam("of_seq"))
_HELD = (
    select(*(_OP.c[name] for name in ("device_id", *FIELDS, "state")))
    .where(*_THIS)
    .with_for_update()
)
APPLIED = update(TillOp).where(*_THIS).values(state="applied", document=bindparam("made"))
_ASIDE = update(TillOp).where(*_THIS).values(state="exception", problem=bindparam("wrong"))
_WAITING = (
    select(_OP.c.seq)
    .where(_OP.c.device_id == bindparam("of_device"), _OP.c.state == "recorded")
    .order_by(_OP.c.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Applied:
    """What became of an act: the document it made, if any."""

    document: str | None


def fact_of(
    session: Session, sale: PrintedSale, series: Series, number: str, shop: ShopContext
) -> tuple[SaleFact, ShopContext]:
    """A printed sale as a fact, and the shop with its seller in it."""
    receipt = series.receipt_of(number)
    if receipt is None:
        raise BadInput("It has no number of this terminal's series.")
    seller = seller_of(session, sale, series)
    customer_id, unknown = customer_of(session, sale)
    shift_id, late = shift_of(session, sale, series, shop)
    on = clock.local_day(min(sale.sold_at, shop.now), series.till.time_zone)
    labelled = labelled_prices(session, sale, on, shop)
    fact = SaleFact(
        series.till,
        fact_lines(sale, products_of(session, sale), labelled),
        sale.priced,
        sale.total,
        sale.tenders,
        sale.change,
        sale.rounding,
        sale.sold_at,
        customer_id,
        None if is_token_taken(session, sale.token) else sale.token or None,
        DeviceReceipt(number, series.epoch, receipt),
        shift_id,
        (*STANDING[series.revoked], *person_flags(seller, sale), *unknown, *late),
        sale.note,
    )
    return fact, replace(shop, actor=seller.actor, prices_include_tax=sale.tax_included)


def book(
    session: Session, sale: PrintedSale, series: Series, number: str, shop: ShopContext
) -> CompletedSale:
    """Book a printed sale under the number its terminal gave it; the loan is the caller's."""
    fact, by_seller = fact_of(session, sale, series, number, shop)
    done: RecordedFact = record_fact(session, fact, shop=by_seller)
    return done.done


def _sale(session: Session, op: Any, series: Series, shop: ShopContext) -> Applied:
    sale = read_sale(op.body, shop.currency)
    done = book(session, sale, series, op.number or "", shop)
    spend(session, op.device_id, sold_by_lot(done.taken))
    return Applied(done.number)


def sold_by_lot(taken: Iterable[Taken]) -> dict[int, int]:
    """How much of each lot a sale took, in millionths."""
    sums: dict[int, int] = {}
    for part in taken:
        sums[part.lot_id] = sums.get(part.lot_id, 0) + part.quantity
    return sums


def _noted(action: str) -> Callable[[Session, Any, Series, ShopContext], Applied]:
    """Something that is only written down: a drawer opened, a word left."""

    def note(session: Session, op: Any, series: Series, shop: ShopContext) -> Applied:
        said = cleaned(load_body(op.body))
        who = device_actor(series.device_id, series.device, series.till.site_id)
        subject = DocumentRef("till", series.till.code)
        reason = str(said.get("reason") or "")[:500]
        audit.record(session, who, action, subject, at=shop.now, reason=reason, detail=said)
        return Applied(None)

    return note


def _extended(session: Session, op: Any, series: Series, shop: ShopContext) -> Applied:
    take_extension(session, op, series, shop)
    return Applied(None)


Handler = Callable[[Session, Any, Series, ShopContext], Applied]
HANDLERS: Mapping[str, Handler] = {
    "sale": _sale,
    "drawer": _noted("drawer.opened"),
    "note": _noted("till.noted"),
    "extension": _extended,
}
"""Kind of act -> how it is applied."""


def apply_op(session: Session, device_id: int, seq: int, *, shop: ShopContext) -> None:
    """Apply a recorded act, once: its row is held, whoever comes second finds it done.

    Raises BadInput for words that cannot be booked; then nothing is written.
    """
    this = {"of_device": device_id, "of_seq": seq}
    op = session.execute(_HELD, this).one()
    if op.state != "recorded":
        return
    if not as_signed(op):
        raise BadInput("It is not what the terminal signed under this key and number.")
    handler = HANDLERS.get(op.kind)
    if handler is None:
        raise BadInput(f"Nobody knows what to do with a {op.kind[:40]}.")
    done = handler(session, op, series_of(session, device_id), shop)
    session.connection().execute(APPLIED, this | {"made": done.document})


def set_aside(session: Session, device_id: int, seq: int, problem: str) -> None:
    """An act that cannot be applied waits for a person; the next one goes on. What the database
    says of it is nothing for a till's screen."""
    if _STATEMENT in problem:
        problem = "cannot be booked: it would break a rule of the books"
    this = {"of_device": device_id, "of_seq": seq}
    if session.execute(_HELD, this).one().state == "recorded":
        session.connection().execute(_ASIDE, this | {"wrong": problem[:1000]})


def waiting(session: Session, device_id: int, *, limit: int) -> list[int]:
    """The acts of a terminal that were recorded and not applied yet, in order."""
    return list(session.scalars(_WAITING, {"of_device": device_id, "most": limit}))


def left_behind(session: Session, shop: ShopContext, *, limit: int) -> list[tuple[int, int]]:
    """Acts of any terminal that somebody recorded and then died over, oldest first."""
    found = select(_OP.c.device_id, _OP.c.seq).where(
        _OP.c.state == "recorded", _OP.c.received_at < shop.now - UNTOUCHED_FOR
    )
    rows = session.execute(found.order_by(_OP.c.received_at, _OP.c.seq).limit(limit))
    return [(row.device_id, row.seq) for row in rows]
