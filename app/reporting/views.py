"""The owner's page, the integrity page and the valuation page. They only read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.accounting.statements import Reconciliation
from app.db import reading
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.reporting import today as figures
from app.reporting.bars import HEIGHT, WIDTH, bars
from app.reporting.effort import Span, saved_in
from app.reporting.integrity import run_checks
from app.reporting.valuation import Asked, SiteValue, by_site, reconciliation, valuation_page
from app.web.fields import read_day

bp = Blueprint(
    "reporting",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/reporting",
)
P = Permission
ROWS = 50
CHART_DAYS = 14
SAVED_DAYS = 30


def page_of(endpoint: str, **values: Any) -> str | None:
    """The address of another room's page, where that page is there."""
    known = endpoint in current_app.view_functions
    return url_for(endpoint, **values) if known else None


def _today(session: Session) -> tuple[date, str]:
    zone = identity.home_site(session, actor()).time_zone
    return clock.local_day(clock.now(), zone), zone


def _worth(session: Session) -> Reconciliation | None:
    if not actor().may(P.SEE_COST):
        return None
    return reconciliation(session, Asked(site_id=actor().site_id))


def _chart(days: list[figures.Trade]) -> dict[str, Any]:
    amounts = [day.net for day in days]
    labels = [day.on.strftime("%a")[:2] for day in days]
    texts = [day.on.isoformat() for day in days]
    return {"bars": bars(amounts, labels, texts), "width": WIDTH, "height": HEIGHT}


def _trade(days: list[figures.Trade]) -> dict[str, Any]:
    """Today, the same weekday a week before, and the days in between."""
    return {"today": days[-1], "before": days[-8], "days": days, "chart": _chart(days)}


@bp.get("/dashboard")
@needs(P.SEE_DASHBOARD)
def dashboard() -> ResponseReturnValue:
    """Today on one page; every tile opens the rows behind it."""
    site_id = actor().site_id
    with reading() as session:
        today, zone = _today(session)
        days = figures.trade(session, today - timedelta(CHART_DAYS - 1), today, site_id=site_id)
        alerts = figures.stock_alerts(session, today, site_id=site_id)
        worth = _worth(session)
        events = [] if site_id is not None else figures.unusual(session)
        shown = {"alerts": alerts, "worth": worth, "events": events, "zone": zone, "on": today}
        shown["saved"] = saved_in(session, Span(today - timedelta(SAVED_DAYS - 1), today, site_id))
        return render_template("reporting/dashboard.html", page=page_of, **_trade(days), **shown)


@bp.get("/integrity")
@needs(P.SEE_INTEGRITY)
def integrity() -> ResponseReturnValue:
    """Every check with its sentence, made now."""
    with reading() as session:
        results = run_checks(session)
        zone = identity.home_site(session, actor()).time_zone
    shown = {"results": results, "broken": [each for each in results if not each.ok]}
    return render_template("reporting/integrity.html", at=clock.now(), zone=zone, **shown)


def _asked_day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None


def _asked_stock(session: Session) -> Asked:
    code = request.args.get("site", "")[:64]
    site = identity.site_by_code(session, code, actor()) if code else None
    day = _asked_day(request.args.get("as_of", "")[:20])
    return Asked(day, site.id if site else actor().site_id)


def _sum(sites: list[SiteValue]) -> Reconciliation:
    agreements = [each.agreement for each in sites]
    return Reconciliation(sum(a.stock for a in agreements), sum(a.ledger for a in agreements))


@bp.get("/valuation")
@needs(P.SEE_BOOKS)
def valuation() -> ResponseReturnValue:
    """Stock by lot on a day, held against the inventory account of each site."""
    with reading() as session:
        asked, cursor = _asked_stock(session), request.args.get("cursor")
        page = valuation_page(session, asked, limit=ROWS, cursor=cursor)
        sites = by_site(session, asked)
        shown = {"asked": asked, "rows": page, "sites": sites, "total": _sum(sites)}
        shown["offered"] = identity.sites_of(session, actor())
        return render_template("reporting/valuation.html", page=page_of, **shown)
