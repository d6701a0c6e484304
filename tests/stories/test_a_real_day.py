"""A real day of invoices, delivered, sold and taken back over HTTP: two ledgers agree to the penny.

The file is the UCI Online Retail day 2010-12-01. Its control total is the sum of all its lines;
`test_every_row_of_the_file_is_accounted_for` shows what is not sold here and what it is worth.
"""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounting.models import Account, Posting
from app.db import reading
from app.inventory.models import StockBalance
from app.reporting.integrity import run_checks
from tests.stories.retail_day import Day, read_day
from tests.stories.retail_shop import Walk
from tests.support.api import ApiClient
from tests.support.clock import Clock


@pytest.fixture(scope="module")
def day(shared_data: Path) -> Day:
    return read_day(shared_data / "retail")


def _role(session: Session, role: str) -> Decimal:
    """What the account of a role says: debits less credits."""
    total = session.scalar(
        select(func.sum(Posting.amount)).join(Account, Account.id == Posting.account_id)
        .where(Account.role == role)
    )  # fmt: skip
    return Decimal(int(total or 0)).scaleb(-2)


def _first_expired_first_out(walk: Walk) -> int:
    """Assert that no lot was touched while an earlier one of its product held goods.

    Returns how many lines were split over lots.
    """
    left = dict(walk.received)
    lots: dict[str, list[str]] = defaultdict(list)
    for sale in walk.sales.values():
        for line in sale["lines"]:
            lots[line["sku"]] += [taken["lot"] for taken in line["allocations"]]
    for lot, quantity in walk.taken():
        left[lot] -= quantity
        assert left[lot] >= 0
    for taken in lots.values():
        dates = [walk.expires[lot] for lot in taken]
        assert dates == sorted(dates)
    return sum(
        len(line["allocations"]) > 1 for sale in walk.sales.values() for line in sale["lines"]
    )


def test_every_row_of_the_file_is_accounted_for(day: Day) -> None:
    sold = sum(row.amount for row in day.sold())
    back = sum(refund.row.amount for refund in day.refunds)
    elsewhere = sum(row.amount for row in day.other_days)
    assert (len(day.sales), len(day.refunds), len(day.other_days)) == (127, 1, 25)
    assert (sold, back, elsewhere) == (Decimal("58960.79"), Decimal("-25.50"), Decimal("-299.73"))
    assert sold + back + elsewhere == day.control_total
    assert all(row.amount == 0 for row in day.worthless)


@pytest.mark.slow
def test_a_real_day_comes_out_to_the_penny(
    app: Flask, api: ApiClient, clock: Clock, day: Day
) -> None:
    walk = Walk(api)
    clock.at("2010-11-30T18:00:00+00:00")
    walk.open_catalogue(day)
    walk.receive(day)
    clock.at("2010-12-01T21:00:00+00:00")
    walk.sell(day)
    split = _first_expired_first_out(walk)
    walk.take_back(day)

    turnover = sum(Decimal(sale["total"]) for sale in walk.sales.values())
    given_back = sum(Decimal(done["total"]) for done in walk.returns)
    not_of_this_day = sum(row.amount for row in day.other_days)
    assert turnover - given_back + not_of_this_day == day.control_total
    assert split > 1000, "the lines must be worth splitting, or the day proves nothing"
    assert all(sale["sold_at"] == day.sales[invoice][0].at for invoice, sale in walk.sales.items())
    with app.app_context(), reading() as session:
        stock = Decimal(int(session.scalar(select(func.sum(StockBalance.value))))).scaleb(-2)
        assert -_role(session, "revenue") == turnover - given_back
        assert walk.cost_in == _role(session, "cogs") + stock
        assert (-_role(session, "grni"), _role(session, "inventory")) == (walk.cost_in, stock)
        assert [result for result in run_checks(session) if not result.ok] == []
