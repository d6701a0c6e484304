"""A site's day is anchored: the heads of its tills' chains and the day's totals, signed.

A chain recomputed as a whole does not fit the anchors made before it
(docs/algorithms/record-chain.md).
The only writer of anchors; never commits or reads the clock.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.identity.models import Site
from app.sales.anchor_key import AnchorKey
from app.sales.chain import sha256_text
from app.sales.models import Sale, SaleReturn, Till
from app.sales.till_models import DayAnchor


def _heads(session: Session, site_id: int) -> list[dict[str, Any]]:
    """The tills' heads, each row locked so that no number is given meanwhile."""
    rows = session.execute(
        select(Till.code, Till.chained, Till.head)
        .where(Till.site_id == site_id, Till.chained > 0)
        .order_by(Till.id)
        .with_for_update()
    )
    return [{"till": row.code, "position": row.chained, "head": row.head} for row in rows]


def _totals(session: Session, site_id: int, day: date) -> dict[str, Any]:
    sold = select(func.count(), func.coalesce(func.sum(Sale.total), 0)).where(
        Sale.site_id == site_id, Sale.sold_on == day
    )
    back = select(func.count(), func.coalesce(func.sum(SaleReturn.total), 0)).where(
        SaleReturn.site_id == site_id, SaleReturn.returned_on == day
    )
    (sales, total), (returns, given) = session.execute(sold).one(), session.execute(back).one()
    return {
        "sales": sales,
        "sales_total": int(total),
        "returns": returns,
        "returns_total": int(given),
    }


def _last(session: Session, site_id: int) -> DayAnchor | None:
    newest = select(DayAnchor).where(DayAnchor.site_id == site_id).order_by(DayAnchor.day.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def anchor_day(
    session: Session, site: Site, day: date, *, key: AnchorKey, at: datetime
) -> DayAnchor | None:
    """Anchor a site's day; None where it is anchored already or nothing new was recorded."""
    last = _last(session, site.id)
    if last is not None and last.day >= day:
        return None
    heads = _heads(session, site.id)
    if not heads or (last is not None and json.loads(last.body)["tills"] == heads):
        return None
    facts = {"site": site.code, "day": day.isoformat(), "tills": heads}
    body = json.dumps(facts | _totals(session, site.id, day), sort_keys=True)
    previous = last.digest if last is not None else ""
    digest = sha256_text(f"{previous}|{body}")
    row = {
        "site_id": site.id,
        "day": day,
        "body": body,
        "previous": previous,
        "digest": digest,
        "key_id": key.key_id,
        "signature": key.sign(digest),
        "made_at": at,
    }
    return session.scalars(insert(DayAnchor).returning(DayAnchor), [row]).one()
