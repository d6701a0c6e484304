"""The slip of lots made from lots: what was taken, what to label and put where. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.web.filters import day, instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

TITLES = {"split": "Split", "merge": "Merge", "repack": "Repack", "kit": "Kit"}
COLUMNS = ("Product", "Lot", "From or to", "Date", "Quantity", "Done")


def _line(row: Any, amount: int, where: str) -> SlipLine:
    expires = day(row.Lot.expires_on) if row.Lot.expires_on else ""
    shown = quantity(amount, row.Product.base_unit)
    return SlipLine(row.Product.name, row.Product.sku, row.Lot.number, where, expires, shown)


def repack_slip(head: Any, taken: Sequence[Any], made: Sequence[Any]) -> GoodsSlip:
    """The paper for the bench; its code opens the document when scanned."""
    it = head.Repack
    lost = [f"{row.Lot.number}: {quantity(row.RepackInput.lost)}" for row in taken
            if row.RepackInput.lost]  # fmt: skip
    return GoodsSlip(
        title=TITLES[it.kind],
        number=it.number,
        heading=(
            ("Site", f"{head.Site.name} ({head.Site.code})"),
            ("Made", f"{instant(it.made_at, head.Site.time_zone)}, {it.made_by}"),
            ("Reason", it.reason),
            *((("Lost", ", ".join(lost)),) if lost else ()),
        ),
        lines=(
            *(_line(row, row.RepackInput.quantity, "taken") for row in taken),
            *(_line(row, row.RepackOutput.quantity, f"to {row.Location.code}") for row in made),
        ),
        signatures=("Made by", "Checked by"),
        columns=COLUMNS,
    )
