"""What a receipt's own public page shows: the goods, their lots, and whether one was recalled.

Found by the sale's token alone. Never a cost, never a customer, never who sold it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import NotFound
from app.identity.models import Site
from app.identity.queries import shop
from app.inventory.models import Recall, RecallLot
from app.sales import queries
from app.sales.models import Sale
from app.values.quantity import decimal_text

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
NOTHING_HERE = "There is no receipt here. Look at the address again."


@dataclass(frozen=True)
class ReceiptLotView:
    """A lot that was handed over; `recall` is why it was recalled, empty where it was not.

    `later`: the receipt named another lot, and a count says that it may have been this one.
    """

    number: str
    quantity: int
    returned: int
    expires_on: date | None
    expiry_kind: str
    recall: str
    recalled: bool
    later: bool = False


@dataclass(frozen=True)
class ReceiptView:
    """A sale as its customer may see it, now."""

    shop_name: str
    address: str
    site: str
    sale: Any
    sold_at: datetime
    lines: list[tuple[Any, list[ReceiptLotView]]]
    taxes: Any
    payments: Any
    state: str

    @property
    def recalled(self) -> list[tuple[Any, ReceiptLotView]]:
        """Everything of this sale that must not be used, with the line it is on."""
        return [(line, lot) for line, lots in self.lines for lot in lots if lot.recalled]

    def rate(self, row: Any) -> str:
        """A tax rate as it is printed: "7.7 %"."""
        return f"{decimal_text(row.rate * 100)} %"


def receipt_by_token(session: Session, token: str) -> ReceiptView:
    """The page of the sale with this token; NotFound where there is none."""
    found = (
        select(Sale, Site.name.label("site"), Site.time_zone)
        .join(Site, Site.id == Sale.site_id)
        .where(Sale.token == token)
    )
    row = session.execute(found).one_or_none() if _TOKEN.fullmatch(token) else None
    if row is None:
        raise NotFound(NOTHING_HERE)
    sale, opened = row.Sale, shop(session)
    taken = queries.allocations(session, sale.id)
    why = _recalls(session, [each.lot_id for lots in taken.values() for each in lots])
    return ReceiptView(
        shop_name=opened.name if opened else "",
        address=opened.address if opened else "",
        site=row.site,
        sale=sale,
        sold_at=clock.local_time(sale.sold_at, row.time_zone),
        lines=[
            (each.SaleLine, [_lot(lot, why) for lot in taken.get(each.SaleLine.line, [])])
            for each in queries.sale_lines(session, sale.id)
        ],
        taxes=queries.sale_taxes(session, sale.id),
        payments=queries.payments(session, sale.id),
        state=queries.return_states(session, [sale.id]).get(sale.id, "completed"),
    )


def _lot(row: Any, why: dict[int, str]) -> ReceiptLotView:
    dated = row.expiry_kind != "none" and row.expires_on is not None
    return ReceiptLotView(
        number=row.number if row.tracked else "",
        quantity=row.quantity,
        returned=row.returned,
        expires_on=row.expires_on if dated else None,
        expiry_kind=row.expiry_kind,
        recall=why.get(row.lot_id, ""),
        recalled=row.status == "recalled",
        later=row.certainty == "corrected",
    )


def _recalls(session: Session, lot_ids: list[int]) -> dict[int, str]:
    """Why lots were recalled, by lot; the newest recall speaks."""
    found = (
        select(RecallLot.lot_id, Recall.reason)
        .join(Recall, Recall.id == RecallLot.recall_id)
        .where(RecallLot.lot_id.in_(lot_ids))
        .order_by(Recall.id)
    )
    return {row.lot_id: row.reason for row in session.execute(found)}
