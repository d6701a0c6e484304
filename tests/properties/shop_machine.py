"""Hypothesis plays shop: any order of deliveries, sales, returns, holds, recalls, days, closings.

Each step goes over the interface and is foretold by the plain model; after it the stock must equal
the model's. The shop's own integrity checks run every few steps and at the end.
"""

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from app.gs1.check_digits import check_digit
from tests.properties.claim_rules import ClaimRules
from tests.properties.lineage_rules import LineageRules, family
from tests.properties.opening_rules import OpeningRules
from tests.properties.place_rules import PlaceRules
from tests.properties.quality_rules import QualityRules
from tests.properties.shop_base import PICK, SELDOM, UNITS
from tests.properties.shop_model import OK, Lot, Picks, Product, Sold, total_of
from tests.properties.terminal_rules import TerminalRules
from tests.properties.till_model import Container
from tests.properties.till_rules import TillRules
from tests.properties.tracking_rules import TrackingRules
from tests.properties.transfer_rules import TransferRules
from tests.properties.voucher_rules import VoucherRules

PLACES = st.sampled_from(["MAIN/DOCK", "MAIN/STOCK", "MAIN/QUARANTINE"])
DELIVERED = st.tuples(st.integers(1, 30), st.integers(0, 9999), st.integers(-1, 40))
KINDS: tuple[tuple[str, bool, str, bool, int], ...] = (
    # policy, tracked, expiry kind, weighed, price in cents
    ("fefo", True, "use_by", False, 199),
    ("fifo", True, "best_before", True, 1333),
    ("lifo", True, "none", False, 1),
    ("same_lot", True, "use_by", False, 250),
    ("ask", True, "best_before", False, 999),
    ("fefo", False, "none", False, 10),
    ("fefo", True, "best_before", True, 0),
)
WAYS = st.sampled_from(["auto", "auto", "lot", "scan"])
NONSENSE: tuple[tuple[str, Any], ...] = (
    ("/sales", {"till": "T1", "lines": []}),
    ("/sales", {"till": "NONE", "lines": [{"sku": "P1"}]}),
    ("/sales", {"till": "T1", "lines": [{"sku": "P1", "quantity": "-1"}]}),
    ("/sales", {"till": "T1", "lines": [{"sku": "P1", "quantity": "0.5", "lot": "NONE"}]}),
    ("/goods-receipts", {"supplier": "S1", "site": "MAIN", "lines": [{"sku": "P1"}]}),
    ("/recalls", {"reason": "x", "scope": {}}),
    ("/lots/NONE/release", {"reason": "x"}),
    ("/accounting/entries", {"on": "2026-01-01", "memo": "x", "postings": []}),
)


class ShopMachine(
    TillRules,
    TerminalRules,
    VoucherRules,
    QualityRules,
    TransferRules,
    OpeningRules,
    LineageRules,
    ClaimRules,
    TrackingRules,
    PlaceRules,
):
    """The whole shop: goods come, are sold, come back, are held, moved and lost."""

    def has_sales(self) -> bool:
        return bool(self.model.sales)

    @initialize(costs=st.lists(st.integers(0, 9999), min_size=2, max_size=2))
    def open_with_full_shelves(self, costs: list[int]) -> None:
        for number, kind in enumerate(KINDS):
            self.new_product(*kind)
            self.receive(number, [(20, costs[0], 30), (9, costs[1], 12)], 0, held=False)

    def new_product(
        self, policy: str, tracked: bool, expiry: str, weighed: bool, cents: int
    ) -> None:
        number = len(self.model.products) + 1
        payload = f"0950600013{number:03d}"
        made = Product(
            f"P{number}",
            payload + check_digit(payload),
            "kg" if weighed else "each",
            policy,
            tracked,
            expiry,
            Decimal(cents).scaleb(-2),
        )
        body = {"sku": made.sku, "name": made.sku, "price": str(made.price), "base_unit": made.unit}
        body |= {"lot_policy": policy, "expiry_kind": expiry, "gtins": [made.gtin]}
        self.ask("/products", body | {"tracking": "lot" if tracked else "none"}, OK)
        self.model.products.append(made)

    @rule(
        pick=PICK,
        lots=st.lists(DELIVERED, min_size=1, max_size=4),
        ago=st.sampled_from([0, 0, 0, 0, 2, 9]),
        held=SELDOM,
    )
    def receive(self, pick: int, lots: list[tuple[int, int, int]], ago: int, *, held: bool) -> None:
        product, came_on = self.product(pick), self.day(ago)
        status = "quarantined" if held and len(lots) > 1 else "released"
        lines, new = [], []
        for number, (units, cents, days) in enumerate(lots, len(self.model.lots)):
            quantity = self.amount(product, units)
            dated = None if product.expiry_kind == "none" else came_on + timedelta(days)
            wet = status == "quarantined" and number % 2 == 1
            state = {"condition": "wet"} if wet else {"status": status}
            line = {"sku": product.sku, "quantity": str(quantity), **state}
            line["line_cost"] = str(Decimal(cents).scaleb(-2))
            lines.append(line | ({"expires_on": dated.isoformat()} if dated else {}))
            where = {"MAIN/DOCK": quantity}
            new.append(Lot("", number, product, came_on, dated, status, where))
        closed = came_on <= self.model.closed
        body = {"supplier": "S1", "site": "MAIN", "received_on": came_on.isoformat()}
        done = self.ask(
            "/goods-receipts", body | {"lines": lines}, "period_closed" if closed else OK
        )
        if not closed:
            for lot, line in zip(new, done["lines"], strict=True):
                lot.number = line["lot"]
            self.model.lots += new

    @rule(pick=PICK, units=UNITS, change=st.integers(0, 500))
    def sell_by_policy(self, pick: int, units: int, change: int) -> None:
        self.sell(self.good_lot(pick), units, "auto", change, 0)

    @rule(pick=PICK, units=UNITS, way=st.sampled_from(["lot", "scan"]))
    def sell_a_named_lot(self, pick: int, units: int, way: str) -> None:
        self.sell(self.good_lot(pick), units, way, 0, 0)

    @precondition(lambda self: self.opened)
    @rule(pick=PICK, units=UNITS)
    def cut_from_what_is_open(self, pick: int, units: int) -> None:
        sku = sorted(self.opened)[pick % len(self.opened)]
        self.sell(self.opened[sku].lot, units, "auto", 0, 0)

    @rule(pick=PICK, units=UNITS, way=WAYS, ago=st.sampled_from([0, 0, 1, 9]))
    def sell_whatever_it_is(self, pick: int, units: int, way: str, ago: int) -> None:
        self.sell(self.lot(pick), 3 * units, way, 0, ago)

    def sell(self, lot: Lot, units: int, way: str, change: int, ago: int) -> None:
        product = lot.product
        quantity, named = self.amount(product, units), None
        line: dict[str, Any] = {"sku": product.sku, "quantity": str(quantity)}
        if way == "lot":
            line["lot"], named = lot.number, lot
        if way == "scan":
            data = f"(01)0{product.gtin[-13:]}(10){lot.number}"
            line = {"scan": data, "quantity": str(quantity)}
            named = lot if product.tracked else None
        expected, picks, total, cut = self.foretell(product, quantity, named, ago)
        back = Decimal(change).scaleb(-2)
        by_card = (total / 2).quantize(Decimal("0.01"), ROUND_DOWN)
        payments = [
            {"tender": "card", "amount": str(by_card)},
            {"tender": "cash", "amount": str(total - by_card + back)},
        ]
        sold_at = (self.now - timedelta(days=ago)).isoformat()
        body = {"till": "T1", "lines": [line], "payments": payments, "sold_at": sold_at}
        done = self.ask("/sales", body, expected)
        if expected == OK:
            self.compare(done, picks, total, back)
            self.book(Sold(done["number"], picks), total - by_card, cut)

    def foretell(
        self, product: Product, quantity: Decimal, named: Lot | None, ago: int
    ) -> tuple[str, Picks, Decimal, Container | None]:
        """What a sale must answer, which lots it takes, its total, what it is cut from."""
        day, cut = self.day(ago), self.opened.get(product.sku)
        if named or (cut and not cut.covers(quantity, self.now - timedelta(days=ago), day)):
            cut = None
        named = cut.lot if cut else named
        price = product.price
        expected, picks = self.model.sale(product, quantity, named, day)
        if expected == OK:
            expected, price = self.model.unit_price(picks, named, day)
        if expected == OK and day <= self.model.closed:
            expected = "period_closed"
        return expected, picks, total_of(price, quantity), cut

    def book(self, sold: Sold, cash: Decimal, cut: Container | None) -> None:
        """A sale has happened."""
        for lot, part in sold.picks:
            lot.sell(part)
        if cut:
            cut.sold += sum((part for _lot, part in sold.picks), Decimal(0))
        self.drawer.put(cash)
        self.model.sales.append(sold)

    @staticmethod
    def compare(done: Any, picks: Any, total: Decimal, back: Decimal) -> None:
        (line,) = done["lines"]
        taken = {each["lot"]: Decimal(each["quantity"]) for each in line["allocations"]}
        assert taken == {lot.number: part for lot, part in picks}
        assert (Decimal(done["total"]), Decimal(done["change"])) == (total, back)

    @precondition(has_sales)
    @rule(
        pick=PICK,
        units=UNITS,
        wish=st.sampled_from(["restock", "restock", "quarantine", "waste"]),
        proof=st.sampled_from(["receipt", "none"]),
        tender=st.sampled_from(["cash", "cash", "voucher"]),
    )
    def bring_back(self, pick: int, units: int, wish: str, proof: str, tender: str) -> None:
        """With the receipt, or on the owner's own word."""
        sold = self.sold(pick)
        quantity = self.amount(sold.picks[0][0].product, units)
        expected, goods = self.model.give_back(sold, quantity, wish)
        line = {"line": 1, "quantity": str(quantity), "disposition": wish, "reason": "not liked"}
        body = {"till": "T1", "lines": [line], "refund": {"tender": tender}, "proof": proof}
        done = self.ask(f"/sales/{sold.number}/returns", body, expected)
        if expected == OK:
            kept = [(line["lot"], line["disposition"]) for line in done["lines"]]
            assert kept == [(lot.number, kept_as) for lot, _part, kept_as in goods]
            self.model.came_back(sold, goods)
            self.pay_back(sold, done)

    @precondition(has_sales)
    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        sold = self.sold(pick)
        expected, goods = self.model.undo(sold)
        body = {"till": "T1", "reason": "mistake"}
        done = self.ask(f"/sales/{sold.number}/void", body, expected)
        self.model.came_back(sold, goods)
        if expected == OK:
            self.pay_back(sold, done, undoes=True)

    def pay_back(self, sold: Sold, done: Any, *, undoes: bool = False) -> None:
        """Cash that was given back has left the drawer; the rest is on vouchers."""
        for refund in done["refunds"]:
            self.drawer.put(
                -Decimal(refund["amount"]) if refund["tender"] == "cash" else Decimal(0)
            )
        on_vouchers = [each for each in done["refunds"] if each["tender"] == "voucher"]
        self.refilled(sold.number, on_vouchers, undoes=undoes)

    @rule(pick=PICK, step=st.sampled_from(["quarantine", "release", "release"]))
    def hold_or_release(self, pick: int, step: str) -> None:
        held = [lot for lot in self.model.lots if lot.status == "quarantined"]
        lot = held[pick % len(held)] if held and step == "release" else self.lot(pick)
        wrong = {"release": {"recalled": "lot_recalled", "released": "wrong_state"}}
        refused = wrong.get(step, {"recalled": "lot_recalled"}).get(lot.status, OK)
        self.ask(f"/lots/{lot.number}/{step}", {"reason": "smell"}, refused)
        status = {"release": "released", "quarantine": "quarantined"}[step]
        if refused:
            return
        lot.status = status
        for each in family(lot)[1:] if step == "quarantine" else []:
            if each.status == "released" and sum(each.places.values()) > 0:
                each.status = status

    @rule(pick=PICK, seldom=SELDOM)
    def recall(self, pick: int, *, seldom: bool) -> None:
        if not seldom:
            return
        lot = self.lot(pick)
        self.ask("/recalls", {"reason": "glass", "scope": {"lots": [lot.number]}}, OK)
        for each in family(lot):
            each.status = "recalled"

    @rule(pick=PICK, units=st.one_of(st.none(), UNITS))
    def write_off(self, pick: int, units: int | None) -> None:
        lot = self.lot(pick)
        here = tuple(place for place in lot.places if "~" not in place)
        there = sum((lot.places[place] for place in here), Decimal(0))
        quantity = there if units is None else self.amount(lot.product, units)
        enough = 0 < quantity <= there
        named = {} if units is None else {"quantity": str(quantity)}
        expected = OK if enough else "not_enough_stock"
        self.ask(f"/lots/{lot.number}/write-off", {"reason": "broken", **named}, expected)
        if enough:
            lot.take(quantity, here)

    @rule(pick=PICK, units=UNITS, source=PLACES, goal=PLACES)
    def move(self, pick: int, units: int, source: str, goal: str) -> None:
        lot = self.lot(pick)
        quantity = self.amount(lot.product, units)
        enough = lot.places.get(source, Decimal(0)) >= quantity
        expected = "invalid" if source == goal else OK if enough else "not_enough_stock"
        line = {"lot": lot.number, "quantity": str(quantity), "from": source, "to": goal}
        self.ask("/stock/moves", {"lines": [line]}, expected)
        if expected == OK:
            lot.take(quantity, (source,))
            lot.put(goal, quantity)

    @rule(days=st.integers(1, 4), ago=st.integers(0, 9), close=SELDOM)
    def days_pass(self, days: int, ago: int, *, close: bool) -> None:
        self.pass_time(timedelta(days))
        if close:
            self.close_the_books(self.day(ago))

    def close_the_books(self, through: date) -> None:
        over, new = through < self.model.today, through > self.model.closed
        expected = "invalid" if not over else OK if new else "wrong_state"
        self.ask("/accounting/periods/close", {"through": through.isoformat()}, expected)
        self.model.closed = through if expected == OK else self.model.closed

    @rule()
    def repeat_the_last_request(self) -> None:
        if self.last is None:
            return
        path, body, key, first = self.last
        again = self.api.post(path, body, key=key)
        assert (again.status_code, again.text) == (201, first)
        assert again.headers["Idempotency-Replayed"] == "true"
        other = self.api.post(path, {**body, "reference": "x"}, key=key)
        assert other.status_code in {400, 422}

    @rule(which=st.sampled_from(NONSENSE))
    def ask_for_nonsense(self, which: tuple[str, Any]) -> None:
        path, body = which
        assert 400 <= self.api.post(path, body).status_code < 500
