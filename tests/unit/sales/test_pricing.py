"""What a cart costs: the tables of docs/algorithms/pricing-and-tax.md, and what holds always."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput, ShopError
from app.inventory.locking import LockedBalance
from app.sales.pricing import CartLine, Tender, change_of, kept, part_of, price_cart, settle
from app.values.money import MAX_MONEY, currency, money_text, to_minor
from app.values.quantity import MICRO, to_micro
from tests.unit.values.pages import params

PAGE = "pricing-and-tax.md"
EURO = currency("EUR")


def _line(number: int, text: str) -> CartLine:
    amounts, _at, rate = text.partition("@")
    priced, _minus, discount = amounts.partition("-")
    price, _times, quantity = priced.partition("x")
    micro = [to_micro(Decimal(part.strip())) for part in (quantity, price, rate)]
    off = to_minor(Decimal(discount.strip()), EURO)
    return CartLine(number, micro[0], micro[1], micro[1], off, "any", micro[2])


def _texts(amounts: list[int]) -> str:
    return "; ".join(money_text(amount, EURO) for amount in amounts)


def _tenders(text: str) -> list[Tender]:
    parts = [part.split() for part in text.split(",") if part.strip() != "-"]
    return [Tender(tender, to_minor(Decimal(amount), EURO)) for tender, amount in parts]


@pytest.mark.parametrize(
    ("prices", "lines", "totals", "taxes", "net", "tax", "total"), params(PAGE, "Documents")
)
def test_the_page_tells_what_a_document_costs(
    prices: str, lines: str, totals: str, taxes: str, net: str, tax: str, total: str
) -> None:
    asked = [_line(number, text) for number, text in enumerate(lines.split(";"), 1)]
    cart = price_cart(asked, tax_included=prices == "included", currency=EURO)
    assert _texts([line.total for line in cart.lines]) == totals
    assert _texts([line.tax for line in cart.lines]) == taxes
    assert (_texts([cart.net]), _texts([cart.tax]), _texts([cart.total])) == (net, tax, total)


@pytest.mark.parametrize(("due", "tenders", "change"), params(PAGE, "Change"))
def test_the_page_tells_what_is_given_back(due: str, tenders: str, change: str) -> None:
    try:
        said = money_text(change_of(to_minor(Decimal(due), EURO), _tenders(tenders), EURO), EURO)
    except ShopError as refused:
        said = refused.code
    assert said == change


@pytest.mark.parametrize(
    ("coin", "due", "tenders", "rounding", "change"), params(PAGE, "Cash rounding")
)
def test_the_page_tells_how_cash_is_rounded(
    coin: str, due: str, tenders: str, rounding: str, change: str
) -> None:
    step = to_minor(Decimal(coin), EURO)
    try:
        settled = settle(to_minor(Decimal(due), EURO), _tenders(tenders), EURO, step)
        said = (money_text(settled.rounding, EURO), money_text(settled.change, EURO))
    except ShopError as refused:
        said = ("-", refused.code)
    assert said == (rounding, change)


@pytest.mark.parametrize(
    ("value", "on_hand", "taken", "carried"), params(PAGE, "Cost that leaves a balance")
)
def test_the_page_tells_what_cost_leaves(
    value: str, on_hand: str, taken: str, carried: str
) -> None:
    balance = LockedBalance(1, to_micro(Decimal(on_hand)), to_minor(Decimal(value), EURO))
    steps = [to_micro(Decimal(part.strip())) for part in taken.split(";")]
    assert _texts([balance.take(step) for step in steps]) == carried
    assert balance.on_hand > 0 or balance.value == 0


LINES = st.lists(
    st.tuples(
        st.integers(0, 10**9), st.integers(1, 10**8), st.sampled_from([0, 70_000, 190_000, 200_000])
    ),
    min_size=1,
    max_size=12,
)


@given(lines=LINES, included=st.booleans())
def test_lines_always_add_up_to_the_document(
    lines: list[tuple[int, int, int]], included: bool
) -> None:
    asked = [CartLine(n, q, p, p, 0, "any", rate) for n, (p, q, rate) in enumerate(lines, 1)]
    cart = price_cart(asked, tax_included=included, currency=EURO)
    assert sum(line.net for line in cart.lines) == sum(row.net for row in cart.taxes) == cart.net
    assert sum(line.tax for line in cart.lines) == sum(row.tax for row in cart.taxes) == cart.tax
    for row in cart.taxes:
        assert abs(2 * (row.tax * MICRO - row.net * row.rate)) <= (MICRO + row.rate) * 2
    if included:
        assert all(line.net + line.tax == line.total for line in cart.lines)
    else:
        assert all(line.net == line.total for line in cart.lines)


@given(
    amount=st.integers(0, 10**9), cuts=st.lists(st.integers(0, 997), max_size=6), whole=st.just(997)
)
def test_parts_taken_one_after_another_add_up(amount: int, cuts: list[int], whole: int) -> None:
    steps = [0, *sorted(cuts), whole]
    parts = [part_of(amount, before, after, whole) for before, after in itertools.pairwise(steps)]
    assert sum(parts) == amount
    assert min(parts) >= 0


@given(
    tenders=st.lists(
        st.tuples(st.sampled_from(["cash", "card", "voucher", "account"]), st.integers(1, 10**6)),
        max_size=5,
    ),
    total=st.integers(0, 10**6),
)
def test_what_is_kept_is_what_is_due(tenders: list[tuple[str, int]], total: int) -> None:
    given_ = [Tender(*tender) for tender in tenders]
    try:
        change = change_of(total, given_, EURO)
    except ShopError:
        return
    stays = kept(given_, change)
    assert sum(amount for _tender, amount in stays) == total
    assert all(amount > 0 for _tender, amount in stays)


def test_a_discount_beyond_the_line_names_its_field() -> None:
    with pytest.raises(BadInput) as refused:
        price_cart([_line(1, "1.00 x 1 - 1.01 @ 0")], tax_included=False, currency=EURO)
    assert refused.value.errors[0]["field"] == "lines.0.discount"


@pytest.mark.parametrize(
    "lines", [[(MAX_MONEY + 1, "lines.0.quantity")], [(MAX_MONEY, "lines")] * 2]
)
def test_what_nobody_can_pay_is_refused(lines: list[tuple[int, str]]) -> None:
    asked = [CartLine(n, MICRO, m * 10_000, 0, 0, "any", 0) for n, (m, _f) in enumerate(lines, 1)]
    with pytest.raises(BadInput) as refused:
        price_cart(asked, tax_included=False, currency=EURO)
    assert refused.value.errors[0]["field"] == lines[0][1]
