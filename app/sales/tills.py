"""Tills and their series of sales receipt numbers: `site-till-epoch-seq`, without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, bad_field
from app.identity.actors import Actor
from app.identity.models import Site
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
_NEXT = (
    update(_TILLS)
    .where(_TILLS.c.id == bindparam("till_id"))
    .values(last_seq=_TILLS.c.last_seq + 1)
    .returning(_TILLS.c.epoch, _TILLS.c.last_seq)
)


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
    """A number in a till's series."""

    number: str
    epoch: int
    seq: int


def create_till(session: Session, code: str, *, site_id: int, at: datetime) -> int:
    """Add a till to a site; AlreadyExists where the code is taken."""
    if session.scalar(select(Till.id).where(Till.code == code)) is not None:
        raise AlreadyExists(f"There is already a till {code}.")
    row = {"code": code, "site_id": site_id, "created_at": at}
    till_id: int = session.execute(insert(Till).returning(Till.id), row).scalar_one()
    return till_id


def till_by_code(session: Session, code: str, actor: Actor) -> TillPlace:
    """A till the actor may sell at; a wrong code is a wrong field."""
    row = session.execute(_FIND, {"till_code": code}).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.site_id):
        raise bad_field("till", f"there is no till {code}")
    return TillPlace(row.id, row.code, row.site_id, row.site, row.time_zone)


def next_receipt_number(session: Session, till: TillPlace) -> ReceiptNumber:
    """The till's next number, under its row lock; the last lock a sale takes."""
    epoch, seq = session.execute(_NEXT, {"till_id": till.id}).one()
    return ReceiptNumber(f"{till.site}-{till.code}-{epoch}-{seq:06d}", epoch, seq)
