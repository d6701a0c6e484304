"""Printers: added, changed, switched off; those named in the settings taken over by name.

Opens no device and sends nothing; an address is only read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.paper.models import PRINTER_KINDS, Printer
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.errors import PrinterUrlError
from printing.networks import FAR, is_far
from printing.transports import TcpDevice

MAX_URL = 300
_PRINTER_NODE = re.compile(r"/dev/(usb/)?(lp|tty)[A-Za-z0-9]{1,12}", re.ASCII)
SETTINGS_NAMES: Mapping[str, str] = MappingProxyType(
    {"receipt": "Receipts (from the settings)", "label": "Labels (from the settings)"}
)
"""The names of the printers that SHOP_RECEIPT_PRINTER and SHOP_LABEL_PRINTER stand for."""


@dataclass(frozen=True)
class PrinterWish:
    """A printer as somebody wants it; site and station are None where it serves all of them."""

    name: str
    url: str
    kind: str
    site_id: int | None = None
    station: str | None = None


def add_printer(session: Session, wish: PrinterWish, *, by: Actor, at: datetime) -> int:
    """Add a printer. BadInput for a wrong address, AlreadyExists for a taken name or address."""
    row = _checked(session, wish, by, but=None)
    made: int = session.execute(
        insert(Printer).returning(Printer.id), {**row, "created_at": at}
    ).scalar_one()
    _note(session, by, "printer.added", wish.name, at, row)
    return made


def change_printer(
    session: Session, printer_id: int, wish: PrinterWish, *, by: Actor, at: datetime
) -> None:
    """Change a printer; what was known of how it answers is forgotten with its address."""
    present = own_printer(session, printer_id, by)
    _refuse_settings(present)
    row = _checked(session, wish, by, but=printer_id)
    fresh = {} if row["url"] == present.url else {"echo": "unknown", "trouble": ""}
    session.execute(update(Printer).where(Printer.id == printer_id).values(**row, **fresh))
    _note(session, by, "printer.changed", wish.name, at, row)


def switch_printer(session: Session, printer_id: int, *, on: bool, by: Actor, at: datetime) -> None:
    """Take a printer in or out of use. What waits for one that is out waits on."""
    present = own_printer(session, printer_id, by)
    _refuse_settings(present)
    session.execute(update(Printer).where(Printer.id == printer_id).values(active=on))
    _note(session, by, "printer.on" if on else "printer.off", present.name, at, {})


def forget_answers(session: Session, printer_id: int) -> None:
    """The next job finds out anew how this printer answers."""
    session.execute(update(Printer).where(Printer.id == printer_id).values(echo="unknown"))


def adopt_settings(session: Session, urls: Mapping[str, str], *, at: datetime) -> None:
    """Let the printers of the settings be printers like others; ones no longer named go out."""
    for kind, name in SETTINGS_NAMES.items():
        present = session.scalar(select(Printer).where(Printer.name == name))
        url = urls.get(kind, "")
        if present is None:
            if url:
                row = {"name": name, "url": url, "kind": kind, "created_at": at}
                session.execute(insert(Printer), row)
        elif (present.url, present.active) != (url or present.url, bool(url)):
            fresh = {} if url in ("", present.url) else {"url": url, "echo": "unknown"}
            changed = update(Printer).where(Printer.id == present.id)
            session.execute(changed.values(active=bool(url), **fresh))


def own_printer(session: Session, printer_id: int, by: Actor) -> Printer:
    """A printer that the person's site may use; NotFound otherwise."""
    found = session.get(Printer, printer_id)
    if found is None:
        raise NotFound("There is no such printer.")
    if found.site_id is not None:
        by.require_site(found.site_id, "printer")
    return found


def _refuse_settings(printer: Printer) -> None:
    if printer.name in SETTINGS_NAMES.values():
        raise WrongState("This printer is named in the settings of the shop; change it there.")


def _checked(
    session: Session, wish: PrinterWish, by: Actor, *, but: int | None
) -> dict[str, object]:
    """The row of a wish that can work; raises for one that cannot."""
    if wish.kind not in PRINTER_KINDS:
        raise bad_field("kind", f"must be one of {', '.join(PRINTER_KINDS)}")
    if not wish.name or wish.name in SETTINGS_NAMES.values():
        raise bad_field("name", "must be a name of its own")
    if by.site_id is not None and wish.site_id != by.site_id:
        raise bad_field("site", "must be your own")
    _check_address(wish.url)
    others = select(Printer).where(Printer.id != (but or 0))
    if session.scalar(others.where(Printer.name == wish.name)):
        raise AlreadyExists(f"There is already a printer named {wish.name}.")
    if session.scalar(others.where(Printer.url == wish.url, Printer.kind == wish.kind)):
        raise AlreadyExists("There is already a printer of this kind at this address.")
    return {
        "name": wish.name,
        "url": wish.url,
        "kind": wish.kind,
        "site_id": wish.site_id,
        "station": wish.station or None,
    }


def _check_address(url: str) -> None:
    """Whoever may add a printer must not get to write into the files of the machine."""
    if len(url) > MAX_URL:
        raise bad_field("url", "is too long")
    try:
        device = open_device(url)
    except PrinterUrlError as error:
        raise bad_field("url", str(error)) from None
    if isinstance(device, TcpDevice) and is_far(device.host):
        raise bad_field("url", f"{device.host} {FAR}: printers are at this machine or in it")
    path = getattr(device, "path", None)
    if path is not None and not _PRINTER_NODE.fullmatch(path):
        raise bad_field("url", "must name a printer's device, such as file:///dev/usb/lp0")


def _note(
    session: Session, by: Actor, action: str, name: str, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(session, by, action, DocumentRef("printer", name), at=at, detail=detail)
