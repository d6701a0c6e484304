"""Puts sales receipts and return slips into the spool, and says how their printing stands.

The first print is the original, every later one a copy that says so. Nothing is sent here and
nothing inside the sale's transaction: a dead printer neither undoes nor delays a sale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import WrongState
from app.identity import audit
from app.identity.models import AuditEvent
from app.identity.shop_context import ShopContext
from app.paper.desk import Piece, places_for, put_on_paper
from app.paper.models import PrintJob
from app.paper.queries import PrinterPlace, last_job, printer_name
from app.paper.services import answers
from app.paper.services.spool import next_copy
from app.pos.papers import Paper
from app.pos.return_slips import paper_of
from app.pos.slip_words import Stand, stand_of
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.documents import DrawerPulse
from printing.errors import PrinterUrlError
from printing.escpos_printer import render

RECEIPT = "receipt"
PRINTED_BEFORE_THE_SPOOL = "receipt.printed"


@dataclass(frozen=True)
class Slip:
    """How the paper of a document stands: in words, what can be done, where else it could go."""

    number: str
    stand: Stand
    job: int | None
    printer: str
    printers: tuple[PrinterPlace, ...]
    link: str

    def as_json(self) -> dict[str, Any]:
        """What the till's page is told."""
        return {
            "number": self.number,
            "state": self.stand.state,
            "tone": self.stand.tone,
            "message": self.stand.message,
            "acts": list(self.stand.acts),
            "job": self.job,
            "printer": self.printer,
            "printers": [{"id": each.id, "name": each.name} for each in self.printers],
            "link": self.link,
        }


def slip(number: str, *, shop: ShopContext, address: str = "") -> Slip:
    """How the printing of a sale's or return's paper stands. NotFound where it is not theirs."""
    with reading() as session:
        paper = _paper(session, number, shop, address)
        job = last_job(session, RECEIPT, paper.about)
        at = printer_name(session, job.printer_id) if job else ("", "")
    places = tuple(places_for(paper.site_id, paper.till))
    stand = stand_of(job, trouble=at[1], printers=len(places), by_hand=paper.by_hand)
    return Slip(number, stand, job.id if job else None, at[0], places, paper.link)


def after_the_sale(number: str, *, receipt: bool, shop: ShopContext, address: str = "") -> None:
    """Open the drawer for cash and print the receipt where it is wanted; each at most once.

    Does nothing for a sale that was made offline, or where no printer serves the till.
    """
    with reading() as session:
        paper = _paper(session, number, shop, address)
    if paper.by_hand:
        return
    kick = [Piece("drawer", paper.about, DrawerPulse())] if paper.document.open_drawer else []
    slips = [_piece(paper)] if receipt and not _printed_before(paper.about) else []
    _put(paper, kick + slips, shop)


def print_it(number: str, *, shop: ShopContext, address: str = "") -> None:
    """Somebody wants the paper: the original where none was printed, else a marked copy.

    WrongState where nobody knows yet whether the last one came out.
    """
    with reading() as session:
        paper = _paper(session, number, shop, address)
        job = last_job(session, RECEIPT, paper.about)
        copy_no = max(next_copy(session, RECEIPT, paper.about), _before(session, paper.about))
    if job is not None and job.state == "unknown":
        raise WrongState("Say first whether the last one came out.")
    if job is not None and job.state in ("queued", "failed"):
        answer(job.id, answers.try_now, shop)
    elif job is None or job.state != "sending":
        _put(paper, [_piece(paper, copy_no)], shop)
        if copy_no:
            transaction(lambda session: _count(session, paper.about, job, copy_no, shop))


def answer(job_id: int, what: Any, shop: ShopContext, **more: Any) -> None:
    """One of the answers that people give about a job."""
    transaction(lambda session: what(session, job_id, by=shop.actor, at=shop.now, **more))


def receipt_bytes(number: str, *, shop: ShopContext, address: str = "") -> bytes:
    """The bytes that the till's printer gets; without a printer, a usual one's."""
    with reading() as session:
        paper = _paper(session, number, shop, address)
    places = places_for(paper.site_id, paper.till)
    device = open_device(places[0].url if places else "dummy:")
    return render(replace(paper.document, open_drawer=False), device.settings)


def _paper(session: Session, number: str, shop: ShopContext, address: str) -> Paper:
    return paper_of(session, number, by=shop.actor, currency=shop.currency, address=address)


def _piece(paper: Paper, copy_no: int = 0) -> Piece:
    """The receipt without its pulse: the drawer is a job of its own."""
    document = replace(paper.document, open_drawer=False, copy_no=copy_no)
    return Piece(RECEIPT, paper.about, document, copy_no)


def _put(paper: Paper, pieces: list[Piece], shop: ShopContext) -> None:
    places = places_for(paper.site_id, paper.till)
    if not (places and pieces):
        return
    try:
        put_on_paper(pieces, places[0], by=shop.actor, at=shop.now)
    except PrinterUrlError as wrong:
        raise WrongState(f"The address of {places[0].name} is wrong. {wrong}") from None


def _count(
    session: Session, about: DocumentRef, job: PrintJob | None, copy_no: int, shop: ShopContext
) -> None:
    detail = {"copy": copy_no, "kind": RECEIPT, "before": job.id if job else None}
    audit.record(session, shop.actor, answers.COPIED, about, at=shop.now, detail=detail)


def _before(session: Session, about: DocumentRef) -> int:
    """How often a receipt was printed by versions of this program that had no spool."""
    counted = select(func.count()).where(
        AuditEvent.subject_kind == about.kind,
        AuditEvent.subject == about.number,
        AuditEvent.action == PRINTED_BEFORE_THE_SPOOL,
    )
    return session.scalar(counted) or 0


def _printed_before(about: DocumentRef) -> bool:
    with reading() as session:
        return _before(session, about) > 0
