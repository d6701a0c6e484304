"""The feeds a till lives on: products with their rules, lots of its site, its setup.

Reads, and lends a terminal its share of each lot. Packed where the asker can unpack; unchanged
products are a 304.
"""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.identity.access import actor, needs
from app.identity.devices import device_id_of
from app.identity.permissions import Permission
from app.inventory import leases
from app.pos.blueprint import bp
from app.pos.feeds import changed_lots, lots_feed
from app.pos.here import shop_here, till_asked
from app.pos.queries import products_feed, products_version
from app.pos.receipts import paper_head
from app.pos.till_setup import selling_rules, tag_of, till_setup
from app.sales.queries import best_sellers

SMALL = 1400
"""Bytes that one packet holds: packing them gains nothing."""
_LEVEL = 5


def _sent(payload: dict[str, Any], version: str = "") -> Response:
    """A feed as JSON, packed where that helps; asked about again before each use."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    packed = len(body) > SMALL and request.accept_encodings["gzip"] > 0
    answer = Response(
        gzip.compress(body, _LEVEL, mtime=0) if packed else body, mimetype="application/json"
    )
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Cookie, Authorization"
    answer.headers["Cache-Control"] = "private, no-cache"
    if version:
        answer.set_etag(version)
    return answer


@bp.get("/till/catalogue.json")
@needs(Permission.TILL_FEED)
def catalogue() -> ResponseReturnValue:
    """Products, prices and codes; `?since=VERSION` what changed; 304 where nothing did."""
    since = request.args.get("since", "")
    with reading() as session:
        rules = selling_rules(till_asked(session))
        version = f"{products_version(session)}-{tag_of(rules)}"
        if request.if_none_match.contains(version):
            return "", 304, {"ETag": f'"{version}"'}
        same_rules = since.endswith(tag_of(rules))
        feed = products_feed(session, since if same_rules else "")
    return _sent({"version": version, **rules, **feed}, version)


@bp.get("/till/lots.json")
@needs(Permission.TILL_FEED)
def lots() -> ResponseReturnValue:
    """Lots of the till's site, all or those that changed since a cursor, and what sells most."""
    since, now, device = request.args.get("since", ""), clock.now(), device_id_of(actor())
    with reading() as session:
        till = till_asked(session)
    today = clock.local_day(now, till.time_zone)
    if device is not None:
        _lend(device, till.site_id, since, now, today)
    with reading() as session:
        feed = lots_feed(session, till.site_id, since=since, at=now, on=today, device=device)
        best = best_sellers(session, till.site_id)
    return _sent({"till": till.code, "favourites": best, **feed})


def _lend(device: int, site_id: int, since: str, at: datetime, on: date) -> None:
    """A terminal that asks is in contact: lend it its share of what it is about to be told."""

    def work(session: Session) -> None:
        lots = changed_lots(session, since=since, at=at, on=on)
        if lots is None or lots:
            leases.lend(session, device, site_id, lots=lots)

    transaction(work)


@bp.get("/till/setup.json")
@needs(Permission.TILL_FEED)
def setup() -> ResponseReturnValue:
    """What the till's page was told when it was opened, as it is now."""
    with reading() as session:
        till = till_asked(session)
        head = paper_head(session, till.site_id)
    return _sent(till_setup(shop_here(), till, head))
