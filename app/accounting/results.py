"""Profit and loss: income less expenses by account and site, beside the days just before.

Pure: amounts as posted in (income credits, so it is negative there), natural signs out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Turnover:
    """What was posted to an account of income or expense at a site, in some days."""

    code: str
    name: str
    kind: str
    site: str
    amount: int


@dataclass(frozen=True)
class ResultLine:
    """An account, or a sum of them: by site, in all, and in the days before."""

    code: str
    name: str
    sites: Mapping[str, int]
    before: int

    @property
    def amount(self) -> int:
        """All sites together."""
        return sum(self.sites.values())

    @property
    def change(self) -> int:
        """How much more than in the days before."""
        return self.amount - self.before


@dataclass(frozen=True)
class ProfitAndLoss:
    """Income and expenses by account, their sums, and what is left."""

    sites: tuple[str, ...]
    income: tuple[ResultLine, ...]
    expenses: tuple[ResultLine, ...]
    all_income: ResultLine
    all_expenses: ResultLine
    result: ResultLine


def days_before(first: date, last: date) -> tuple[date, date]:
    """As many days as from `first` to `last`, ending the day before `first`."""
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def _line(code: str, name: str, now: Iterable[Turnover], before: Iterable[Turnover]) -> ResultLine:
    sites: dict[str, int] = {}
    for each in now:
        sites[each.site] = sites.get(each.site, 0) + each.amount
    return ResultLine(code, name, sites, sum(each.amount for each in before))


def _natural(turnovers: Iterable[Turnover], kind: str) -> list[Turnover]:
    sign = -1 if kind == "income" else 1
    return [
        Turnover(each.code, each.name, kind, each.site, sign * each.amount)
        for each in turnovers
        if each.kind == kind
    ]


def _by_account(now: list[Turnover], before: list[Turnover]) -> tuple[ResultLine, ...]:
    names = {each.code: each.name for each in (*now, *before)}
    return tuple(
        _line(
            code,
            names[code],
            [each for each in now if each.code == code],
            [each for each in before if each.code == code],
        )
        for code in sorted(names)
    )


def profit_and_loss(now: Iterable[Turnover], before: Iterable[Turnover]) -> ProfitAndLoss:
    """The statement of some days beside the days before."""
    these, those = list(now), list(before)
    income, earlier = _natural(these, "income"), _natural(those, "income")
    spent, spent_earlier = _natural(these, "expense"), _natural(those, "expense")
    earned = _line("", "Income", income, earlier)
    cost = _line("", "Expenses", spent, spent_earlier)
    sites = tuple(sorted({*earned.sites, *cost.sites}))
    left = {site: earned.sites.get(site, 0) - cost.sites.get(site, 0) for site in sites}
    return ProfitAndLoss(
        sites,
        _by_account(income, earlier),
        _by_account(spent, spent_earlier),
        earned,
        cost,
        ResultLine("", "Result", left, earned.before - cost.before),
    )
