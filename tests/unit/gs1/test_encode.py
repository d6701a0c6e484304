"""Writing GS1 data: nothing wrong is ever written, and what is written reads back the same."""

from datetime import date

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.gs1.check_digits import CSET82
from app.gs1.elements import Gs1Fault, split_bracketed, split_element_string
from app.gs1.encode import digital_link, element_string, hri
from app.gs1.gtin import gtin_check_digit
from app.gs1.parse import read

TODAY = date(2026, 11, 21)
PRODUCT = ("01", "09521234543213")


def test_fnc1_closes_only_values_of_open_length() -> None:
    pairs = [PRODUCT, ("10", "ABC"), ("17", "261231"), ("21", "7")]
    assert element_string(pairs) == "010952123454321310ABC\x1d17261231217"
    assert element_string(pairs, fnc1="{GS}") == "010952123454321310ABC{GS}17261231217"
    assert hri(pairs) == "(01)09521234543213(10)ABC(17)261231(21)7"
    assert digital_link(pairs) == "https://id.gs1.org/01/09521234543213/10/ABC/21/7?17=261231"


@pytest.mark.parametrize(
    "pairs",
    [
        [("01", "09521234543214")],
        [("01", "9521234543213")],
        [("17", "261331")],
        [("17", "260230")],
        [("10", "")],
        [("10", "A" * 21)],
        [("10", "LOT 7")],
        [("10", "LOT#7")],
        [("10", "LÖT")],
        [("10", "A\x1dB")],
        [("10", "A"), ("10", "B")],
        [("04", "1")],
        [("3100", "12345")],
        [],
    ],
)
def test_wrong_values_are_never_written(pairs: list[tuple[str, str]]) -> None:
    for write in (element_string, hri, digital_link):
        with pytest.raises(Gs1Fault):
            write(pairs)


def test_a_link_needs_a_key_and_permitted_attributes() -> None:
    with pytest.raises(Gs1Fault, match="key"):
        digital_link([("10", "ABC")])
    with pytest.raises(Gs1Fault, match="query"):
        digital_link([PRODUCT, ("8020", "X")])


GTINS = st.integers(min_value=0, max_value=10**13 - 1).map(
    lambda n: f"{n:013}" + gtin_check_digit(f"{n:013}")
)
FREE = st.text(alphabet=CSET82, min_size=1, max_size=20)
DATES = st.dates(min_value=date(1977, 1, 1), max_value=date(2076, 12, 31))


@given(gtin=GTINS, lot=FREE, serial=FREE, on=DATES, grams=st.integers(0, 999_999))
def test_all_three_writings_read_back_the_same(
    gtin: str, lot: str, serial: str, on: date, grams: int
) -> None:
    pairs = (
        ("01", gtin), ("17", f"{on:%y%m%d}"), ("3103", f"{grams:06}"), ("10", lot), ("21", serial)
    )  # fmt: skip
    assert split_element_string(element_string(pairs)) == pairs
    assert split_bracketed(hri(pairs)) == pairs
    for written in ("]d2" + element_string(pairs), digital_link(pairs)):
        reading = read(written, today=TODAY)
        assert reading.readable
        assert (reading.gtin14, reading.lot, reading.serial) == (gtin, lot, serial)
        assert reading.expires_on == on
        assert reading.weight is not None
        assert int(reading.weight * 1000) == grams


@given(lot=FREE)
def test_brackets_in_a_lot_survive_the_printed_text(lot: str) -> None:
    pairs = (PRODUCT, ("10", lot))
    assert split_bracketed(hri(pairs)) == pairs


def test_a_bar_code_reader_sees_what_we_wrote() -> None:
    pairs = (PRODUCT, ("17", "261231"), ("10", "AB/7"), ("21", "0042"))
    code = zxingcpp.create_barcode(hri(pairs), zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    seen = zxingcpp.read_barcodes(zxingcpp.write_barcode_to_image(code, scale=4))
    assert [one.symbology_identifier for one in seen] == ["]d2"]
    assert seen[0].bytes.decode() == element_string(pairs)
    assert read("]d2" + seen[0].bytes.decode(), today=TODAY).ais == pairs
