"""A claim as paper for its supplier: the debit note, and the file that proves it. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.purchasing.claim_forms import KIND_WORDS
from app.values.money import Currency, money_text
from app.values.quantity import quantity_text
from app.web.filters import day, instant, price, quantity
from printing.goods_slip import GoodsSlip, SlipLine

NOTE_COLUMNS = ("Product", "Lot", "Your lot", "Why", "Quantity", "Amount")
FILE_COLUMNS = ("Product", "Agreed", "Received", "What is wrong", "Claimed", "Value")


def _heading(head: Any, total: int, shop_name: str, currency: Currency) -> Iterator[Any]:
    it = head.Claim
    yield "From", shop_name
    yield "To", f"{head.Supplier.name} ({head.Supplier.code})"
    if head.Supplier.email:
        yield "E-mail", head.Supplier.email
    yield "Site", f"{head.Site.name} ({head.Site.code})"
    yield "Claimed", f"{instant(it.claimed_at, head.Site.time_zone)}, {it.claimed_by}"
    if it.about_number:
        yield "Concerns", it.about_number
    yield "Reason", it.reason
    yield "We debit you with", f"{money_text(total, currency)} {currency.code}"


def debit_note(head: Any, lines: Sequence[Any], *, shop_name: str, currency: Currency) -> GoodsSlip:
    """What we want back, lot by lot."""
    total = sum(row.ClaimLine.amount for row in lines)
    return GoodsSlip(
        title="Debit note",
        number=head.Claim.number,
        heading=tuple(_heading(head, total, shop_name, currency)),
        lines=tuple(
            SlipLine(
                row.Product.name,
                row.Product.sku,
                row.Lot.number if row.Lot else "–",
                (row.Lot.supplier_lot or "") if row.Lot else "",
                KIND_WORDS[row.ClaimLine.kind],
                quantity(row.ClaimLine.quantity, row.Product.base_unit),
                money_text(row.ClaimLine.amount, currency),
            )
            for row in lines
        ),
        signatures=("Claimed by", "Accepted by the supplier"),
        columns=NOTE_COLUMNS,
    )


def agreed(ordered: Any | None, currency: Currency) -> str:
    """The terms of the order line in one sentence, or a dash where nothing was ordered."""
    if ordered is None:
        return "–"
    words = [f"{price(ordered.unit_cost, currency)} / {ordered.unit}"]
    if ordered.min_days_left is not None:
        words.append(f"at least {ordered.min_days_left} days left")
    return ", ".join(words)


def received(row: Any) -> str:
    """What was counted at the dock, when, and how warm it was."""
    came = row.GoodsReceiptLine
    if came is None or row.Lot is None:
        return "never came" if row.Lot is None else "–"
    words = [f"{quantity(came.quantity, row.Product.base_unit)}, {day(row.Lot.received_on)}"]
    if came.temperature is not None:
        words.append(f"{quantity_text(came.temperature)} °C")
    if row.Lot.expires_on:
        words.append(f"dated {day(row.Lot.expires_on)}")
    return ", ".join(words)


def claim_file(
    head: Any, lines: Sequence[Any], ordered: Mapping[int, Any], *, currency: Currency
) -> GoodsSlip:
    """What was agreed and what came, line by line: the proof behind the debit note."""
    return GoodsSlip(
        title="Claim file",
        number=head.Claim.number,
        heading=(("Supplier", head.Supplier.name), ("Reason", head.Claim.reason)),
        lines=tuple(
            SlipLine(
                row.Product.name,
                f"{row.Lot.number} {row.receipt or ''}" if row.Lot else row.Product.sku,
                agreed(ordered.get(row.ClaimLine.line), currency),
                received(row),
                row.ClaimLine.detail or KIND_WORDS[row.ClaimLine.kind],
                quantity(row.ClaimLine.quantity, row.Product.base_unit),
                money_text(row.ClaimLine.amount, currency),
            )
            for row in lines
        ),
        columns=FILE_COLUMNS,
    )
