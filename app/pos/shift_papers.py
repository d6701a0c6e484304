"""The X and Z of a till on paper: found, laid out, put into the spool.

The first print of a Z is the original, every later one a copy that says so. An X is a snapshot:
it is shown, not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import NotFound, WrongState
from app.identity import audit
from app.identity.queries import shop as shop_of
from app.identity.queries import site_by_id
from app.identity.shop_context import ShopContext
from app.paper.desk import Piece, places_for, put_on_paper
from app.paper.services.spool import next_copy
from app.pos.till_reports import ReportPlace, till_report
from app.sales.shift_report import live_report
from app.sales.shifts import frozen_report, open_shift, shift_by_number, shift_name
from app.sales.tills import TillPlace
from app.values.document import DocumentRef
from printing.documents import ZReport
from printing.errors import PrinterUrlError

KIND = "report"
PRINTED = "report.printed"


@dataclass(frozen=True)
class ShiftPaper:
    """A closed shift, its frozen report and what it looks like on paper."""

    row: Any
    report: dict[str, Any]
    place: ReportPlace

    @property
    def about(self) -> DocumentRef:
        """What its print jobs are kept under."""
        return DocumentRef("shift", shift_name(self.row.till, self.row.Shift.number))

    def paper(self, copy_no: int = 0) -> ZReport:
        """The Z as a document to print."""
        return till_report(self.report, self.place, copy_no=copy_no)


def _place(session: Session, site_id: int, shop: ShopContext) -> ReportPlace:
    opened, site = shop_of(session), site_by_id(session, site_id)
    return ReportPlace(opened.name if opened else "", site.name, site.time_zone, shop.currency)


def z_paper(session: Session, till: str, number: int, *, shop: ShopContext) -> ShiftPaper:
    """The Z of a closed shift; NotFound where there is none or the actor may not see it."""
    row = shift_by_number(session, till, number, shop.actor)
    if row.Shift.closed_at is None:
        raise NotFound(f"Shift {till}-{number} is still open.")
    return ShiftPaper(row, frozen_report(row.Shift), _place(session, row.site_id, shop))


def x_paper(session: Session, till: TillPlace, *, shop: ShopContext) -> ZReport:
    """The X of a till's open shift; NotFound where none is open."""
    shift = open_shift(session, till.id)
    if shift is None:
        raise NotFound(f"No shift is open at till {till.code}.")
    report = live_report(session, shift, till, shop=shop)
    return till_report(report, _place(session, till.site_id, shop))


def print_z(till: str, number: int, *, shop: ShopContext) -> str:
    """Put a Z into the spool of the till's printer; what to say about it.

    WrongState where no printer serves the till.
    """
    with reading() as session:
        found = z_paper(session, till, number, shop=shop)
        copy_no = next_copy(session, KIND, found.about)
    places = places_for(found.row.site_id, till)
    if not places:
        raise WrongState(f"No receipt printer serves till {till}.")
    try:
        put_on_paper(
            [Piece(KIND, found.about, found.paper(copy_no), copy_no)],
            places[0],
            by=shop.actor,
            at=shop.now,
        )
    except PrinterUrlError as wrong:
        raise WrongState(f"The address of {places[0].name} is wrong. {wrong}") from None
    detail = {"copy": copy_no}
    transaction(
        lambda session: audit.record(
            session, shop.actor, PRINTED, found.about, at=shop.now, detail=detail
        )
    )
    what = f"Copy {copy_no} of the Z" if copy_no else "The Z"
    return f"{what} goes to {places[0].name}."
