"""The books as a Beancount ledger: every entry a transaction, every lot held at its own cost.

Read in one pass in the order of days, in memory that grows with the lots in stock and not with
history. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from app.accounting.models import Account
from app.db import reading
from app.errors import Forbidden, bad_field
from app.inventory.models import Movement
from app.reporting.exports.asked import AskedExport
from app.reporting.exports.beancount_names import ROOTS, commodity, component, quoted
from app.reporting.exports.feed import FedEntry, Names, last_entry, read_names, slices
from app.reporting.exports.goods_feed import Goods, goods_of_entries, unposted_goods
from app.reporting.exports.lot_positions import FINER, LotState
from app.values.money import Currency, money_text
from app.values.quantity import quantity_text

STOCK_ROLE = "inventory"
Key = tuple[int, int]
"""A lot at a site."""


@dataclass
class Ledger:
    """The text of a ledger as its documents pass by."""

    currency: Currency
    names: Names
    accounts: dict[int, str] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    states: dict[Key, LotState] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Give every account and site a name of its own."""
        for each in self.names.accounts.values():
            name = f"{ROOTS[each.kind]}:{component(each.code, each.name, each.id)}"
            taken = name in self.accounts.values()
            self.accounts[each.id] = f"{name}-id{each.id}" if taken else name
        for site_id, code in self.names.sites.items():
            part = component(code, "", site_id)
            taken = part in self.sites.values()
            self.sites[site_id] = f"{part}-id{site_id}" if taken else part

    def stock_account(self) -> Account | None:
        """The account that stands for goods."""
        return next((a for a in self.names.accounts.values() if a.role == STOCK_ROLE), None)

    def stock(self, site_id: int, *, ahead: bool = False) -> str:
        """Where a site's lots are held, or its value that is ahead of its goods."""
        account = self.stock_account()
        name = self.accounts[account.id] if account else "Assets:Inventory"
        return f"{name}{'-Ahead' if ahead else ''}:{self.sites[site_id]}"

    def money(self, minor: int) -> str:
        """An amount with its currency."""
        return f"{money_text(minor, self.currency)} {self.currency.code}"

    def unit_cost(self, cost: int, finer: int) -> str:
        """A cost of one base unit."""
        fine = Currency(self.currency.code, self.currency.decimals + finer)
        return f"{money_text(cost, fine)} {self.currency.code}"

    def held(self, goods: Goods, site_id: int, cost: int, units: int) -> str:
        """A line that puts units of a lot to a site, or takes them."""
        name = commodity(goods.sku, goods.product_id, self.currency.code)
        price = self.unit_cost(cost, FINER.get(goods.unit, 0))
        lot = f"{{{price}, {goods.received_on.isoformat()}, {quoted(goods.lot)}}}"
        return f"  {self.stock(site_id)}  {quantity_text(units)} {name} {lot}\n"

    def paid(self, account: str, minor: int) -> str:
        """A line of money."""
        return f"  {account}  {self.money(minor)}\n"

    def _changed(self, goods: Goods, site_id: int, sign: int) -> Iterator[str]:
        key = (goods.lot_id, site_id)
        state = self.states.setdefault(key, LotState())
        finer = FINER.get(goods.unit, 0)
        steps, ahead = state.pass_by(sign * goods.quantity, sign * goods.value, finer)
        for cost, units in steps:
            yield self.held(goods, site_id, cost, units)
        if ahead:
            yield self.paid(self.stock(site_id, ahead=True), ahead)
        if state.settled:
            del self.states[key]

    def of_goods(self, goods: Goods) -> Iterator[str]:
        """The lines of a movement: out of a site, into a site."""
        if goods.from_site is not None:
            yield from self._changed(goods, goods.from_site, -1)
        if goods.to_site is not None:
            yield from self._changed(goods, goods.to_site, 1)

    def of_money(self, entry: FedEntry) -> Iterator[str]:
        """The lines of an entry that are not goods."""
        stock = self.stock_account()
        for line in entry.lines:
            if stock is not None and line.account_id == stock.id:
                continue
            yield self.paid(self.accounts[line.account_id], line.amount)

    def commodities(self, goods: Sequence[Goods]) -> Iterator[str]:
        """What is said of a product before its first lot."""
        for each in goods:
            name = commodity(each.sku, each.product_id, self.currency.code)
            if name not in self.known:
                self.known.add(name)
                told = f"  sku: {quoted(each.sku)}\n  unit: {quoted(each.unit)}\n"
                yield f"1900-01-01 commodity {name}\n{told}"

    def transaction(self, entry: FedEntry, goods: Sequence[Goods]) -> str:
        """An entry with the goods it tells of."""
        head = f"{entry.on.isoformat()} * {quoted(entry.memo or entry.document)}\n"
        told = f"  document: {quoted(f'{entry.document_kind} {entry.document}')}\n"
        told += f'  entry: "{entry.id}"\n  site: {quoted(self.names.sites[entry.site_id])}\n'
        lines = [line for each in goods for line in self.of_goods(each)]
        return "".join((*self.commodities(goods), head, told, *lines, *self.of_money(entry), "\n"))

    def unposted(self, goods: Goods) -> str:
        """Goods worth nothing, as a transaction of their own."""
        lines = list(self.of_goods(goods))
        head = f"{goods.on.isoformat()} * {quoted(goods.document)}\n"
        told = f"  document: {quoted(f'{goods.document_kind} {goods.document}')}\n"
        shown = (head, told, *lines, "\n") if lines else ()
        return "".join((*self.commodities([goods]), *shown))

    def heading(self) -> str:
        """Options and accounts, all open since before anything was posted."""
        names = [name for _id, name in sorted(self.accounts.items())]
        account = self.stock_account()
        own = self.accounts[account.id] if account else ""
        stock = [
            f'1900-01-01 open {self.stock(site_id)} "STRICT"\n'
            f"1900-01-01 open {self.stock(site_id, ahead=True)} {self.currency.code}\n"
            for site_id in sorted(self.sites)
        ]
        plain = [f"1900-01-01 open {name} {self.currency.code}\n" for name in names if name != own]
        options = (
            'option "title" "Lotwise"\n',
            f'option "operating_currency" "{self.currency.code}"\n',
            'option "booking_method" "STRICT"\n',
            'plugin "beancount.plugins.leafonly"\n\n',
        )
        return "".join((*options, *plain, *stock, "\n"))


def _merged(
    ledger: Ledger, some: Sequence[FedEntry], goods: dict[int, list[Goods]], waiting: list[Goods]
) -> Iterator[str]:
    """Entries and goods that no entry tells of, by day and movement."""
    at = 0
    for entry in some:
        own = goods.get(entry.id, [])
        mark = (entry.on, own[0].id if own else 0)
        while at < len(waiting) and (waiting[at].on, waiting[at].id) < mark:
            yield ledger.unposted(waiting[at])
            at += 1
        yield ledger.transaction(entry, own)
    for each in waiting[at:]:
        yield ledger.unposted(each)


def _passing(asked: AskedExport, ledger: Ledger, marks: tuple[int, int]) -> Iterator[str]:
    newest, moved = marks
    after: tuple[date, int] | None = None
    for session, some in slices(asked, newest):
        goods = goods_of_entries(session, [entry.id for entry in some])
        waiting = unposted_goods(session, after, some[-1].on, moved)
        after = (waiting[-1].on, waiting[-1].id) if waiting else after
        yield from _merged(ledger, some, goods, waiting)
    with reading() as session:
        for each in unposted_goods(session, after, asked.last, moved):
            yield ledger.unposted(each)


def beancount_lines(asked: AskedExport) -> Iterator[str]:
    """The ledger from the first entry through the last day, document by document."""
    with reading() as session:
        ledger = Ledger(asked.currency, read_names(session))
        marks = last_entry(session), int(session.scalar(select(func.max(Movement.id))) or 0)
    yield ledger.heading()
    yield from _passing(asked, ledger, marks)


def refuse_part(asked: AskedExport) -> None:
    """Raise where only a part of the books is asked for: lots come from other days and sites."""
    if asked.site_id is not None:
        raise Forbidden("A ledger with its lots is of all sites; ask for it without a site.")
    if asked.first is not None:
        raise bad_field("from", "this file begins with the first entry; name only its last day")
