"""Field types of the interface: exact decimal strings, clean text, codes, days and instants.

Amounts become whole minor units, unit prices and quantities millionths, right here at the edge.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema

from app.values.money import MAX_MONEY, to_minor
from app.values.quantity import MAX_QUANTITY, plain_decimal, to_micro
from app.values.text import clean_text

DECIMAL = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+:#-]{0,63}", re.ASCII)


class Body(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)


class Answer(BaseModel):
    """An answer's shape, for the description; it may carry more fields."""

    model_config = ConfigDict(extra="allow")


def _decimal(value: Any) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return plain_decimal(value)


def _money(value: Any, info: ValidationInfo) -> int:
    minor = to_minor(_decimal(value), (info.context or {})["currency"])
    if not 0 <= minor <= MAX_MONEY:
        raise ValueError("must be from 0 to 10000000000")
    return minor


def _signed_money(value: Any, info: ValidationInfo) -> int:
    minor = to_minor(_decimal(value), (info.context or {})["currency"])
    if abs(minor) > MAX_MONEY:
        raise ValueError("is out of range")
    return minor


def _unit_price(value: Any) -> int:
    micro = to_micro(_decimal(value))
    if not 0 <= micro <= 10**9 * 10**6:
        raise ValueError("must be from 0 to 1000000000")
    return micro


def _quantity(value: Any) -> int:
    micro = to_micro(_decimal(value))
    if not 0 < micro <= MAX_QUANTITY:
        raise ValueError("must be above 0 and at most 1000000000")
    return micro


def _counted(value: Any) -> int:
    micro = to_micro(_decimal(value))
    if not 0 <= micro <= MAX_QUANTITY:
        raise ValueError("must be from 0 to 1000000000")
    return micro


def _rate(value: Any) -> int:
    micro = to_micro(_decimal(value))
    if not 0 <= micro <= 10**6:
        raise ValueError("must be from 0 to 1, for example 0.20")
    return micro


def _temperature(value: Any) -> int:
    micro = to_micro(_decimal(value))
    if not -273 * 10**6 <= micro <= 1000 * 10**6:
        raise ValueError("must be a temperature in degrees Celsius")
    return micro


def _text(longest: int, shortest: int) -> Any:
    def check(value: Any) -> str:
        text = clean_text(value)
        if len(text) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if len(text) < shortest:
            raise ValueError("must not be empty")
        return text

    return BeforeValidator(check)


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError("must be a code of letters, digits and . _ / + : # - (at most 64)")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
    if not date(1900, 1, 1) <= day <= date(9000, 12, 31):
        raise ValueError("is out of range")
    return day


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("must be an RFC 3339 instant such as 2026-11-21T09:30:00Z")
    try:
        moment = datetime.fromisoformat(value.upper().replace(" ", "T"))
        if not 1970 <= moment.year <= 9000:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a moment of the calendar") from None


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _string_schema(**more: Any) -> Any:
    return WithJsonSchema({"type": "string", **more})


_DECIMAL_SCHEMA = _string_schema(pattern=DECIMAL, examples=["12.50"])
Money = Annotated[int, BeforeValidator(_money), _DECIMAL_SCHEMA]
SignedMoney = Annotated[int, BeforeValidator(_signed_money), _DECIMAL_SCHEMA]
UnitPrice = Annotated[int, BeforeValidator(_unit_price), _DECIMAL_SCHEMA]
Quantity = Annotated[int, BeforeValidator(_quantity), _DECIMAL_SCHEMA]
Counted = Annotated[int, BeforeValidator(_counted), _DECIMAL_SCHEMA]
Rate = Annotated[int, BeforeValidator(_rate), _DECIMAL_SCHEMA]
Temperature = Annotated[int, BeforeValidator(_temperature), _DECIMAL_SCHEMA]
Name = Annotated[str, _text(200, 1), _string_schema(minLength=1, maxLength=200)]
Note = Annotated[str, _text(2000, 0), _string_schema(maxLength=2000)]
Reason = Annotated[str, _text(500, 1), _string_schema(minLength=1, maxLength=500)]
Sku = Annotated[str, _text(64, 1), _string_schema(minLength=1, maxLength=64)]
LotCode = Annotated[str, _text(64, 1), _string_schema(minLength=1, maxLength=64)]
Code = Annotated[str, BeforeValidator(_code), _string_schema(pattern=f"^{_CODE.pattern}$")]
Day = Annotated[date, BeforeValidator(_day), _string_schema(format="date")]
Moment = Annotated[datetime, BeforeValidator(_moment), _string_schema(format="date-time")]
YesNo = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Decimals = Annotated[str, _string_schema(pattern=DECIMAL)]
"""An amount in an answer."""
