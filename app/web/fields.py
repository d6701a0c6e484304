"""Form fields for money, quantities, days and scans: text in, exact values out.

On screens both `,` and `.` are decimal marks (no exponent, NaN, infinity or other digits).
A blank required field gives one message: put `InputRequired` first, it stops the chain. Never a
float, never a guess: what is not plain raises a sentence the person can act on.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.values.money import MAX_MONEY, Currency, to_minor
from app.values.quantity import MAX_QUANTITY, to_micro

MAX_SCAN = 2048
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 12, 31)
"""As the interface has it: every moment of these days, in any zone, is one that is kept."""
COLDEST, HOTTEST = -273, 1000
_SPACES = str.maketrans("", "", " \u00a0\u202f'’")
_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?|[+-]?\.[0-9]{1,6}", re.ASCII)
_DAY_ORDERS = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII), 0),
    (re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", re.ASCII), 0),
    (re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII), 0),
    (re.compile(r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII), 2000),
)


def read_decimal(text: str) -> Decimal:
    """A number as people type it: "12,5", "12.50", "1.234,50", "1 234.50".

    The last of `,` and `.` is the decimal mark when both occur; a mark used twice groups
    thousands. One mark alone is always the decimal mark. ValueError with a sentence.
    """
    bare = text.strip().translate(_SPACES).replace("\u2212", "-")
    if len(bare) > 24:
        raise ValueError("Too many digits.")
    if "," in bare and "." in bare:
        group = "," if bare.rfind(",") < bare.rfind(".") else "."
        bare = _ungroup(bare, group)
    elif bare.count(",") + bare.count(".") > 1:
        bare = _ungroup(bare, "," if "," in bare else ".")
    plain = bare.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise ValueError("Write a number such as 12.50.")
    return Decimal(plain)


def _ungroup(text: str, mark: str) -> str:
    """Thousands marks taken out, where they stand every three digits; ValueError otherwise."""
    whole = re.split(r"[.,]", text) if text.count(mark) == len(re.findall(r"[.,]", text)) else None
    other = "." if mark == "," else ","
    head = text if whole else text[: text.rfind(other)]
    if not re.fullmatch(rf"[+-]?[0-9]{{1,3}}({re.escape(mark)}[0-9]{{3}})+", head, re.ASCII):
        raise ValueError("Write a number such as 12.50.")
    return text.replace(mark, "")


def read_day(text: str) -> date:
    """A day as typed or scanned: 2026-11-21, 21.11.2026, 20261121 or 261121. ValueError else."""
    bare = text.strip()
    for shape, century in _DAY_ORDERS:
        found = shape.fullmatch(bare)
        if found:
            part = {name: int(digits) for name, digits in found.groupdict().items()}
            return _calendar_day(part["y"] + century, part["m"], part["d"])
    raise ValueError("Write a day such as 2026-11-21.")


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError("There is no such day.") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError("There is no such day.")
    return found


def _typed_on(keyboard: str, kwargs: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """A field's arguments with the keyboard a phone should show; the caller's own win."""
    given = kwargs.get("render_kw") or {}
    attributes = {"inputmode": keyboard, "autocomplete": "off", **extra, **given}
    return {**kwargs, "render_kw": attributes}


class _ExactField(Field):  # type: ignore[misc]
    """A text box whose text becomes an exact value; what was typed is shown again."""

    widget = TextInput()
    look = "number"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first value; blank is None, so that `InputRequired` or `Optional` decide."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = self.read(valuelist[0])
        elif valuelist:
            self.raw_data = [""]  # blanks alone must not pass `InputRequired`

    def pre_validate(self, form: Any) -> None:
        """A value that could not be read has its message already: no second one."""
        if self.process_errors:
            raise StopValidation

    def read(self, text: str) -> Any:
        """The exact value of a text; ValueError with a sentence."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The text a person would have typed for the value."""
        return str(value)


class MoneyField(_ExactField):
    """Text to whole minor units of `currency`; refuses finer amounts and negative ones."""

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        *,
        currency: Currency,
        negative: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **_typed_on("decimal", kwargs))
        self.currency = currency
        self.negative = negative

    def read(self, text: str) -> int:
        """Whole minor units: "12,50" -> 1250."""
        amount = read_decimal(text)
        if amount < 0 and not self.negative:
            raise ValueError(self.gettext("Must not be negative."))
        try:
            minor = to_minor(amount, self.currency)
        except ValueError:
            places = self.currency.decimals
            raise ValueError(
                self.gettext("At most %(n)d decimals for %(code)s.")
                % {"n": places, "code": self.currency.code}
            ) from None
        if abs(minor) > MAX_MONEY:
            raise ValueError(self.gettext("That is more than this shop can count."))
        return minor

    def write(self, value: int) -> str:
        """Minor units as typed: 1250 -> "12.50"."""
        return f"{Decimal(value).scaleb(-self.currency.decimals):f}"


class PriceField(_ExactField):
    """Text to a unit price in whole millionths of the currency unit; never negative."""

    most = MAX_QUANTITY
    may_be_zero = True

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **_typed_on("decimal", kwargs))

    def read(self, text: str) -> int:
        """Whole millionths: "0,0125" -> 12500."""
        micro = to_micro(read_decimal(text))
        if micro < 0 or (micro == 0 and not self.may_be_zero):
            raise ValueError(
                self.gettext(
                    "Must not be negative." if self.may_be_zero else "Must be more than zero."
                )
            )
        if micro > self.most:
            raise ValueError(self.gettext("That is more than this shop can count."))
        return micro

    def write(self, value: int) -> str:
        """Millionths as typed: 2500000 -> "2.5"."""
        text = f"{Decimal(value).scaleb(-6):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class QuantityField(PriceField):
    """Text to whole millionths of the base unit; `whole=True` for things that are counted."""

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        *,
        whole: bool = False,
        zero: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.whole = whole
        self.may_be_zero = zero

    def read(self, text: str) -> int:
        """Whole millionths: "0,250" -> 250000."""
        micro = super().read(text)
        if self.whole and micro % 1_000_000:
            raise ValueError(self.gettext("Whole pieces only."))
        return micro


class DegreesField(PriceField):
    """Text to a temperature in whole millionths of a degree Celsius."""

    def read(self, text: str) -> int:
        """Whole millionths: "-18" -> -18000000."""
        micro = to_micro(read_decimal(text))
        if not COLDEST * 10**6 <= micro <= HOTTEST * 10**6:
            raise ValueError(self.gettext("Write degrees Celsius such as 4.5 or -18."))
        return micro


class DayField(_ExactField):
    """Text to a calendar day; takes typed and scanned forms, no calendar needed."""

    look = ""
    example = "2026-11-21"

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs = _typed_on("numeric", kwargs, placeholder=self.example)
        super().__init__(label, validators, **kwargs)

    def read(self, text: str) -> date:
        """A date: "21.11.2026" -> 2026-11-21."""
        return read_day(text)

    def write(self, value: date) -> str:
        """ISO order, which every reader understands."""
        return value.isoformat()


class ScanField(StringField):  # type: ignore[misc]
    """The raw string of a scanner: group separators stay, nothing else is trimmed but line ends."""

    look = "code"

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        extra = {"autocapitalize": "off", "spellcheck": "false", "data-scanbox": True}
        super().__init__(label, validators, **_typed_on("text", kwargs, **extra))

    def process_formdata(self, valuelist: list[str]) -> None:
        """The string as it came, without the scanner's end key; too long is refused."""
        self.data = valuelist[0].strip("\r\n\t ") if valuelist else None
        if self.data and len(self.data) > MAX_SCAN:
            self.data = None
            raise ValueError(self.gettext("That is too long for a code."))
