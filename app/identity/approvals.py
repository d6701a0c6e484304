"""A second person's yes: who may give it for what, written down once, good for one document.

The only writer of approvals and of their use. Never sees a PIN: who approves was proven before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import ApprovalMissing, ApprovalUsed, Forbidden, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Approval, ApprovalUse, Person
from app.identity.permissions import Permission
from app.identity.services import name_key
from app.identity.shop_context import ShopContext
from app.values.document import DocumentRef

NEEDED: Mapping[str, Permission] = MappingProxyType(
    {
        "price": Permission.OVERRIDE_PRICE,
        "discount": Permission.OVERRIDE_PRICE,
        "expired": Permission.SELL_EXPIRED,
        "return": Permission.RETURN,
        "void": Permission.VOID,
        "drawer": Permission.OPEN_DRAWER,
        "cash": Permission.MOVE_CASH,
        "alone": Permission.SETTLE_EXCEPTIONS,
    }
)
"""What is approved -> the right that the approver needs besides APPROVE."""
GOOD_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Ask:
    """What somebody asks a second person for: a kind of `NEEDED`, why, where, and by whom."""

    kind: str
    reason: str
    detail: str
    asked_by: Actor
    site_id: int
    device_id: int | None = None


@dataclass(frozen=True)
class Approved:
    """Who said yes and why; `discount_limit` is the approver's own, in percent."""

    approver: str
    reason: str
    discount_limit: int = 0


def person_actor(person: Person) -> Actor:
    """A person as the one who acts."""
    return Actor(person.name, person.role, f"person:{person.id}", person.site_id)


def _may(approver: Actor, kind: str) -> bool:
    return approver.may(Permission.APPROVE) and approver.may(NEEDED[kind])


def approves(approver: Actor) -> list[str]:
    """The kinds that this person's yes counts for."""
    return [kind for kind in NEEDED if _may(approver, kind)]


def refuse_approver(approver: Actor, kind: str, *, asked_by: Actor, site_id: int) -> None:
    """Raise Forbidden where this person's yes does not count: too low a role, another site,
    or the very person who asks.
    """
    if kind not in NEEDED:
        raise bad_field("kind", f"must be one of {', '.join(NEEDED)}")
    if approver.key == asked_by.key:
        raise Forbidden("Somebody else has to approve this: nobody approves for themselves.")
    if approver.site_id not in {None, site_id}:
        raise Forbidden(f"{approver.name} works at another site and may not approve here.")
    if not _may(approver, kind):
        raise Forbidden(f"The role {approver.role} may not approve this ({kind}).")


def record_approval(session: Session, approver: Actor, ask: Ask, *, at: datetime) -> str:
    """Write down a yes; the code under which one document may use it. Forbidden as above."""
    refuse_approver(approver, ask.kind, asked_by=ask.asked_by, site_id=ask.site_id)
    if not ask.reason.strip():
        raise bad_field("reason", "say why")
    code = secrets.token_urlsafe(18)
    row = {
        "code": code,
        "kind": ask.kind,
        "reason": ask.reason,
        "detail": ask.detail,
        "asked_by": ask.asked_by.name,
        "approver_id": int(approver.key.removeprefix("person:")),
        "approver": approver.name,
        "site_id": ask.site_id,
        "device_id": ask.device_id,
        "created_at": at,
    }
    made: int = session.execute(insert(Approval).returning(Approval.id), row).scalar_one()
    detail = {"kind": ask.kind, "asked_by": ask.asked_by.name, "what": ask.detail}
    subject = DocumentRef("approval", str(made))
    audit.record(
        session, approver, "approval.given", subject, at=at, reason=ask.reason, detail=detail
    )
    return code


def _found(session: Session, code: str, kind: str, at: datetime) -> tuple[Approval, Person]:
    row = session.execute(
        select(Approval, Person)
        .join(Person, Person.id == Approval.approver_id)
        .where(Approval.code == code, Approval.kind == kind)
    ).one_or_none()
    if row is None or abs(at - row[0].created_at) > GOOD_FOR:
        raise ApprovalMissing(f"There is no approval of this ({kind}). Ask for it again.")
    return row[0], row[1]


@dataclass(frozen=True)
class FoundApproval:
    """A yes that may be used, and has not been yet."""

    id: int
    approved: Approved


def find_approval(
    session: Session,
    code: str,
    kind: str,
    *,
    shop: ShopContext,
    site_id: int | None = None,
    at: datetime | None = None,
) -> FoundApproval:
    """A yes that still counts; using it up is `mark_used`.

    `site_id`: where the document is written; None does not check it. `at`: when the document was
    made, where that is not now (a sale made offline). Raises ApprovalMissing (unknown code,
    another kind or site, more than a day apart, approver disabled since) and ApprovalUsed (it
    stands under another document).
    """
    approval, approver = _found(session, code, kind, at or shop.now)
    if site_id is not None and approval.site_id != site_id:
        raise ApprovalMissing("That approval was given at another site. Ask for it here.")
    if not approver.active or not _may(person_actor(approver), kind):
        raise ApprovalMissing(f"{approver.name} may not approve this any more.")
    used = session.get(ApprovalUse, approval.id)
    if used is not None:
        raise ApprovalUsed(
            f"That approval was used for {used.document_kind} {used.document_number}."
        )
    limit = person_actor(approver).discount_limit
    return FoundApproval(approval.id, Approved(approval.approver, approval.reason, limit))


def mark_used(session: Session, approval_id: int, document: DocumentRef, at: datetime) -> None:
    """Use up a yes for this document; of two documents at once the database lets one through."""
    row = {
        "approval_id": approval_id,
        "document_kind": document.kind,
        "document_number": document.number,
        "used_at": at,
    }
    session.execute(insert(ApprovalUse), row)


def use_approval(
    session: Session,
    code: str,
    kind: str,
    *,
    document: DocumentRef,
    shop: ShopContext,
    site_id: int | None = None,
    at: datetime | None = None,
) -> Approved:
    """Use up a yes for this document, once, and say whose it was; refuses as `find_approval`."""
    found = find_approval(session, code, kind, shop=shop, site_id=site_id, at=at)
    mark_used(session, found.id, document, shop.now)
    return found.approved


def said_offline(
    session: Session, approver: str, kind: str, *, asked_by: str, site_id: int
) -> Approved | None:
    """Whether a yes that a till took without the server would count now; None where not.

    The till checked the PIN itself; here the name is held against the rights once more.
    """
    person = session.scalar(select(Person).where(Person.name_key == name_key(approver)))
    if person is None or not person.active or kind not in NEEDED:
        return None
    who = person_actor(person)
    elsewhere = who.site_id not in {None, site_id}
    if elsewhere or not _may(who, kind) or name_key(asked_by) == person.name_key:
        return None
    return Approved(who.name, "", who.discount_limit)
