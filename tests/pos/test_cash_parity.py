"""The till and the shop round cash alike, and know a card number alike."""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from app.errors import PaymentShort, ShopError
from app.sales.card_guard import holds_card_number, luhn
from app.sales.pricing import Tender, settle
from app.values.money import currency, money_text
from tests.pos.test_js import _node

EURO = currency("EUR")
MODULE = Path(__file__).parent / "js" / "tenders.test.mjs"


def _vector(chance: random.Random) -> dict[str, object] | None:
    """A sale that is paid in several tenders, and what rounding the shop finds."""
    total, step = chance.randint(1, 20_000), chance.choice((0, 1, 5, 10, 50, 100))
    rest, tenders = total, []
    for tender in ("card", "voucher"):
        if chance.random() < 0.5 and rest > 1:
            part = chance.randint(1, rest - 1)
            tenders.append(Tender(tender, part))
            rest -= part
    if chance.random() < 0.8:
        tenders.append(Tender("cash", rest + chance.choice((0, 100, 5_000))))
    try:
        settled = settle(total, tenders, EURO, step)
    except ShopError:
        return None
    payments = [{"tender": t.tender, "amount": money_text(t.amount, EURO)} for t in tenders]
    found = str(settled.rounding)
    return {"total": str(total), "payments": payments, "step": step, "rounding": found}


def test_the_till_rounds_cash_as_the_shop_does() -> None:
    chance = random.Random(20261121)
    vectors = [made for made in (_vector(chance) for _each in range(400)) if made]
    assert len(vectors) > 150
    assert any(made["rounding"] != "0" for made in vectors)
    ran = subprocess.run(
        [_node(), "--test", "--test-reporter=tap", str(MODULE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "CASH_VECTORS": json.dumps(vectors)},
    )
    assert ran.returncode == 0, ran.stdout[-4000:]


@pytest.mark.parametrize(
    ("total", "tenders", "step", "change", "rounding"),
    [
        (1003, [("cash", 1005)], 5, 0, 2),
        (1002, [("cash", 2000)], 5, 1000, -2),
        (1025, [("cash", 1050)], 50, 0, 25),
        (1003, [("card", 501), ("cash", 500)], 5, 0, -2),
        (1003, [("card", 1003)], 5, 0, 0),
        (1003, [("cash", 1003)], 0, 0, 0),
        (2, [], 5, 0, -2),
    ],
)
def test_only_the_part_due_in_cash_is_rounded_to_the_smallest_coin(
    total: int, tenders: list[tuple[str, int]], step: int, change: int, rounding: int
) -> None:
    settled = settle(total, [Tender(*each) for each in tenders], EURO, step)
    assert (settled.change, settled.rounding) == (change, rounding)


def test_what_does_not_cover_the_rounded_total_is_too_little() -> None:
    with pytest.raises(PaymentShort):
        settle(1003, [Tender("cash", 1004)], EURO, 5)


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("4111111111111111", True),
        ("4111 1111 1111 1111", True),
        ("no 5500-0000-0000-0004 ok", True),
        ("378282246310005", True),
        ("4111 1111 1111 1111 12/29", True),
        ("12/29 4111 1111 1111 1111", True),
        ("4111111111111112", False),
        ("slip 0042", False),
        ("123456789012", False),
        ("", False),
    ],
)
def test_a_cards_own_number_is_seen(text: str, card: bool) -> None:
    assert holds_card_number(text) is card


def test_the_luhn_check_sees_every_single_wrong_digit() -> None:
    right = "4111111111111111"
    assert luhn(right)
    for place in range(len(right)):
        for digit in "0123456789":
            changed = right[:place] + digit + right[place + 1 :]
            assert luhn(changed) is (changed == right)
