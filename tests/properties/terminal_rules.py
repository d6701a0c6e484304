"""Steps of a terminal: it is lent stock, falls silent, sells by itself, hands over, is back.

A second terminal of the site is never heard; it only has its share. What the first one is lent is
read from the shop and held against the rule: its share of what is there, and no more.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from app import clock
from app.db import reading, transaction
from app.inventory import leases
from app.inventory.models import Location, LotLease, StockBalance
from app.inventory.models import Lot as LotRow
from app.sales.models import Till
from app.sales.terminals.contact import SILENT_AFTER, mark_silent
from app.values.quantity import from_micro
from tests.pos.inbox_shop import InboxShop
from tests.pos.terminal import sale_body
from tests.properties.shop_base import PICK, UNITS, ShopBase
from tests.properties.shop_model import FRONT, Lot, Sold, total_of
from tests.properties.till_model import Silence, fact, leave, spend

GRAIN = Decimal("0.000001")


WORST_SKEW = timedelta(minutes=5)


class TerminalRules(ShopBase):
    """A terminal at T2."""

    @initialize()
    def enrol_two_terminals(self) -> None:
        shop = InboxShop(self.app, self.api, self.app.test_client())
        for till in ("T2", "T3"):
            shop.ok("/tills", {"code": till, "site": "MAIN"})
        self.terminal, self.silence = shop.terminal("T2"), Silence()
        self.enrolled = self.now
        shop.terminal("T3")
        self.seller = shop.seller()
        assert self.terminal.beat(queue_length=0).status_code == 200

    @rule(fresh=st.booleans())
    def lend_and_fall_silent(self, *, fresh: bool) -> None:
        """Its share as it was told last, or as it was told just before it fell silent."""
        if self.silence.silent:
            return
        if fresh:
            self.lend()
        self.terminal.beat(queue_length=0)
        self.pass_time(SILENT_AFTER + timedelta(seconds=1))
        with self.app.app_context():
            transaction(lambda session: mark_silent(session, at=clock.now()))
        self.silence.falls(self.model.lots)

    def lend(self) -> None:
        """Tell the terminal what it may sell, and note it lot by lot."""
        with self.app.app_context():
            site = select(Till.site_id).where(Till.code == "T2")
            transaction(lambda s: leases.lend(s, self.terminal.id, s.scalars(site).one()))
            found = self._lent()
        for lot in self.model.lots:
            lot.lent = {}
            for place in FRONT:
                loan = found.get((lot.number, place), Decimal(0))
                assert loan in self._shares(lot, place), (lot, place, loan)
                lot.lent[place] = loan

    def _lent(self) -> dict[tuple[str, str], Decimal]:
        rows = (
            select(LotRow.number, Location.code, LotLease.quantity)
            .join(StockBalance, StockBalance.id == LotLease.balance_id)
            .join(LotRow, LotRow.id == StockBalance.lot_id)
            .join(Location, Location.id == StockBalance.location_id)
            .where(LotLease.device_id == self.terminal.id)
        )
        with reading() as session:
            found = session.execute(rows).all()
        return {(row.number, row.code): from_micro(row.quantity) for row in found}

    @staticmethod
    def _shares(lot: Lot, place: str) -> set[Decimal]:
        """Half of what lies there; the odd piece is one terminal's or the other's."""
        there = lot.places.get(place, Decimal(0)) if lot.status == "released" else Decimal(0)
        grain = GRAIN if lot.product.unit == "kg" else Decimal(1)
        half = there / 2 // grain * grain
        return {half, there - half}

    @rule()
    def the_terminal_is_back(self) -> None:
        assert self.terminal.beat(queue_length=0).status_code == 200
        self.silence.ends(self.model.lots)

    @rule(
        pick=PICK,
        units=UNITS,
        good=st.sampled_from([True, True, False]),
        scanned=st.booleans(),
        ago=st.sampled_from([0, 0, 0, 1, 9]),
        waiting=st.integers(0, 1),
    )
    def hand_over_an_offline_sale(
        self, pick: int, units: int, ago: int, waiting: int, *, good: bool, scanned: bool
    ) -> None:
        """A terminal that has nothing more to hand over is back before its sale is booked."""
        lot = self.good_lot(pick) if good else self.lot(pick)
        quantity = self.amount(lot.product, units)
        op = self._recorded(lot, quantity, ago, scanned=scanned)
        if not waiting:
            self.silence.ends(self.model.lots)
        flags, picks = fact(self.model, lot, quantity, self.day(ago), scanned=scanned)
        before = self.enrolled - (self.now - timedelta(days=ago))
        flags = ([("clock_skew", None)] if before > WORST_SKEW else []) + flags
        answer = self.terminal.ops(op, queue_length=waiting)
        (found,) = answer.json["results"]
        assert (found["state"], found["number"]) == ("applied", op["number"]), found
        assert [(each["code"], each["lot"]) for each in found["exceptions"]] == flags
        again = self.terminal.ops(op, queue_length=waiting)
        assert again.json["results"] == [found]
        leave(lot, picks)
        spend(picks)
        self.model.sales.append(Sold(op["number"], picks))

    def _recorded(self, lot: Lot, quantity: Decimal, ago: int, *, scanned: bool) -> Any:
        """The sale as the terminal recorded it: one line of a lot, paid in cash to the cent."""
        total, price = str(total_of(lot.product.price, quantity)), str(lot.product.price)
        known = "scanned" if scanned else "auto"
        part = {"lot": lot.number, "quantity": str(quantity), "certainty": known}
        sku = lot.product.sku
        line: dict[str, Any] = {"sku": sku, "name": sku, "quantity": str(quantity)}
        line |= {"unit_price": price, "list_price": price, "discount": "0.00", "tax": "0.00"}
        line |= {"total": total, "net": total, "tax_rate": "0", "lots": [part]}
        moment = f"{self.now - timedelta(days=ago):%Y-%m-%dT%H:%M:%S}.000Z"
        terminal = self.terminal
        terminal.receipt += 1
        number, who = terminal.number(terminal.receipt), self.seller
        more = {} if Decimal(total) else {"payments": []}
        named = {"person": who.name, "person_id": who.id, "sold_at": moment}
        body = sale_body([line], number, terminal, **named, **more)
        return terminal.op("sale", body, number, made_at=moment)
