"""What terminals are lent of each lot: two that are both silent never oversell it."""

import random
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock as app_clock
from app.db import reading, transaction
from app.inventory import leases
from app.inventory.models import LotLease, StockBalance
from app.sales.models import SaleException
from app.sales.terminals.contact import mark_silent
from app.values.quantity import MICRO
from tests.pos.inbox_shop import NOW, InboxShop
from tests.pos.terminal import Terminal, line
from tests.support.api import ApiClient
from tests.support.clock import Clock

LATER = "2026-11-21T10:06:00Z"


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at(NOW.replace("Z", "+00:00"))
    made = InboxShop(app, api, app.test_client())
    made.ok("/suppliers", {"code": "S1", "name": "Supplier"})
    made.ok("/tills", {"code": "T2", "site": "MAIN"})
    return made


def _lend(shop: InboxShop, terminal: Terminal) -> None:
    with shop.app.app_context():
        transaction(lambda session: leases.lend(session, terminal.id, _site(shop)))


def _site(shop: InboxShop) -> int:
    with reading() as session:
        return session.scalar(select(StockBalance.site_id)) or 0


def _lent(shop: InboxShop, terminal: Terminal) -> int:
    with shop.app.app_context(), reading() as session:
        mine = select(func.sum(LotLease.quantity)).where(LotLease.device_id == terminal.id)
        return int(session.scalar(mine) or 0) // MICRO


def _reserved(shop: InboxShop) -> int:
    with shop.app.app_context(), reading() as session:
        return int(session.scalar(select(func.sum(StockBalance.reserved))) or 0) // MICRO


def _fall_silent(shop: InboxShop, clock: Clock, moment: str = LATER) -> None:
    clock.at(moment.replace("Z", "+00:00"))
    with shop.app.app_context():
        transaction(lambda session: mark_silent(session, at=app_clock.now()))


def _buy(shop: InboxShop, sku: str, quantity: int) -> int:
    body = {
        "till": "T1",
        "lines": [{"sku": sku, "quantity": str(quantity)}],
        "payments": [{"tender": "cash", "amount": f"{quantity}.00"}],
    }
    return int(shop.api.post("/sales", body).status_code)


def _shortages(shop: InboxShop) -> list[str]:
    with shop.app.app_context(), reading() as session:
        short = select(SaleException.code).where(SaleException.code == "not_enough_stock")
        return list(session.scalars(short))


def test_terminals_share_a_lot_in_whole_pieces_and_never_more_than_there_is(
    shop: InboxShop,
) -> None:
    shop.lot(shop.product("MILK", tracking="lot"), 11)
    one, two = shop.terminal("T1"), shop.terminal("T2")
    _lend(shop, one)
    _lend(shop, two)
    assert sorted((_lent(shop, one), _lent(shop, two))) == [5, 6]


def test_the_first_terminal_has_everything_until_a_second_one_comes(shop: InboxShop) -> None:
    shop.lot(shop.product("MILK", tracking="lot"), 10)
    one = shop.terminal("T1")
    _lend(shop, one)
    assert _lent(shop, one) == 10
    two = shop.terminal("T2")
    _lend(shop, two)
    assert _lent(shop, two) == 0
    _lend(shop, one)
    _lend(shop, two)
    assert (_lent(shop, one), _lent(shop, two)) == (5, 5)


def test_what_a_silent_terminal_was_lent_is_sold_to_nobody_else(
    shop: InboxShop, clock: Clock
) -> None:
    lot = shop.lot(shop.product("MILK", tracking="lot"), 10)
    one, two = shop.terminal("T1"), shop.terminal("T2")
    for terminal in (one, two):
        assert terminal.beat(queue_length=0).status_code == 200
        _lend(shop, terminal)
    clock.at("2026-11-21T10:05:30+00:00")
    two.beat(queue_length=0)
    _fall_silent(shop, clock, "2026-11-21T10:05:40Z")
    assert _reserved(shop) == 5
    assert shop.api.get(f"/lots/{lot}").json["available"] == "5"
    assert shop.api.get("/stock", sku="MILK").json[0]["reserved"] == "5"
    assert _buy(shop, "MILK", 6) == 409
    assert _buy(shop, "MILK", 5) == 201
    assert _buy(shop, "MILK", 1) == 409
    assert shop.broken() == []


def test_a_terminal_that_is_back_and_empty_gives_its_loan_back(
    shop: InboxShop, clock: Clock
) -> None:
    shop.lot(shop.product("MILK", tracking="lot"), 10)
    one = shop.terminal("T1")
    one.beat(queue_length=0)
    _lend(shop, one)
    _fall_silent(shop, clock)
    assert _buy(shop, "MILK", 1) == 409
    one.beat(queue_length=3)
    assert _reserved(shop) == 10, "it has not handed everything over yet"
    one.beat(queue_length=0)
    assert _reserved(shop) == 0
    assert _buy(shop, "MILK", 10) == 201


def test_what_was_sold_of_a_loan_is_no_longer_lent(shop: InboxShop, clock: Clock) -> None:
    lot = shop.lot(shop.product("MILK", tracking="lot"), 10)
    seller = shop.seller()
    one = shop.terminal("T1")
    one.beat(queue_length=0)
    _lend(shop, one)
    _fall_silent(shop, clock)
    one.ops(one.sale(line("MILK", 4, lot), person=seller.name), queue_length=1)
    assert (_lent(shop, one), _reserved(shop)) == (6, 6)
    assert _shortages(shop) == []
    assert shop.broken() == []


def test_a_lot_that_may_not_be_sold_any_more_is_taken_back(shop: InboxShop) -> None:
    lot = shop.lot(shop.product("MILK", tracking="lot"), 10)
    one = shop.terminal("T1")
    _lend(shop, one)
    shop.ok(f"/lots/{lot}/quarantine", {"reason": "smells"})
    _lend(shop, one)
    assert _lent(shop, one) == 0


@pytest.mark.parametrize("seed", range(6))
def test_two_terminals_that_sell_only_what_they_were_lent_never_oversell(
    shop: InboxShop, clock: Clock, seed: int
) -> None:
    """Random runs: both fall silent, sell of their loans while others sell online, come back."""
    dice = random.Random(seed)
    lots = [shop.lot(shop.product("MILK", tracking="lot"), dice.randint(3, 12))]
    lots.append(shop.lot("MILK", dice.randint(3, 12)))
    seller = shop.seller()
    tills = [shop.terminal("T1"), shop.terminal("T2")]
    for terminal in (*tills, *tills):
        terminal.beat(queue_length=0)
        _lend(shop, terminal)
    loans = [_loan(shop, terminal, lots) for terminal in tills]
    _fall_silent(shop, clock)
    waiting: list[Callable[[], object]] = []
    for _ in range(dice.randint(4, 12)):
        _one_act(shop, dice, tills, loans, waiting, seller.name)
    dice.shuffle(tills)
    for send in waiting:
        send()
    for terminal in tills:
        terminal.beat(queue_length=0)
    assert _shortages(shop) == []
    assert _reserved(shop) == 0
    assert shop.broken() == []


def _loan(shop: InboxShop, terminal: Terminal, lots: list[str]) -> dict[str, int]:
    with shop.app.app_context(), reading() as session:
        rows = session.execute(
            select(StockBalance.lot_id, LotLease.quantity)
            .join(LotLease, LotLease.balance_id == StockBalance.id)
            .where(LotLease.device_id == terminal.id)
            .order_by(StockBalance.lot_id)
        ).all()
    return {lot: int(row.quantity) // MICRO for lot, row in zip(lots, rows, strict=True)}


def _one_act(
    shop: InboxShop,
    dice: random.Random,
    tills: list[Terminal],
    loans: list[dict[str, int]],
    waiting: list[Callable[[], object]],
    person: str,
) -> None:
    """Somebody buys online, or a silent till sells of its loan."""
    who = dice.randrange(3)
    if who == 2:
        _buy(shop, "MILK", dice.randint(1, 3))
        return
    terminal, loan = tills[who], loans[who]
    lot = dice.choice(sorted(loan))
    quantity = dice.randint(1, 3)
    if loan[lot] < quantity:
        return
    loan[lot] -= quantity
    sale = terminal.sale(line("MILK", quantity, lot), person=person)
    waiting.append(lambda: terminal.ops(sale, queue_length=1))
