"""A till that sold alone up to its limit was let sell on, once, by somebody who may.

The act has happened: it is written down with its reason and whose word it stands on. One that
stands on nobody's word waits for a person like every act that cannot be booked. Never commits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.errors import BadInput, ShopError
from app.identity import audit
from app.identity.actors import Actor
from app.identity.approvals import find_approval, mark_used, person_actor, said_offline
from app.identity.devices import device_actor
from app.identity.models import AuditEvent, Person
from app.identity.permissions import Permission
from app.identity.services import name_key
from app.identity.shop_context import ShopContext
from app.sales.terminals.reading import Fields, load_body
from app.sales.terminals.series import Series
from app.values.document import DocumentRef
from app.values.money import money_text

ACTION = "till.extended"
SUBJECT = "extension"
KIND = "alone"
MOST_SHOWN = 20


@dataclass(frozen=True)
class _Said:
    """What the till wrote: so much more, why, who sold there, and whose yes it had."""

    more: Mapping[str, Any]
    reason: str
    by: str
    approver: str
    approval: str


def _read(op: Any, shop: ShopContext) -> _Said:
    fields = Fields(load_body(op.body), shop.currency)
    more = {
        "hours": fields.whole("hours"),
        "sales": fields.whole("sales"),
        "sum": money_text(fields.money("sum"), shop.currency),
    }
    return _Said(
        more,
        fields.needed("reason", most=500),
        fields.text("by", most=200),
        fields.text("approver", most=200),
        fields.text("approval", most=100),
    )


def _own_right(session: Session, name: str, site_id: int) -> Actor | None:
    """Whoever sold there, where their own right is enough."""
    person = session.scalar(select(Person).where(Person.name_key == name_key(name)))
    if person is None or not person.active:
        return None
    who = person_actor(person)
    here = who.site_id in {None, site_id}
    return who if here and who.may(Permission.SETTLE_EXCEPTIONS) else None


def _by_code(
    session: Session, said: _Said, series: Series, about: DocumentRef, at: datetime,
    shop: ShopContext,
) -> str:  # fmt: skip
    site_id = series.till.site_id
    try:
        found = find_approval(session, said.approval, KIND, shop=shop, site_id=site_id, at=at)
    except ShopError:
        return ""
    mark_used(session, found.id, about, shop.now)
    return found.approved.approver


def _whose_word(
    session: Session, said: _Said, series: Series, about: DocumentRef, at: datetime,
    shop: ShopContext,
) -> str:  # fmt: skip
    """On whose word the till sold on; empty where nobody's counts."""
    site_id = series.till.site_id
    if said.approval:
        return _by_code(session, said, series, about, at, shop)
    if said.approver:
        given = said_offline(session, said.approver, KIND, asked_by=said.by, site_id=site_id)
        return given.approver if given else ""
    own = _own_right(session, said.by, site_id)
    return own.name if own else ""


def take_extension(session: Session, op: Any, series: Series, shop: ShopContext) -> None:
    """Write down that a till was let sell on alone; BadInput where nobody who may said so."""
    said = _read(op, shop)
    about = DocumentRef(SUBJECT, f"{series.device_id}:{op.seq}")
    word = _whose_word(session, said, series, about, op.made_at, shop)
    if not word:
        name = said.approver or said.by or "nobody"
        raise BadInput(f"The till sold on alone on the word of {name}, which does not count.")
    who = device_actor(series.device_id, series.device, series.till.site_id)
    detail = {
        "till": series.till.code,
        "approver": word,
        "at_till": said.by,
        "made_at": op.made_at.isoformat(),
        **said.more,
    }
    audit.record(session, who, ACTION, about, at=shop.now, reason=said.reason, detail=detail)


@dataclass(frozen=True)
class ExtensionRow:
    """An extension as it is shown."""

    device_id: int
    at: datetime
    approver: str
    reason: str
    more: Mapping[str, Any]


def extensions(session: Session, device_ids: Sequence[int]) -> list[ExtensionRow]:
    """What some terminals were let sell on alone, newest first."""
    theirs = or_(false(), *(AuditEvent.subject.startswith(f"{each}:") for each in device_ids))
    newest = (
        select(AuditEvent)
        .where(AuditEvent.action == ACTION, theirs)
        .order_by(AuditEvent.at.desc())
        .limit(MOST_SHOWN)
    )
    return [_extension_row(event) for event in session.scalars(newest)]


def _extension_row(event: AuditEvent) -> ExtensionRow:
    device_id, detail = int(event.subject.partition(":")[0]), json.loads(event.detail)
    at = datetime.fromisoformat(detail["made_at"])
    return ExtensionRow(device_id, at, detail["approver"], event.reason, detail)
