"""In-store numbers: the rules of the regions, and nothing invented without a rule."""

from datetime import date
from decimal import Decimal

import pytest
from biip import ParseConfig, ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gtin import Gtin
from biip.rcn import Rcn
from hypothesis import given
from hypothesis import strategies as st

from app.gs1.check_digits import check_digit, measure_check_digit
from app.gs1.parse import read
from app.gs1.rcn import REGIONS, Usage, rules_for, rules_from, usage_of
from app.gs1.reading import Kind

TODAY = date(2026, 11, 21)
NORTH_AMERICA = ("ca", "us")  # biip knows no rules of theirs


@given(
    region=st.sampled_from([region for region in REGIONS if region not in NORTH_AMERICA]),
    body=st.integers(min_value=0, max_value=10**11 - 1),
)
def test_every_region_agrees_with_biip(region: str, body: int) -> None:
    payload = f"2{body:011}"
    number = payload + str(gs1_standard_check_digit(payload))
    ours = read(number, today=TODAY, rcn=rules_for(region))
    try:
        theirs = Gtin.parse(number, config=ParseConfig(rcn_region=region))
    except ParseError:
        assert not ours.readable
        return
    assert isinstance(theirs, Rcn)
    assert ours.kind is Kind.IN_STORE
    assert (ours.weight, ours.price, ours.count) == (theirs.weight, theirs.price, theirs.count)
    assert ours.lookup_gtin14 == theirs.without_variable_measure().as_gtin_14()


@pytest.mark.parametrize("prefix", ["02", "20", "21", "23", "28", "29"])
def test_without_a_rule_no_weight_or_price_is_invented(prefix: str) -> None:
    payload = prefix + "1234501234"
    reading = read(payload + check_digit(payload), today=TODAY)
    assert reading.kind is Kind.IN_STORE
    assert (reading.weight, reading.price, reading.count) == (None, None, None)
    assert reading.lookup_gtin14 == reading.gtin14


def test_a_north_american_label_carries_a_price() -> None:
    payload = "212345" + measure_check_digit("0499") + "0499"
    reading = read(payload + check_digit(payload), today=TODAY, rcn=rules_for("us"))
    assert reading.price == Decimal("4.99")
    assert reading.item_reference == "12345"


def test_a_wrong_price_check_digit_is_refused_and_no_price_is_said() -> None:
    wrong = str((int(measure_check_digit("0499")) + 1) % 10)
    payload = "212345" + wrong + "0499"
    reading = read(payload + check_digit(payload), today=TODAY, rcn=rules_for("us"))
    assert not reading.readable
    assert reading.price is None


def test_a_shop_writes_down_the_rules_of_its_own_scale() -> None:
    rules = rules_from("21 weight 3 IIIIIVVVVV\n22 price 2 IIIIICVVVV")
    payload = "211234501250"
    reading = read(payload + check_digit(payload), today=TODAY, rcn=rules)
    assert reading.weight == Decimal("1.250")
    assert reading.item_reference == "12345"
    assert reading.lookup_gtin14 == "0" + "211234500000" + check_digit("211234500000")


@pytest.mark.parametrize(
    "text",
    ["21 weight 3 IIIIVVVVV", "40 weight 3 IIIIIVVVVV", "21 length 3 IIIIIVVVVV",
     "21 weight 3 IIICVVVVVV", "21 weight 3 IIIIIVVVVV, 21 price 2 IIIIIVVVVV", "nonsense"],
)  # fmt: skip
def test_malformed_rules_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rule|prefix"):
        rules_from(text)


def test_an_unknown_region_is_a_mistake_not_a_default() -> None:
    with pytest.raises(ValueError, match="known: ca, de"):
        rules_for("xx")
    assert rules_for("").rules == ()


@pytest.mark.parametrize(
    ("gtin14", "usage"),
    [
        ("02001111111119", Usage.REGION),
        ("00212345678992", Usage.REGION),
        ("00412345678903", Usage.COMPANY),
        ("00000000011112", Usage.COMPANY),
        ("00000020000004", Usage.COMPANY),
        ("04006381333931", None),
        ("00000096385074", None),
        ("12001111111116", None),
    ],
)
def test_who_gives_a_number_its_meaning(gtin14: str, usage: Usage | None) -> None:
    assert usage_of(gtin14) is usage
