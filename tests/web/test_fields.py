"""What people type becomes exact values or one clear sentence."""

from datetime import date
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, Optional

from app.values.money import currency
from app.web.fields import (
    MAX_SCAN,
    DayField,
    MoneyField,
    PriceField,
    QuantityField,
    ScanField,
    read_day,
    read_decimal,
)

USD, JPY = currency("USD"), currency("JPY")
HOSTILE = (
    "NaN",
    "Infinity",
    "1e308",
    "1E+1000000",
    "9223372036854775808",
    "0x10",
    "١٢",
    "1_000",
    "--1",
    "1,2,3",
    "1.2.3",
    "12,34.5.6",
    ".",
    "-",
    "1/2",
    "9" * 100_000,
    "1\x00",
    "\u202e12",
)


class Delivery(Form):  # type: ignore[misc]
    """One field of every kind."""

    cost = MoneyField("Cost", [InputRequired("Say what it cost.")], currency=USD)
    yen = MoneyField("Yen", [Optional()], currency=JPY, negative=True)
    price = PriceField("Price", [Optional()])
    weight = QuantityField("Weight", [Optional()])
    pieces = QuantityField("Pieces", [Optional()], whole=True, zero=True)
    expires_on = DayField("Expires", [Optional()])
    code = ScanField("Code", [Optional()])


def _sent(**values: str) -> Delivery:
    form = Delivery(MultiDict({"cost": "1", **values}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234.5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        (".5", "0.5"),
        ("\u22123", "-3"),
        ("+7", "7"),
        (" 5. ", "5"),
    ],
)
def test_both_decimal_marks_are_understood(text: str, value: str) -> None:
    assert read_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_what_is_no_plain_number_is_refused_with_one_sentence(text: str) -> None:
    form = _sent(cost=text, weight=text)
    for field in (form.cost, form.weight):
        assert field.data is None
        assert len(field.errors) == 1


def test_money_becomes_minor_units() -> None:
    assert _sent(cost="12,5").cost.data == 1250
    assert _sent(cost="0").cost.data == 0
    assert _sent(yen="-300").yen.data == -300


def test_money_finer_than_the_currency_is_refused() -> None:
    assert _sent(cost="1.005").cost.errors == ["At most 2 decimals for USD."]
    assert _sent(yen="1.5").yen.errors == ["At most 0 decimals for JPY."]
    assert _sent(cost="12.500").cost.data == 1250


def test_negative_money_needs_permission() -> None:
    assert _sent(cost="-1").cost.errors == ["Must not be negative."]


def test_money_beyond_counting_is_refused() -> None:
    assert _sent(cost="999999999999").cost.errors == ["That is more than this shop can count."]


def test_a_blank_required_field_says_so_once() -> None:
    for blank in ("", "  "):
        assert _sent(cost=blank).cost.errors == ["Say what it cost."]
    assert _sent(weight="").weight.errors == []


def test_quantities_become_millionths() -> None:
    assert _sent(weight="0,00001").weight.data == 10
    assert _sent(weight="12.48").weight.data == 12_480_000
    assert _sent(weight="0").weight.errors == ["Must be more than zero."]
    assert _sent(pieces="0").pieces.data == 0
    assert _sent(pieces="1.5").pieces.errors == ["Whole pieces only."]
    assert _sent(price="0.0125").price.data == 12_500


def test_too_many_decimals_of_a_quantity_are_one_sentence() -> None:
    assert len(_sent(weight="0.0000001").weight.errors) == 1


@pytest.mark.parametrize("text", ["2026-11-21", "21.11.2026", "20261121", "261121", " 2026-11-21 "])
def test_a_day_is_read_as_typed_or_scanned(text: str) -> None:
    assert read_day(text) == date(2026, 11, 21)
    assert _sent(expires_on=text).expires_on.data == date(2026, 11, 21)


def test_a_day_that_does_not_exist_is_refused() -> None:
    assert _sent(expires_on="2026-02-30").expires_on.errors == ["There is no such day."]
    assert _sent(expires_on="soon").expires_on.errors == ["Write a day such as 2026-11-21."]
    assert _sent(expires_on="٢٠٢٦-١١-٢١").expires_on.data is None


def test_a_scan_keeps_its_group_separators() -> None:
    assert _sent(code="]C110L7\u001d17261231\r\n").code.data == "]C110L7\u001d17261231"


def test_a_scan_longer_than_any_code_is_refused() -> None:
    form = _sent(code="1" * (MAX_SCAN + 1))
    assert form.code.data is None
    assert form.code.errors == ["That is too long for a code."]


def test_what_was_typed_is_shown_again() -> None:
    form = _sent(cost="12,5x")
    assert 'value="12,5x"' in form.cost()
    assert 'inputmode="decimal"' in form.cost()


def test_a_value_is_shown_as_a_person_would_type_it() -> None:
    form = Delivery(cost=1250, weight=2_500_000, pieces=3_000_000, expires_on=date(2026, 11, 21))
    shown = [form[name]._value() for name in ("cost", "weight", "pieces", "expires_on", "price")]
    assert shown == ["12.50", "2.5", "3", "2026-11-21", ""]
