"""Figures and days are written exactly and in the reader's way."""

from datetime import UTC, date, datetime

import pytest

from app.values.money import Currency, currency
from app.web.filters import (
    day,
    days_left,
    days_left_short,
    instant,
    money,
    money_input,
    percent,
    price,
    quantity,
    shorten,
)

USD, EUR, JPY, KWD = (currency(code) for code in ("USD", "EUR", "JPY", "KWD"))


@pytest.mark.parametrize(
    ("amount", "cur", "locale", "text"),
    [
        (123_450, USD, "en", "$1,234.50"),
        (-350, USD, "en", "-$3.50"),
        (0, USD, "en", "$0.00"),
        (123_450, EUR, "de", "1.234,50\u00a0€"),
        (1_250, JPY, "en", "¥1,250"),
        (1_250, KWD, "en", "KWD\u00a01.250"),
        (999_999_999_999_999_999, USD, "en", "$9,999,999,999,999,999.99"),
        (None, USD, "en", "–"),
    ],
)
def test_minor_units_become_an_amount(
    amount: int | None, cur: Currency, locale: str, text: str
) -> None:
    assert money(amount, cur, locale) == text


@pytest.mark.parametrize("wrong", [1.5, True, "12", 12.0])
def test_a_float_is_never_written_as_money(wrong: object) -> None:
    with pytest.raises(TypeError):
        money(wrong, USD)  # type: ignore[arg-type]


def test_a_price_shows_the_decimals_it_needs() -> None:
    assert price(12_500_000, USD) == "$12.50"
    assert price(12_500, USD) == "$0.0125"
    assert price(None, USD) == "–"


@pytest.mark.parametrize(
    ("micro", "unit", "locale", "text"),
    [
        (2_500_000, "kg", "en", "2.5\u00a0kg"),
        (36_000_000, "each", "en", "36\u00a0pcs"),
        (10, None, "en", "0.00001"),
        (1_234_500_000, "g", "de", "1.234,5\u00a0g"),
        (-250_000, "l", "en", "-0.25\u00a0l"),
        (None, "kg", "en", "–"),
    ],
)
def test_millionths_become_a_trimmed_quantity(
    micro: int | None, unit: str | None, locale: str, text: str
) -> None:
    assert quantity(micro, unit, locale) == text


def test_a_share_is_rounded_half_up_and_never_divided_by_nothing() -> None:
    assert percent(1, 3) == "33\u00a0%"
    assert percent(125, 1000) == "13\u00a0%"
    assert percent(-1, 8, decimals=1) == "-12.5\u00a0%"
    assert percent(1, 0) == "–"


def test_the_shared_patterns_of_babel_stay_as_they_were() -> None:
    assert money(5, KWD) == "KWD\u00a00.005"
    assert money(5, USD) == "$0.05"


def test_a_day_is_written_in_the_locales_order() -> None:
    assert day(date(2026, 11, 21)) == "Nov 21, 2026"
    assert day(date(2026, 11, 21), "de") == "21.11.2026"
    assert day(None) == "–"


def test_a_moment_shows_the_sites_wall_clock() -> None:
    moment = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert "22.11.26, 00:30" in instant(moment, "Europe/Berlin", "de")
    assert "21.11.26, 15:30" in instant(moment, "America/Los_Angeles", "de")
    with pytest.raises(ValueError, match="zone"):
        instant(datetime(2026, 11, 21), "UTC")


def test_days_left_are_words() -> None:
    assert [days_left(n) for n in (-3, -1, 0, 1, 4, None)] == [
        "3 days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in 4 days",
        "no date",
    ]
    assert [days_left_short(n) for n in (-3, 0, 4, 89, 91, 729, 800, -800, None)] == [
        "3 d over",
        "today",
        "4 d left",
        "89 d left",
        "3 mo left",
        "24 mo left",
        "2 y left",
        "2 y over",
        "no date",
    ]


def test_a_strange_string_is_cut_and_its_controls_shown() -> None:
    assert shorten("10L7\u001d17\u202e") == "10L7␣17␣"
    assert shorten("x" * 10_000_000, 8) == "xxxxxxx…"
    assert shorten("12345678", 8) == "12345678"


def test_an_amount_goes_into_a_box_as_a_person_would_type_it() -> None:
    assert money_input(123_450, EUR, "de") == "1234,50"
    assert money_input(-5, USD) == "-0.05"
