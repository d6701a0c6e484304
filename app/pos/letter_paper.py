"""A recall's letter to one buyer, as mail and on paper. Draws nothing and reads nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.sales.recall_letters import Addressee, Bought
from app.web.filters import day, instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

MOST_IN_A_MAIL, MOST_ON_PAPER = 40, 200
COLUMNS = ("Product", "Lot", "Maker's lot", "Bought", "Quantity", "Back")
CERTAIN = "You bought goods that are recalled."
POSSIBLE = "You may have bought goods that are recalled: look at the lot on your pack."
WHAT_TO_DO = (
    "Do not use them. Bring them back with or without your receipt, or call us: you get your money "
    "back."
)


def _shown(line: Bought, zone: str) -> str:
    lots = f"lot {line.lot}" + (f", maker's lot {line.supplier_lot}" if line.supplier_lot else "")
    much = quantity(line.quantity, line.unit)
    return f"- {much} of {line.product}, {lots}, bought {instant(line.sold_at, zone)} ({line.sale})"


def _more(it: Addressee, most: int) -> str:
    """What a letter says where it does not name all, so that nothing is left out silently."""
    left = len(it.lines) - most
    what = "purchase is" if left == 1 else "purchases are"
    return f"{left} more {what} not named here: ask us for the whole list." if left > 0 else ""


def letter_text(it: Addressee, recall: Any, *, shop_name: str, zone: str) -> str:
    """The letter as the text of a mail."""
    return "\n".join(
        (
            f"Dear {it.name},",
            "",
            CERTAIN if it.certain else POSSIBLE,
            f"Why: {recall.reason}",
            WHAT_TO_DO,
            "",
            *(_shown(line, zone) for line in it.lines[:MOST_IN_A_MAIL]),
            *filter(None, (_more(it, MOST_IN_A_MAIL),)),
            "",
            shop_name,
        )
    )


def letter_paper(
    it: Addressee, recall: Any, *, shop_name: str, zone: str, at: datetime
) -> GoodsSlip:
    """The letter on paper, with a column to tick off what came back."""
    reach = ", ".join(filter(None, (it.phone, it.email)))
    more = _more(it, MOST_ON_PAPER)
    return GoodsSlip(
        title="Product recall",
        number=recall.number,
        heading=(
            ("To", f"{it.name} ({it.customer})"),
            ("Reach", reach or "–"),
            ("From", shop_name),
            ("Date", instant(at, zone)),
            ("What happened", CERTAIN if it.certain else POSSIBLE),
            ("Why", recall.reason),
            ("What to do", WHAT_TO_DO),
            *((("Also", more),) if more else ()),
        ),
        lines=tuple(
            SlipLine(
                line.product,
                line.sale,
                line.lot,
                line.supplier_lot,
                day(line.sold_at.date()),
                quantity(line.quantity, line.unit),
            )
            for line in it.lines[:MOST_ON_PAPER]
        ),
        columns=COLUMNS,
    )
