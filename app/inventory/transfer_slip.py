"""The slip of a transfer: what travels, lot by lot, with room to tick it off. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence

from app.inventory.transfers import TransferHead, TransferLine
from app.web.filters import day, instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine


def transfer_slip(head: TransferHead, lines: Sequence[TransferLine]) -> GoodsSlip:
    """The paper that goes along with the goods; its code opens the transfer when scanned."""
    it = head.transfer
    return GoodsSlip(
        title="Transfer",
        number=it.number,
        heading=(
            ("From", f"{head.sender.name} ({head.sender.code})"),
            ("To", f"{head.receiver.name} ({head.receiver.code})"),
            ("Sent", f"{instant(it.sent_at, head.sender.time_zone)}, {it.sent_by}"),
            *((("Reason", it.reason),) if it.reason else ()),
        ),
        lines=tuple(
            SlipLine(
                line.name,
                line.sku,
                line.lot.number,
                line.lot.supplier_lot or "",
                day(line.lot.expires_on) if line.lot.expires_on else "",
                quantity(line.tally.of("sent"), line.base_unit),
            )
            for line in lines
            if line.tally.of("sent")
        ),
        signatures=("Sent by", "Received by"),
    )
