"""What the dock says about a pack before it is counted: fine, look at it, or not accepted.

Warns where a person should look and refuses what must not come in; the differences to the order
are judged again, for the record, when the delivery is posted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow
from app.purchasing import dock

FAR_AWAY_YEARS = 10
OK, WARN, HOLD, ERROR = "ok", "warn", "held", "error"
WORST_LAST = (OK, WARN, HOLD, ERROR)


@dataclass(frozen=True)
class Note:
    """One thing to say about a pack, with its tone."""

    tone: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Pack:
    """What is known of a pack that is to be counted."""

    product: ProductRow
    supplier: str
    supplier_lot: str
    expires_on: date | None
    made_on: date | None
    min_days_left: int | None = None


def worst(notes: list[Note]) -> str:
    """The tone of the gravest note; `ok` where nothing is to be said."""
    return max((note.tone for note in notes), key=WORST_LAST.index, default=OK)


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _date_notes(pack: Pack, today: date) -> Iterator[Note]:
    expires_on, kind = pack.expires_on, pack.product.expiry_kind
    if expires_on is None:
        return
    if pack.made_on is not None and expires_on < pack.made_on:
        yield Note(ERROR, "Wrong date", "It would expire before it was made. Read it again.")
        return
    left = (expires_on - today).days
    if left < 0 and kind == "use_by":
        yield Note(ERROR, "Expired", f"Use-by passed {_days(-left)} ago. Not accepted.")
        return
    if expires_on.year - today.year > FAR_AWAY_YEARS:
        yield Note(WARN, "Look at the date", f"{expires_on.year} is more than ten years away.")
    promised = (pack.min_days_left, pack.product.min_days_at_receipt)
    least = max((days for days in promised if days is not None), default=0)
    if left < least:
        yield Note(WARN, "Short dated", f"{_days(left)} left, {least} agreed.")


def _lot_notes(session: Session, pack: Pack) -> Iterator[Note]:
    if not pack.supplier_lot or not pack.supplier:
        return
    sku = pack.product.sku
    recall = dock.open_recall_of(
        session,
        sku=sku,
        supplier=pack.supplier,
        supplier_lot=pack.supplier_lot,
        made_on=pack.made_on,
    )
    same = dock.same_code_lots(session, pack.product.id, pack.supplier, pack.supplier_lot)
    if recall or any(lot.status == "recalled" for lot in same):
        which = f" ({recall})" if recall else ""
        yield Note(ERROR, "Recalled lot", f"This lot is under recall{which}. Put it aside.")
        return
    dated = [lot for lot in same if lot.expires_on and pack.expires_on]
    other = next((lot for lot in dated if lot.expires_on != pack.expires_on), None)
    if other is not None:
        yield Note(HOLD, "Held: dates differ", f"Lot {other.number} says {other.expires_on}.")
    elif not same:
        recent = dock.recent_lots(session, pack.product.id, pack.supplier)
        for known in dock.near_misses(recent, pack.supplier_lot, pack.expires_on)[:1]:
            yield Note(WARN, "Look at the lot code", f"{known} came before. One letter differs.")


def judge(session: Session, pack: Pack, *, today: date) -> list[Note]:
    """Everything to say about a pack, gravest last; nothing to say means it is fine."""
    notes = [*_date_notes(pack, today), *_lot_notes(session, pack)]
    if not pack.product.active:
        notes.append(Note(WARN, "Not sold any more", "The product is inactive."))
    return sorted(notes, key=lambda note: WORST_LAST.index(note.tone))
