"""The page of the audit trail: who did what, when, to which record, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading
from app.errors import Forbidden, bad_field
from app.identity import queries, trail
from app.identity.access import actor, needs
from app.identity.blueprint import bp
from app.identity.forms import AuditForm, choices
from app.identity.permissions import Permission
from app.web.paging import Page

ROWS = 50


def _midnight(day: date | None, zone: str) -> datetime | None:
    """The first moment of a day at a site."""
    if day is None or not 1970 <= day.year <= 9000:
        return None
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def _wanted(form: AuditForm, zone: str) -> trail.Wanted:
    last = form.last_day.data
    after = last + timedelta(days=1) if last and last.year < 9000 else None
    return trail.Wanted(
        actor=form.actor.data or None,
        action=form.action.data or None,
        since=_midnight(form.first_day.data, zone),
        before=_midnight(after, zone),
    )


def in_words(action: str) -> str:
    """An action as people read it: `person.role_changed` is "Person: role changed"."""
    subject, _, done = action.replace("_", " ").partition(".")
    return f"{subject.capitalize()}: {done}" if done else subject.capitalize()


def _page(session: Session, wanted: trail.Wanted) -> Page[trail.TrailRow]:
    try:
        return trail.trail(session, wanted, cursor=request.args.get("cursor"), limit=ROWS)
    except ValueError:
        raise bad_field("cursor", "is not one of ours") from None


@bp.get("/audit-trail")
@needs(Permission.MANAGE_PEOPLE)
def audit_trail() -> ResponseReturnValue:
    """A page of the trail, newest first."""
    if actor().site_id is not None:
        raise Forbidden("The audit trail covers all sites; you work at one of them.")
    form = AuditForm(request.args)
    form.validate()
    with reading() as session:
        zone = queries.home_site(session, actor()).time_zone
        page = _page(session, _wanted(form, zone))
        actions = trail.known_actions(session)
    shown = {"form": form, "page": page, "zone": zone, "in_words": in_words}
    form.action.choices = choices([("", "Everything"), *((a, in_words(a)) for a in actions)])
    return render_template("identity/audit_trail.html", **shown)
