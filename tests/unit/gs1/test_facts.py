"""Single facts about scans, each from the GS1 General Specifications or from a counter."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.gs1.dates import full_year, to_date
from app.gs1.parse import read
from app.gs1.reading import Kind, Reading

TODAY = date(2026, 11, 21)
GTIN = "0109521234543213"


def _scan(data: str, today: date = TODAY) -> Reading:
    return read(data, today=today)


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        (GTIN, "gtin14", "09521234543213"),
        (GTIN + "10AB", "lot", "AB"),
        (GTIN + "10AB\x1d", "lot", "AB"),
        (GTIN + "10ab-1/2\x1d21S", "serial", "S"),
        ("\x1d" + GTIN + "10AB", "lot", "AB"),
        (" \t" + GTIN + "10AB\r\n", "lot", "AB"),
        (GTIN + "10AB␝17261231", "expires_on", date(2026, 12, 31)),
        (GTIN + "10AB{GS}17261231", "expires_on", date(2026, 12, 31)),
        (GTIN + "10AB<GS>17261231", "lot", "AB"),
        ("]C1" + GTIN + "10AB", "lot", "AB"),
        ("]d2" + GTIN + "10AB", "lot", "AB"),
        ("]Q3" + GTIN + "10AB", "lot", "AB"),
        ("]e0" + GTIN + "10AB", "lot", "AB"),
        ("]J1" + GTIN + "10AB", "lot", "AB"),
        (GTIN + "17261200", "expires_on", date(2026, 12, 31)),
        (GTIN + "17280200", "expires_on", date(2028, 2, 29)),
        (GTIN + "15270101", "best_before", date(2027, 1, 1)),
        (GTIN + "16270101", "sell_by", date(2027, 1, 1)),
        (GTIN + "11260101", "made_on", date(2026, 1, 1)),
        (GTIN + "13260101", "packed_on", date(2026, 1, 1)),
        (GTIN + "70032612312359", "expires_at", datetime(2026, 12, 31, 23, 59)),
        (GTIN + "70032612312359", "expires_on", date(2026, 12, 31)),
        (GTIN + "3103001250", "weight", Decimal("1.250")),
        (GTIN + "3100000002", "weight", Decimal(2)),
        (GTIN + "3105123456", "weight", Decimal("1.23456")),
        (GTIN + "3201000100", "weight", Decimal("4.535924")),
        (GTIN + "3303001250", "weight", None),
        (GTIN + "3303001250", "measures", (("330", Decimal("1.250")),)),
        (GTIN + "3112000500", "measures", (("311", Decimal("5.00")),)),
        (GTIN + "3012", "count", 12),
        ("0209521234543213" + "3724", "count", 24),
        ("0209521234543213" + "3724", "content_gtin14", "09521234543213"),
        ("0209521234543213" + "3724", "gtin14", None),
        (GTIN + "3103001250" + "3922499", "price", Decimal("4.99")),
        (GTIN + "3103001250" + "3932978499", "price", Decimal("4.99")),
        (GTIN + "3103001250" + "3932978499", "currency", "978"),
        (GTIN + "91ABC\x1d99XYZ", "internal", (("91", "ABC"), ("99", "XYZ"))),
        ("00106141412345678908", "sscc", "106141412345678908"),
        ("4149521234543213", "gln", "9521234543213"),
        ("]E04006381333931", "gtin14", "04006381333931"),
        ("]E496385074", "gtin14", "00000096385074"),
        ("]E3400638133393112", "gtin14", "04006381333931"),
        ("]I014006381333938", "gtin14", "14006381333938"),
        ("]Q1https://a.b/01/09521234543213/10/X", "lot", "X"),
        ("]Q1(01)09521234543213(10)X", "lot", "X"),
        ("(01)09521234543213\r\n(10)X\n", "lot", "X"),
        ("HTTPS://A.B/01/09521234543213", "gtin14", "09521234543213"),
        ("https://a.b/stem/01/09521234543213/22/V/10/L/21/S?17=261231", "serial", "S"),
        ("https://a.b/01/09521234543213/10/L%2B1", "lot", "L+1"),
        ("urn:epc:id:sgtin:0614141.107346.2017", "serial", "2017"),
        ("urn:epc:id:sscc:0614141.1234567890", "sscc", "106141412345678908"),
        ("5901234-123457", "gtin14", "05901234123457"),
        ("\u200e5901234123457\ufeff", "gtin14", "05901234123457"),
    ],
)  # fmt: skip
def test_a_scan_says(data: str, field: str, value: Any) -> None:
    reading = _scan(data)
    assert reading.readable, reading.error
    assert getattr(reading, field) == value


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("", "no data"),
        ("\x1d\x1d", "no data"),
        ("A" * 513, "too long"),
        ("A\0B", "control"),
        ("]C1\x1b@", "control"),
        ("\ud800", "control"),
        ("]", "symbology"),
        ("]XX123", "symbology"),
        ("]c1" + GTIN, "Caps Lock"),
        ("]C1", "empty"),
        ("]C10109521234543214", "check digit"),
        ("]C1" + GTIN + "17261331", "month"),
        ("]C1" + GTIN + "17260230", "day"),
        ("]C1" + GTIN + "70032612002359", "day"),
        ("]C1" + GTIN + "10" + "A" * 21, "FNC1"),
        ("]C1" + GTIN + "10A\x1d10B", "twice"),
        ("]C1" + GTIN + "10A B", "character"),
        ("]C1" + GTIN + "3100123", "length"),
        ("]C1" + GTIN + "422001", "country"),
        ("]C1" + GTIN + "3932987499", "currency"),
        ("]E0036000291452", "13 digits"),
        ("]E04006381333932", "check digit"),
        ("(01)09521234543213(10)", "not made of"),
        ("(04)1", "(04)"),
        ("https://a.b/01/9521234543213", "short"),
        ("https://a.b/01/09521234543213?17=261231&17=261231", "twice"),
        ("https://a.b/01/09521234543213/21/S/10/L", "order"),
        ("https://a.b/01/09521234543213?21=S", "query"),
        ("https://a.b/01/09521234543213?12345=6", "12345"),
        ("https://a.b/01/09521234543213/10/A%00", "null"),
        ("https://a.b/01/09521234543213/10/É", "not allowed"),
        ("urn:epc:id:sgtin:0614141.10734.1", "add up"),
        ("urn:epc:id:grai:0614141.12345.1", "none of"),
    ],
)
def test_a_broken_scan_says_why_and_nothing_else(data: str, word: str) -> None:
    reading = _scan(data)
    assert reading.kind is Kind.UNREADABLE
    assert word in reading.error
    assert (reading.gtin14, reading.lot, reading.serial, reading.ais) == (None, None, None, ())


@pytest.mark.parametrize(
    "data",
    ["LOT-7", "milk", "Café crème", "]Q1hello", "Organic (fresh) milk", "ÄÖ 5", "🍎"],
)
def test_words_are_text_and_no_mistake(data: str) -> None:
    reading = _scan(data)
    assert reading.kind is Kind.TEXT
    assert reading.readable


@pytest.mark.parametrize("data", ["5901234123458", "01123", "8912345", "9501234123458", "1(10)X"])
def test_text_that_looks_like_a_broken_code_says_so(data: str) -> None:
    reading = _scan(data)
    assert reading.kind is Kind.TEXT
    assert reading.error
    assert reading.text == data
    assert reading.lot is None


def test_a_lot_without_its_product_is_used_but_flagged() -> None:
    reading = _scan("]C110AB")
    assert reading.lot == "AB"
    assert "needs one of" in reading.association_error
    assert not reading.guessed


def test_contradicting_identifiers_are_flagged() -> None:
    reading = _scan("(01)09521234543213(02)09521234543213(37)1")
    assert "must not stand together" in reading.association_error


def test_a_lost_separator_never_makes_a_lot_silently() -> None:
    swallowed = _scan("]C1" + GTIN + "10AB17261231")
    assert swallowed.lot == "AB17261231"
    assert swallowed.lot_candidates == ("AB",)
    assert "FNC1" in swallowed.warning
    assert swallowed.expires_on is None
    honest = _scan("]C1" + GTIN + "10AB\x1d17261231")
    assert (honest.warning, honest.lot_candidates) == ("", ())


@pytest.mark.parametrize(
    ("two_digits", "year"),
    [(26, 2026), (76, 2076), (77, 1977), (0, 2000), (99, 1999), (50, 2050)],
)
def test_two_digit_years_reach_fifty_years_ahead(two_digits: int, year: int) -> None:
    assert full_year(two_digits, TODAY) == year


def test_the_century_turns_with_the_clock() -> None:
    assert full_year(1, date(2099, 1, 1)) == 2101
    assert full_year(49, date(2099, 1, 1)) == 2149
    assert full_year(99, date(2101, 1, 1)) == 2099
    assert to_date("000229", date(2060, 1, 1)) is None
    assert _scan("]C1" + GTIN + "17000229", date(2060, 1, 1)).kind is Kind.UNREADABLE


def test_what_is_shown_of_a_bad_scan_is_short_and_harmless() -> None:
    reading = _scan("\u202e<b>\x1b[31m" + "A" * 10_000_000)
    assert len(reading.raw) <= 128
    assert reading.raw.isprintable()
    assert "\u202e" not in reading.raw
