"""A receipt that the server never got is entered from its paper, as the fact it is.

Booked the same way as what a terminal hands over, under the printed number; that number of the gap
is closed. One that is in the books, or in the inbox, is never entered again. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow, products_by_sku
from app.errors import NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.models import Person, Site
from app.identity.services import name_key
from app.identity.shop_context import ShopContext
from app.inventory.leases import spend
from app.sales.cart import CompletedSale, SaleItem
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException, Till
from app.sales.pricing import PricedLine, Tender, settle
from app.sales.services.complete_sale import price_items
from app.sales.services.record_fact import record_fact
from app.sales.terminals.apply import fact_of, sold_by_lot
from app.sales.terminals.printed import PrintedLine, PrintedLot, PrintedSale
from app.sales.terminals.series import Series, note_gap, series_of
from app.sales.till_models import Shift
from app.values.document import DocumentRef

MARK = "reentered"
_G = SeriesGap.__table__


@dataclass(frozen=True)
class PaperLine:
    """A line of the paper: quantity and price in millionths, the lot as printed."""

    sku: str
    quantity: int
    lot: str
    price: int


@dataclass(frozen=True)
class PaperSale:
    """A receipt as it lies on the table: `person` is the cashier printed on it."""

    receipt: int
    sold_at: datetime
    person: str
    lines: tuple[PaperLine, ...]
    tenders: tuple[Tender, ...]


@dataclass(frozen=True)
class GapRow:
    """A gap as the form needs it."""

    id: int
    device_id: int
    epoch: int
    first: int
    last: int
    detail: str
    found_at: datetime
    resolved_at: datetime | None
    till: str
    site: str
    site_id: int
    time_zone: str

    def number(self, receipt: int) -> str:
        """The printed number of a receipt of this gap's series."""
        return f"{self.site}-{self.till}-{self.epoch}-{receipt:06d}"


def gap_of(session: Session, gap_id: int, shop: ShopContext, *, held: bool = False) -> GapRow:
    """A gap of a site the actor works at; NotFound otherwise."""
    found = (
        select(
            _G.c.id, _G.c.device_id, _G.c.epoch, _G.c.first, _G.c.last, _G.c.detail,
            _G.c.found_at, _G.c.resolved_at, Till.code, Site.code.label("site"), Till.site_id,
            Site.time_zone,
        )
        .join(Till, Till.id == _G.c.till_id)
        .join(Site, Site.id == Till.site_id)
        .where(_G.c.id == gap_id)
    )  # fmt: skip
    row = session.execute(found.with_for_update(of=_G) if held else found).one_or_none()
    if row is None:
        raise NotFound("There is no such gap.")
    shop.actor.require_site(row.site_id, "gap")
    return GapRow(*row)


def _refuse_known(session: Session, device_id: int, number: str) -> None:
    """A receipt that is here already is never entered a second time."""
    own = (TillOp.device_id == device_id, TillOp.number == number)
    if session.scalar(select(Sale.id).where(Sale.number == number)) is not None:
        raise WrongState(f"Receipt {number} is in the books already. Nothing was entered.")
    if session.scalar(select(TillOp.state).where(*own).limit(1)) is not None:
        raise WrongState(
            f"The till has handed over receipt {number} itself. Look under Exceptions;"
            " nothing was entered."
        )


def _refuse_outside(gap: GapRow, receipt: int) -> None:
    if gap.resolved_at is not None:
        raise WrongState("Somebody has explained this gap already. Nothing was entered.")
    if not gap.first <= receipt <= gap.last:
        raise bad_field("receipt", f"is not missing here: only {gap.first} to {gap.last} are")


def _products(session: Session, paper: PaperSale) -> list[ProductRow]:
    found = products_by_sku(session, {line.sku for line in paper.lines})
    for number, line in enumerate(paper.lines):
        if line.sku not in found:
            raise bad_field(f"lines.{number}.sku", f"there is no product {line.sku}")
    return [found[line.sku] for line in paper.lines]


def _line(paper: PaperLine, product: ProductRow, priced: PricedLine) -> PrintedLine:
    lots = (PrintedLot(paper.lot, paper.quantity, "chosen"),) if paper.lot else ()
    return PrintedLine(
        paper.sku, product.name, paper.quantity, paper.price, paper.price, product.tax_rate,
        priced, "", lots, (), None,
    )  # fmt: skip


def _shift_then(session: Session, till_id: int, at: datetime) -> str:
    """The number of the shift that ran when it was sold; empty where none did."""
    number = session.scalar(
        select(Shift.number)
        .where(
            Shift.till_id == till_id,
            Shift.opened_at <= at,
            or_(Shift.closed_at.is_(None), Shift.closed_at > at),
        )
        .order_by(Shift.number.desc())
        .limit(1)
    )
    return "" if number is None else str(number)


def _printed(session: Session, paper: PaperSale, series: Series, shop: ShopContext) -> PrintedSale:
    """The paper as what a terminal would have handed over. Raises PaymentShort and its kin where
    the payments do not come to the lines: then something was typed wrongly."""
    products = _products(session, paper)
    items = [
        SaleItem(replace(product, price=line.price), line.quantity)
        for line, product in zip(paper.lines, products, strict=True)
    ]
    priced = price_items(items, shop)
    paid = settle(priced.total, paper.tenders, shop.currency, shop.cash_step)
    lines = zip(paper.lines, products, priced.lines, strict=True)
    key = name_key(paper.person)
    person_id = session.scalar(select(Person.id).where(Person.name_key == key))
    return PrintedSale(
        paper.person,
        person_id,
        paper.sold_at,
        _shift_then(session, series.till.id, paper.sold_at),
        "",
        shop.prices_include_tax,
        tuple(_line(*each) for each in lines),
        paper.tenders,
        priced,
        priced.total,
        paid.change,
        paid.rounding,
        "",
    )


def _left(gap: GapRow, receipt: int) -> Iterator[tuple[int, int]]:
    """What of the gap is still missing."""
    for first, last in ((gap.first, receipt - 1), (receipt + 1, gap.last)):
        if first <= last:
            yield first, last


def _close(session: Session, gap: GapRow, series: Series, receipt: int, shop: ShopContext) -> None:
    """The number is not missing any more; the rest of the gap stays open."""
    said = f"{series.number(receipt)} was entered from paper."
    closed = {"resolved_at": shop.now, "resolved_by": shop.actor.name, "resolution": said}
    session.execute(update(SeriesGap).where(_G.c.id == gap.id).values(closed))
    for first, last in _left(gap, receipt):
        note_gap(session, series, first=first, last=last, at=gap.found_at, detail=gap.detail)


def _mark(session: Session, number: str, shop: ShopContext) -> None:
    """On the sale, for good: whose hand it came from."""
    sale_id = session.execute(select(Sale.id).where(Sale.number == number)).scalar_one()
    row = {
        "sale_id": sale_id,
        "code": MARK,
        "detail": f"re-entered by {shop.actor.name}",
        "raised_at": shop.now,
        "resolved_at": shop.now,
        "resolved_by": shop.actor.name,
        "resolution": "Entered from the printed receipt.",
    }
    session.execute(insert(SaleException), row)


def reenter(session: Session, gap_id: int, paper: PaperSale, *, shop: ShopContext) -> CompletedSale:
    """Book a receipt of a gap from its paper, with an exception for every rule it went against,
    and close its number. Raises NotFound, WrongState where it is here already, BadInput for what
    was typed wrongly; then nothing is written.
    """
    series = series_of(session, gap_of(session, gap_id, shop).device_id, locked=True)
    gap = gap_of(session, gap_id, shop, held=True)
    number = series.number(paper.receipt)
    _refuse_known(session, series.device_id, number)
    _refuse_outside(gap, paper.receipt)
    if paper.sold_at > shop.now:
        raise bad_field("day", "is in the future")
    sale = _printed(session, paper, series, shop)
    fact, by_seller = fact_of(session, sale, series, number, shop)
    kept = tuple(flag for flag in fact.flags if flag.code != "device_revoked")
    done = record_fact(session, replace(fact, flags=kept), shop=by_seller).done
    spend(session, series.device_id, sold_by_lot(done.taken))
    _close(session, gap, series, paper.receipt, shop)
    _mark(session, number, shop)
    detail = {"gap": gap.id, "lines": len(paper.lines), "total": done.priced.total}
    subject = DocumentRef("sale", number)
    audit.record(session, shop.actor, "sale.reentered", subject, at=shop.now, detail=detail)
    return done
