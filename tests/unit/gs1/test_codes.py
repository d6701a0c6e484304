"""Lot numbers, lot codes and trade item numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gs1.codes import is_lot_number, lot_number, near_lot_codes, normalise_lot_code
from app.gs1.gtin import expand_upc_e, gtin_check_digit, normalise_gtin


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        (" ab-12 ", "AB-12"),
        ("Ａｂ１２", "AB12"),
        ("a b\u00a0c\td", "ABCD"),
        ("\u202eLOT\u202c7", "LOT7"),
        ("0042", "0042"),
        ("straße", "STRASSE"),
        ("ﬁn-1", "FIN-1"),
        ("\0a\x1db\ud800", "AB"),
        ("", ""),
    ],
)
def test_writings_of_one_code_become_one(raw: str, normal: str) -> None:
    assert normalise_lot_code(raw) == normal


@given(st.text())
def test_a_normal_code_stays_as_it_is(text: str) -> None:
    once = normalise_lot_code(text)
    assert normalise_lot_code(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB123", "AB124"), ("AB123", "AB12"), ("AB123", "A8123"), ("LOT0", "LOTO"),
        ("S1OB", "510B"), ("S1OB", "5I08"), ("AB12", "AB21"), ("ab12", "AB1"), ("1", "I"),
    ],
)  # fmt: skip
def test_near_codes_are_noticed_both_ways(one: str, other: str) -> None:
    assert near_lot_codes(one, other)
    assert near_lot_codes(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("AB12", "ab 12"), ("AB12", "AB34"), ("AB12", "AB1234"), ("", "A"), ("ABCD", "DCBA")],
)
def test_equal_and_distant_codes_are_not_near(one: str, other: str) -> None:
    assert not near_lot_codes(one, other)
    assert not near_lot_codes(other, one)


@given(st.text(alphabet="AB01", max_size=8), st.text(alphabet="AB01", max_size=8))
def test_nearness_has_no_direction(one: str, other: str) -> None:
    assert near_lot_codes(one, other) == near_lot_codes(other, one)


def test_our_lot_numbers_are_short_and_checked() -> None:
    assert lot_number(42) == "L000042U"
    assert is_lot_number("L000042U")
    assert is_lot_number(" l000042u ")
    assert len(lot_number(1_234_567)) == 9


@given(st.integers(min_value=1, max_value=10**9), st.data())
def test_one_wrong_character_in_a_lot_number_is_noticed(sequence: int, data: st.DataObject) -> None:
    number = lot_number(sequence)
    assert is_lot_number(number)
    place = data.draw(st.integers(min_value=1, max_value=len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda one: one != number[place]))
    assert not is_lot_number(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "L", "L42", "X000042U", "L00004200", "L" * 10**6, "L٠٠٠٠٤٢U"])
def test_other_text_is_no_lot_number(text: str) -> None:
    assert not is_lot_number(text)


@pytest.mark.parametrize("sequence", [0, -1, 10**17])
def test_lot_numbers_count_from_one(sequence: int) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        lot_number(sequence)


@pytest.mark.parametrize(
    ("text", "gtin14"),
    [
        ("5901234123457", "05901234123457"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("10614141073464", "10614141073464"),
        ("5 901234-123457", "05901234123457"),
        ("04252614", "00042100005264"),
        ("5901234123458", None),
        ("590123412345", None),
        ("٥٩٠١٢٣٤١٢٣٤٥٧", None),
        ("0" * 10**6, None),
        ("", None),
    ],
)
def test_a_gtin_of_any_length_has_one_form(text: str, gtin14: str | None) -> None:
    assert normalise_gtin(text) == gtin14


@pytest.mark.parametrize(
    ("text", "gtin14"),
    [
        ("425261", "00042100005264"),
        ("0425261", "00042100005264"),
        ("04252614", "00042100005264"),
        ("04252615", None),
        ("123453", "00012300000451"),
        ("123454", "00012340000053"),
        ("123457", "00012345000072"),
        ("2425261", None),
        ("42526x", None),
        ("42526", None),
    ],
)
def test_upc_e_has_six_to_eight_digits(text: str, gtin14: str | None) -> None:
    expanded = expand_upc_e(text)
    assert expanded == gtin14
    assert expanded is None or normalise_gtin(expanded) == expanded


def test_a_check_digit_needs_digits() -> None:
    assert gtin_check_digit("590123412345") == "7"
    with pytest.raises(ValueError, match="digits"):
        gtin_check_digit("59012341234x")
