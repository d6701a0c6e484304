"""A product is counted by lots from now on: what lies of it gets lot numbers, bin by bin.

Each location is a document of its own, so that the cost of a bin stays in that bin to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.catalog.services import lock_product, start_tracking
from app.errors import BadInput, Forbidden, WrongState
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.lineage_rules import TRACK
from app.inventory.services.repack import make_lots
from app.inventory.services.repack_forms import Made
from app.inventory.services.take_apart import Taken
from app.inventory.untracked import FirstLot, by_location, lying, problems


def _refuse_what_is_away(rows: Sequence[Any], by: Actor) -> None:
    """Goods on their way or lent to a silent till cannot be given numbers where they are not."""
    for row in rows:
        if by.site_id is not None and by.site_id != row.Site.id:
            raise Forbidden(
                "It lies at other sites too; somebody who works at all of them does it."
            )
        if row.Location.kind == "transit":
            raise WrongState("Some of it is on its way; receive or settle the transfer first.")
        if row.StockBalance.reserved:
            raise WrongState("Some of it is lent to a till that is silent; bring it online first.")


def _outputs(lots: Sequence[FirstLot], place: Any, sku: str) -> list[Made]:
    return [
        Made(
            each.quantity,
            sku,
            place,
            expires_on=each.expires_on,
            supplier_lot=each.supplier_lot or None,
            made_on=each.made_on,
        )
        for each in lots
        if each.location == place.code
    ]


def track_product(
    session: Session,
    sku: str,
    lots: Sequence[FirstLot],
    *,
    reason: str,
    on: Callable[[Site], date],
    at: datetime,
    by: Actor,
) -> list[str]:
    """Switch a product to lots and give what lies of it lot numbers; the documents' numbers.

    `on` says which day it is at a site. Also gathers goods that came back to a nameless lot later.
    BadInput names every row that does not fit; WrongState where some of it is away, or nothing is
    left to do; LotRecalled where some of it is recalled. Then nothing is written.
    """
    product = session.get_one(Product, lock_product(session, sku))
    rows = lying(session, product.id, locked=True)
    if product.tracking == "lot" and not rows:
        raise WrongState(f"{sku} is counted by lots already, and all of it has lot numbers.")
    _refuse_what_is_away(rows, by)
    there = by_location(rows)
    wrong = problems(product, there, lots)
    if wrong:
        raise BadInput("The rows do not fit what lies there.", wrong)
    start_tracking(session, sku, at=at, by=by)
    documents = []
    for code in there:
        mine = [row for row in rows if row.Location.code == code]
        place, site = mine[0].Location, mine[0].Site
        documents.append(
            make_lots(
                session,
                TRACK,
                [Taken(row.Lot.number, row.StockBalance.on_hand, place) for row in mine],
                _outputs(lots, place, sku),
                site=site,
                reason=reason,
                on=on(site),
                at=at,
                by=by,
            )
        )
    return documents
