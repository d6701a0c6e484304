"""The dry run of an opening stock file: every row judged, totals by site, nothing written.

What it finds is the whole truth: a file without a bad row is taken in exactly as it was judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gs1.codes import normalise_lot_code
from app.identity.actors import Actor
from app.inventory.models import Recall
from app.purchasing.dock import open_recall_of
from app.purchasing.opening_judging import (
    Judged,
    judge_cost,
    judge_days,
    judge_place,
    judge_product,
    judge_quantity,
    judge_supplier,
)
from app.purchasing.opening_known import Known, LotKey, known_to
from app.purchasing.opening_rules import OpeningRow
from app.values.money import Currency


@dataclass(frozen=True)
class DryRun:
    """A whole file, judged. `totals`: rows and value of the good rows by site code."""

    rows: tuple[Judged, ...]
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def bad_count(self) -> int:
        """How many rows keep the file out."""
        return sum(judged.row.bad for judged in self.rows)

    @property
    def warned_count(self) -> int:
        """How many good rows a person should look at."""
        return sum(bool(judged.row.findings) and not judged.row.bad for judged in self.rows)

    @property
    def value(self) -> int:
        """What the good rows are worth, in minor units."""
        return sum(value for _count, value in self.totals.values())


class _Together:
    """What rows are to each other and to lots known before: told twice, dated otherwise."""

    def __init__(self) -> None:
        self.seen: dict[tuple[object, ...], int] = {}
        self.dated: dict[LotKey, Judged] = {}

    def look(self, judged: Judged, known: Known) -> None:
        """Warn of a row like an earlier one, and hold what two dates speak of."""
        row, product, place = judged.row, judged.product, judged.place
        assert product is not None
        assert place is not None
        code, supplier = row.texts.get("supplier_lot", ""), row.texts.get("supplier", "")
        alike = (place.id, product.id, supplier, code, judged.expires_on, judged.quantity)
        first = self.seen.setdefault(alike, row.number)
        if first != row.number:
            row.warn("", f"says the same as row {first}")
        elif (product.id, place.id) in known.held:
            row.warn("", f"there is {product.sku} at {place.code} already")
        if code and judged.expires_on is not None:
            self._dates(judged, known, (product.id, supplier, normalise_lot_code(code)))

    def _dates(self, judged: Judged, known: Known, key: LotKey) -> None:
        lot, other = known.lots.get(key), self.dated.setdefault(key, judged)
        if lot is not None and lot.expires_on not in (None, judged.expires_on):
            judged.held = True
            judged.row.warn("expires_on", f"lot {lot.number} says {lot.expires_on}: comes in held")
        if other.expires_on != judged.expires_on:
            for one, two in ((judged, other), (other, judged)):
                if not one.held:
                    text = f"row {two.row.number} says {two.expires_on}: comes in held"
                    one.row.warn("expires_on", text)
                one.held = True


class _Recalls:
    """The open recalls, asked once for each kind of goods; nothing is asked where none is open."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.asked: dict[tuple[str, str, str, date | None], str | None] = {}
        open_ones = select(Recall.id).where(Recall.closed_at.is_(None)).limit(1)
        self.any = session.scalar(open_ones) is not None

    def look(self, judged: Judged) -> None:
        """Hold what an open recall would have caught at the dock."""
        product, texts = judged.product, judged.row.texts
        supplier, code = texts.get("supplier", ""), texts.get("supplier_lot", "")
        if not self.any or product is None or not supplier:
            return
        goods = (product.sku, supplier, code, judged.row.days.get("made_on"))
        if goods not in self.asked:
            self.asked[goods] = open_recall_of(
                self.session, sku=goods[0], supplier=supplier, supplier_lot=code, made_on=goods[3]
            )
        if self.asked[goods]:
            judged.held = True
            text = f"falls under recall {self.asked[goods]}: comes in recalled"
            judged.row.warn("supplier_lot", text)


def dry_run(
    session: Session,
    rows: Sequence[OpeningRow],
    *,
    currency: Currency,
    on: date | None,
    at: datetime,
    by: Actor,
) -> DryRun:
    """Judge every row of a file; `on` is the opening day, None for today at each site.

    Writes nothing. Adds what it finds to the rows' findings.
    """
    known, together = known_to(session, rows, at=at, by=by), _Together()
    recalls = _Recalls(session)
    done: list[Judged] = []
    totals: dict[str, tuple[int, int]] = {}
    for row in rows:
        judged = Judged(row)
        done.append(judged)
        judge_place(judged, known)
        judge_product(judged, known)
        judge_quantity(judged)
        judge_cost(judged, currency)
        judge_supplier(judged, known)
        judge_days(judged, known, on)
        if row.bad:
            continue
        together.look(judged, known)
        recalls.look(judged)
        assert judged.place is not None
        site = known.sites[judged.place.site_id].code
        count, value = totals.get(site, (0, 0))
        totals[site] = (count + 1, value + judged.worth)
    return DryRun(tuple(done), dict(sorted(totals.items())))
