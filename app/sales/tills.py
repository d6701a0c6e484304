"""Tills and their series of sales receipt numbers: `site-till-epoch-seq`, without gaps.

With each number a document becomes a link of the till's chain (app/sales/chain.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, bindparam, insert, select, text
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.errors import AlreadyExists, bad_field
from app.identity.actors import Actor
from app.identity.models import Site
from app.rows import run
from app.sales import till_models  # noqa: F401 - shifts belong to the schema
from app.sales.models import Till

_TILLS = Till.__table__
_SITES = Site.__table__
_FIND = (
    select(
        _TILLS.c.id,
        _TILLS.c.code,
        _TILLS.c.site_id,
        _SITES.c.code.label("site"),
        _SITES.c.time_zone,
    )
    .join(_SITES, _SITES.c.id == _TILLS.c.site_id)
    .where(_TILLS.c.code == bindparam("till_code"))
)
_LINK = (
    "{head} || '|' || (chained + 1) || '|' || :kind || '|' || {epoch} || '|' || {seq}"
    " || '|' || :content"
)
_HASH = {
    True: "sha256_hex({text})",
    False: "encode(sha256(convert_to({text}, 'UTF8')), 'hex')",
}
_NUMBERED = {"head": "head", "epoch": "epoch", "seq": "(last_seq + 1)"}
_BROUGHT = {"head": "head", "epoch": "CAST(:epoch AS bigint)", "seq": "CAST(:seq AS bigint)"}


def _chaining(sqlite: bool, parts: Mapping[str, str], *, counts: bool) -> TextClause:
    hashed = _HASH[sqlite].format(text=_LINK.format(**parts))
    number = "last_seq = last_seq + 1, " if counts else ""
    return text(
        f"UPDATE till SET {number}chained = chained + 1, head = {hashed}"
        " WHERE id = :till_id RETURNING epoch, last_seq, chained, head, open_shift"
    )


_NEXT = {sqlite: _chaining(sqlite, _NUMBERED, counts=True) for sqlite in (True, False)}
_BRING = {sqlite: _chaining(sqlite, _BROUGHT, counts=False) for sqlite in (True, False)}


@dataclass(frozen=True)
class TillPlace:
    """A till and where it stands."""

    id: int
    code: str
    site_id: int
    site: str
    time_zone: str


@dataclass(frozen=True)
class ReceiptNumber:
    """A number in a till's series, its link in the chain, and the till's open shift."""

    number: str
    epoch: int
    seq: int
    position: int
    hash: str
    shift_id: int | None


def create_till(session: Session, code: str, *, site_id: int, at: datetime) -> int:
    """Add a till to a site; AlreadyExists where the code is taken."""
    if session.scalar(select(Till.id).where(Till.code == code)) is not None:
        raise AlreadyExists(f"There is already a till {code}.")
    row = {"code": code, "site_id": site_id, "created_at": at}
    till_id: int = session.execute(insert(Till).returning(Till.id), row).scalar_one()
    return till_id


def till_by_code(session: Session, code: str, actor: Actor) -> TillPlace:
    """A till the actor may sell at; a wrong code is a wrong field."""
    row = run(session, _FIND, {"till_code": code}).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.site_id):
        raise bad_field("till", f"there is no till {code}")
    return TillPlace(row.id, row.code, row.site_id, row.site, row.time_zone)


def receipt_number(till: TillPlace, epoch: int, seq: int) -> str:
    """How a receipt is numbered: `site-till-epoch-seq`."""
    return f"{till.site}-{till.code}-{epoch}-{seq:06d}"


def next_receipt_number(
    session: Session, till: TillPlace, *, kind: str, content: str
) -> ReceiptNumber:
    """The till's next number, and the link its document makes in the till's chain.

    Taken under the till's row lock, the last lock a sale takes.
    """
    given = {"till_id": till.id, "kind": kind, "content": content}
    row = run(session, _NEXT[is_sqlite(session)], given).one()
    number = receipt_number(till, row.epoch, row.last_seq)
    return ReceiptNumber(number, row.epoch, row.last_seq, row.chained, row.head, row.open_shift)


def link_brought_receipt(
    session: Session, till: TillPlace, *, epoch: int, seq: int, kind: str, content: str
) -> ReceiptNumber:
    """The link of a document that a terminal numbered itself, under the till's row lock."""
    given = {"till_id": till.id, "kind": kind, "content": content, "epoch": epoch, "seq": seq}
    row = run(session, _BRING[is_sqlite(session)], given).one()
    number = receipt_number(till, epoch, seq)
    return ReceiptNumber(number, epoch, seq, row.chained, row.head, row.open_shift)


def link_row(till: TillPlace, receipt: ReceiptNumber, kind: str, content: str) -> dict[str, Any]:
    """The row of `record_link` that goes with a receipt."""
    return {
        "till_id": till.id,
        "position": receipt.position,
        "document_kind": kind,
        "document_number": receipt.number,
        "content": content,
        "hash": receipt.hash,
    }
