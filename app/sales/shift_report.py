"""The X and Z report of a shift as plain values: every amount a decimal string, times in UTC.

An X is made when it is asked for; a Z is made once, when the shift closes, and kept word for word.
Reads only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.sales.shift_figures import ShiftFigures, Sums, figures_of, grand_total_before
from app.sales.shift_incidents import Incident, incidents_of
from app.sales.shifts import shift_name
from app.sales.till_models import Shift
from app.sales.tills import TillPlace
from app.values.money import Currency, money_text
from app.values.quantity import decimal_text


@dataclass(frozen=True)
class Count:
    """What was counted at the close: the cash, the piles it lay in, and what is said of it."""

    cash: int
    piles: tuple[tuple[int, int], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ShiftState:
    """A shift with its figures, before it becomes a report."""

    shift: Shift
    till: TillPlace
    figures: ShiftFigures
    incidents: Sequence[Incident]
    grand_total: int

    @property
    def expected(self) -> int:
        """What should be in the drawer, in minor units."""
        return self.figures.expected_cash(self.shift.opening_cash)


def shift_state(session: Session, shift: Shift, till: TillPlace) -> ShiftState:
    """Where a shift stands now."""
    figures = figures_of(session, shift, shift_name(till.code, shift.number))
    before = grand_total_before(session, till.id)
    return ShiftState(
        shift, till, figures, incidents_of(session, shift), before + figures.sales.total
    )


def _moment(value: datetime | None) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None


@dataclass(frozen=True)
class _Writer:
    """Writes a report's parts in one currency."""

    cur: Currency

    def money(self, minor: int) -> str:
        return money_text(minor, self.cur)

    def sums(self, sums: Sums) -> dict[str, Any]:
        return {
            "count": sums.count,
            "net": self.money(sums.net),
            "tax": self.money(sums.tax),
            "total": self.money(sums.total),
            "rounding": self.money(sums.rounding),
        }

    def tenders(self, figures: ShiftFigures) -> list[dict[str, str]]:
        return [
            {
                "tender": item.tender,
                "received": self.money(item.received),
                "refunded": self.money(item.refunded),
                "expected": self.money(item.received - item.refunded),
            }
            for item in figures.tenders
        ]

    def taxes(self, figures: ShiftFigures) -> list[dict[str, str]]:
        return [
            {
                "rate": decimal_text(item.rate),
                "net": self.money(item.net),
                "tax": self.money(item.tax),
            }
            for item in figures.taxes
        ]

    def cash(self, state: ShiftState) -> dict[str, str]:
        cash = state.figures.tender("cash")
        return {
            "opening": self.money(state.shift.opening_cash),
            "received": self.money(cash.received),
            "refunded": self.money(cash.refunded),
            "in": self.money(state.figures.moved("in")),
            "out": self.money(state.figures.moved("out")),
            "expected": self.money(state.expected),
        }

    def moves(self, figures: ShiftFigures) -> list[dict[str, Any]]:
        return [
            {
                "number": move.number,
                "direction": move.direction,
                "reason": move.reason,
                "amount": self.money(move.amount),
                "note": move.note,
                "at": _moment(move.moved_at),
                "by": move.moved_by,
            }
            for move in figures.moves
        ]

    def counted(self, state: ShiftState, count: Count) -> dict[str, Any]:
        difference = count.cash - state.expected
        return {
            "counted_cash": self.money(count.cash),
            "expected_cash": self.money(state.expected),
            "difference": self.money(difference),
            "piles": [[self.money(value), pieces] for value, pieces in count.piles],
            "note": count.note,
        }


def _head(state: ShiftState, word: str, at: datetime, by: str) -> dict[str, Any]:
    shift, figures = state.shift, state.figures
    return {
        "report": word,
        "kind": shift.kind,
        "number": shift.number,
        "till": state.till.code,
        "site": state.till.site,
        "opened_at": _moment(shift.opened_at),
        "opened_by": shift.opened_by,
        "made_at": _moment(at),
        "made_by": by,
        "receipts": {"first": figures.first, "last": figures.last},
    }


def report_of(
    state: ShiftState, word: str, *, at: datetime, by: str, cur: Currency, count: Count | None
) -> dict[str, Any]:
    """The report `X` or `Z` of a shift; `count` only where it was counted."""
    write, figures = _Writer(cur), state.figures
    return {
        **_head(state, word, at, by),
        "currency": cur.code,
        "opening_cash": write.money(state.shift.opening_cash),
        "sales": write.sums(figures.sales),
        "returns": write.sums(figures.returns),
        "voids": write.sums(figures.voids),
        "vouchers_sold": {
            "count": figures.vouchers.count,
            "total": write.money(figures.vouchers.total),
        },
        "discounts": write.money(figures.discounts),
        "taxes": write.taxes(figures),
        "tenders": write.tenders(figures),
        "cash": write.cash(state),
        "cash_moves": write.moves(figures),
        "expected_cash": write.money(state.expected),
        "overrides": [{"kind": kind, "count": n} for kind, n in figures.overrides],
        "drawer_openings": [{"reason": reason, "count": n} for reason, n in figures.drawer],
        "grand_total": write.money(state.grand_total),
        "incidents": [vars(incident) for incident in state.incidents],
        **(write.counted(state, count) if count else {}),
    }


TAKINGS = ("taxes", "tenders", "cash", "expected_cash", "discounts", "grand_total")
"""What an X shows only to those who may see takings, so that a count is a count."""


COUNTED = ("sales", "returns", "voids", "vouchers_sold")


def _without_takings(report: dict[str, Any]) -> dict[str, Any]:
    sums = {name: {"count": report[name]["count"]} for name in COUNTED}
    return {name: value for name, value in report.items() if name not in TAKINGS} | sums


def live_report(
    session: Session, shift: Shift, till: TillPlace, *, shop: ShopContext
) -> dict[str, Any]:
    """The X of an open shift; who may not see takings sees what happened, not what it brought."""
    state, who = shift_state(session, shift, till), shop.actor
    report = report_of(state, "X", at=shop.now, by=who.name, cur=shop.currency, count=None)
    return report if who.may(Permission.SEE_TAKINGS) else _without_takings(report)
