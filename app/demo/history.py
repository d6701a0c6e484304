"""Four months of the demo shop, day by day, from the first delivery to this morning.

Each day: deliveries, what is past its date, new prices, customers, goods brought back, orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy.orm import Session

from app.demo import keeping, selling, supplying
from app.demo.assortment import BY_SKU
from app.demo.founding import found
from app.demo.key_lots import KEY_LOTS, OPEN_ORDER, RECALL_AGO, REGULARS, KeyLot
from app.demo.parties import LOGINS, PASSWORD
from app.demo.selling import Visit
from app.demo.stage import DAYS, Setting, Stage, Store
from app.demo.supplying import OnTheRoad
from app.identity import audit
from app.identity.actors import SYSTEM
from app.identity.queries import DEMO_OPENED
from app.values.document import DocumentRef
from app.values.quantity import MICRO

Tick = Callable[[], None]
OPENING = DAYS
LAST_ORDERS = supplying.DAYS_ON_THE_ROAD
VOIDED_AGO = 9
OPEN_ORDER_AGO = 2


@dataclass
class Diary:
    """What was promised for later days."""

    coming: dict[str, list[OnTheRoad]] = field(default_factory=dict)
    short: list[tuple[int, Store, str]] = field(default_factory=list)
    to_return: list[tuple[int, Visit]] = field(default_factory=list)
    sold_recalled: Visit | None = None


def write_history(session: Session, setting: Setting, password_hash: str, tick: Tick) -> None:
    """Found the shop and live through its history, in the caller's transaction."""
    stage = found(session, setting, password_hash)
    diary = Diary()
    for store in stage.stores.values():
        _order(stage, store, diary, OPENING, opening=True)
    for ago in reversed(range(DAYS)):
        _day(stage, diary, ago)
        tick()
    _order_for_the_tour(stage)
    logins = [{"name": login.name, "role": login.role, "password": PASSWORD} for login in LOGINS]
    audit.record(
        session,
        SYSTEM,
        DEMO_OPENED,
        DocumentRef("shop", "1"),
        at=setting.now,
        detail={"logins": logins},
    )


def _day(stage: Stage, diary: Diary, ago: int) -> None:
    for store in stage.stores.values():
        _morning(stage, store, diary, ago)
    keeping.hold(stage, ago)
    if ago == RECALL_AGO:
        _recall(stage, diary, ago)
    for visit in _customers(stage, ago):
        if stage.chance(selling.BROUGHT_BACK):
            diary.to_return.append((ago - stage.dice.randrange(1, 5), visit))
    _evening(stage, diary, ago)


def _recall(stage: Stage, diary: Diary, ago: int) -> None:
    """A lot is called back in the morning; in the evening its last known buyer brings it back."""
    keeping.recall(stage, stage.stores["MAIN"], ago)
    if diary.sold_recalled is not None:
        diary.to_return.append((ago, diary.sold_recalled))


def _morning(stage: Stage, store: Store, diary: Diary, ago: int) -> None:
    _receive(stage, store, diary, ago)
    _receive_key_lots(stage, store, ago)
    for given_up, at, number in diary.short:
        if given_up == ago and at is store:
            supplying.give_up_on(stage, store, number, ago)
    if not stage.has_come(store.at(ago, 8, 45)):
        return
    keeping.throw_away_expired(stage, store, ago)
    if store.code == "MAIN":
        keeping.break_something(stage, store, ago)
        keeping.change_prices(stage, store, ago)


def _receive(stage: Stage, store: Store, diary: Diary, ago: int) -> None:
    if not stage.has_come(store.at(ago, 8, 20)):
        return
    for coming in diary.coming.get(store.code, ()):
        if coming.due_ago != ago:
            continue
        lines = supplying.lines_of(stage, store, coming)
        done = supplying.take_in(stage, store, coming, lines)
        if any(each.kind == "quantity" for each in done.match.differences):
            diary.short.append((ago - supplying.PATIENCE_DAYS, store, coming.number))


def _receive_key_lots(stage: Stage, store: Store, ago: int) -> None:
    """The lots people are told about come with orders of their own."""
    mine = [lot for lot in KEY_LOTS if lot.ago == ago and lot.site == store.code]
    for _supplier, group in groupby(mine, key=lambda lot: BY_SKU[lot.sku].kind.supplier):
        lots = list(group)
        lines = [supplying.key_line(stage, BY_SKU[lot.sku], lot, store.today) for lot in lots]
        for coming in supplying.order(stage, store, _sums(lots), ago + LAST_ORDERS):
            supplying.take_in(stage, store, coming, lines)


def _sums(lots: list[KeyLot]) -> list[tuple[supplying.Good, int]]:
    sums: dict[str, int] = {}
    for lot in lots:
        sums[lot.sku] = sums.get(lot.sku, 0) + lot.quantity * MICRO
    return [(BY_SKU[sku], quantity) for sku, quantity in sums.items()]


def _customers(stage: Stage, ago: int) -> list[Visit]:
    """Everybody who comes on a day, in both stores, in order."""
    visits = []
    calls = sorted(
        (at, store.code)
        for store in stage.stores.values()
        for at in selling.moments(stage, store, ago)
    )
    for at, code in calls:
        store = stage.stores[code]
        items = selling.basket(stage, store, ago)
        if items:
            customer = selling.somebody(stage)
            visits.append(selling.sell(stage, store, items, ago=ago, at=at, customer=customer))
    if ago == VOIDED_AGO:
        keeping.void(stage, visits.pop())
    return visits


def _evening(stage: Stage, diary: Diary, ago: int) -> None:
    for wish in REGULARS:
        if wish.ago == ago:
            diary.sold_recalled = selling.regular_visit(stage, wish)
    for day, visit in diary.to_return:
        if day == ago:
            keeping.bring_back(stage, visit, ago)
    for store in stage.stores.values():
        _order(stage, store, diary, ago, opening=False)


def _order(stage: Stage, store: Store, diary: Diary, ago: int, *, opening: bool) -> None:
    if ago < LAST_ORDERS:
        return
    wanted = supplying.running_low(stage, store, ago, opening=opening)
    made = list(supplying.order(stage, store, wanted, ago))
    if opening:
        made = [OnTheRoad(each.number, each.supplier, ago - 1, each.wanted) for each in made]
    diary.coming.setdefault(store.code, []).extend(made)


def _order_for_the_tour(stage: Stage) -> None:
    wanted = [(BY_SKU[sku], quantity * MICRO) for sku, quantity in OPEN_ORDER]
    list(supplying.order(stage, stage.stores["MAIN"], wanted, OPEN_ORDER_AGO))
