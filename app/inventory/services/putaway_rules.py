"""Rules of putaway are made and taken away; the audit trail is their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.errors import NotFound, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.models import LOT_STATUSES, Location
from app.inventory.place_models import PutawayRule, Zone
from app.values.document import DocumentRef

MOST_RANK = 999


@dataclass(frozen=True)
class NewRule:
    """Which goods (product or category, status; None: any) go to a zone or a location."""

    rank: int
    product_id: int | None = None
    category: str | None = None
    status: str | None = None
    zone: Zone | None = None
    location: Location | None = None


def _check(rule: NewRule, site_id: int) -> None:
    if not 1 <= rule.rank <= MOST_RANK:
        raise bad_field("rank", f"must be from 1 to {MOST_RANK}")
    if rule.product_id is not None and rule.category is not None:
        raise bad_field("category", "name a product or a category, not both")
    if rule.status is not None and rule.status not in LOT_STATUSES:
        raise bad_field("status", f"must be one of {', '.join(LOT_STATUSES)}")
    target = rule.zone or rule.location
    if target is None or (rule.zone is not None and rule.location is not None):
        raise bad_field("location", "name a zone or a location, and one of them only")
    if target.site_id != site_id:
        raise bad_field("location", "is at another site")
    if rule.location is not None and rule.location.kind not in {"stock", "quarantine"}:
        raise bad_field("location", "goods are put away to stock or quarantine")


def add_rule(session: Session, rule: NewRule, *, site_id: int, at: datetime, by: Actor) -> int:
    """Add a rule to a site; its id."""
    _check(rule, site_id)
    row = {
        "site_id": site_id,
        "rank": rule.rank,
        "product_id": rule.product_id,
        "category": rule.category,
        "status": rule.status,
        "zone_id": rule.zone.id if rule.zone else None,
        "location_id": rule.location.id if rule.location else None,
    }
    rule_id: int = session.execute(insert(PutawayRule).returning(PutawayRule.id), row).scalar_one()
    subject = DocumentRef("putaway_rule", str(rule_id))
    audit.record(session, by, "putaway_rule.added", subject, at=at, detail=row)
    return rule_id


def remove_rule(session: Session, rule_id: int, *, at: datetime, by: Actor) -> None:
    """Take a rule away; NotFound also where it is another site's."""
    row = session.scalar(select(PutawayRule).where(PutawayRule.id == rule_id))
    if row is None or by.site_id not in {None, row.site_id}:
        raise NotFound("There is no such rule.")
    session.execute(delete(PutawayRule).where(PutawayRule.id == rule_id))
    audit.record(
        session, by, "putaway_rule.removed", DocumentRef("putaway_rule", str(rule_id)), at=at
    )
