"""Slips "take off the shelf": one sheet per place, lot by lot, to tick off. Draws nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.inventory.models import Recall
from app.web.filters import day, quantity
from printing.goods_slip import GoodsSlip, SlipLine

COLUMNS = ("Product", "Lot", "Supplier lot", "Date", "Quantity", "Taken")


def _line(row: Any, spot: Any) -> SlipLine:
    lot = row.Lot
    return SlipLine(
        row.name,
        row.sku,
        lot.number,
        lot.supplier_lot or "",
        day(lot.expires_on) if lot.expires_on else "",
        quantity(spot.on_hand, row.base_unit),
    )


def shelf_slips(
    recall: Recall, lots: Sequence[Any], held: Mapping[int, Sequence[Any]]
) -> list[GoodsSlip]:
    """A sheet for every place where something of a recall lies, by site and place."""
    places: defaultdict[tuple[str, str], list[SlipLine]] = defaultdict(list)
    for row in lots:
        for spot in held[row.Lot.id]:
            places[spot.site, spot.location].append(_line(row, spot))
    return [
        GoodsSlip(
            title="Take off the shelf",
            number=recall.number,
            heading=(
                ("Place", location),
                ("Site", site),
                ("Recall", recall.reason),
            ),
            lines=tuple(lines),
            signatures=("Taken by", "Put to"),
            columns=COLUMNS,
        )
        for (site, location), lines in sorted(places.items())
    ]
