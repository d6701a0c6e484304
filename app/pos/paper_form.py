"""The form of a receipt entered from paper: what is printed on it, as exact values.

It holds no rule of the shop; what the service refuses is written beside its field.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.errors import ShopError
from app.sales.pricing import Tender
from app.sales.terminals.reenter import PaperLine, PaperSale
from app.values.money import Currency
from app.web.fields import DayField, MoneyField, PriceField, QuantityField

SPARE_LINES = 3
MAX_LINES = 100
MAX_RECEIPT = 10**9
_TIME = r"\A([01]?[0-9]|2[0-3])[:.]([0-5][0-9])\Z"
PAID = ("cash", "card", "voucher")


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _text(label: str, *checks: Any, longest: int, **more: Any) -> StringField:
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[_strip], **more)


class PaperLineForm(Form):  # type: ignore[misc]
    """A line of the receipt. One without a product is left out."""

    sku = _text("Product (SKU)", longest=64, render_kw={"autocomplete": "off"})
    quantity = QuantityField("Quantity", validators=[Optional()])
    price = PriceField("Price each", validators=[Optional()])
    lot = _text("Lot, as printed", longest=64, render_kw={"autocomplete": "off"})

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that names a product says how many and at what price."""
        sound: bool = super().validate(extra_validators)
        if not self.sku.data:
            return sound
        for field, words in ((self.quantity, "Say how many."), (self.price, "Say the price.")):
            if field.data is None and not field.errors:
                field.errors = [words]
                sound = False
        return sound


class PaperForm(FlaskForm):  # type: ignore[misc]
    """A receipt as it lies on the table; what was paid has a field for each tender."""

    receipt = IntegerField(
        "Receipt, the last six digits",
        validators=[InputRequired("Which one?"), NumberRange(1, MAX_RECEIPT, "A number.")],
        render_kw={"inputmode": "numeric"},
    )
    day = DayField("Day", validators=[InputRequired("When was it sold?")])
    time = _text(
        "Time",
        InputRequired("When was it sold?"),
        Regexp(_TIME, message="Hours and minutes, such as 14:05."),
        longest=5,
        render_kw={"inputmode": "numeric", "placeholder": "14:05"},
    )
    person = _text("Cashier on the receipt", InputRequired("Who sold it?"), longest=200)
    lines = FieldList(FormField(PaperLineForm), min_entries=SPARE_LINES, max_entries=MAX_LINES)

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one line."""
        sound: bool = super().validate(extra_validators)
        if not self.written():
            self.form_errors.append("Enter at least one line.")
            return False
        return sound

    def written(self) -> list[Any]:
        """The lines that name a product."""
        return [entry.form for entry in self.lines if entry.form.sku.data]

    def tenders(self) -> tuple[Tender, ...]:
        """What was given, by tender."""
        paid = ((name, self[name].data) for name in PAID)
        return tuple(Tender(name, amount, "") for name, amount in paid if amount)

    def paper(self, time_zone: str) -> PaperSale:
        """The receipt as typed; its time is the site's."""
        hours, minutes = re.fullmatch(_TIME, self.time.data).groups()  # type: ignore[union-attr]
        assert self.day.data is not None
        local = datetime.combine(self.day.data, time(int(hours), int(minutes)), ZoneInfo(time_zone))
        lines = tuple(
            PaperLine(each.sku.data, each.quantity.data, each.lot.data.upper(), each.price.data)
            for each in self.written()
        )
        sold_at = local.astimezone(UTC)
        return PaperSale(self.receipt.data, sold_at, self.person.data, lines, self.tenders())


@cache
def paper_form(currency: Currency) -> type[PaperForm]:
    """The form with amounts in the shop's currency."""

    class Paper(PaperForm):
        cash = MoneyField("Cash given", validators=[Optional()], currency=currency)
        card = MoneyField("Card", validators=[Optional()], currency=currency)
        voucher = MoneyField("Voucher", validators=[Optional()], currency=currency)

    return Paper


def show_refusal(form: PaperForm, error: ShopError) -> None:
    """Write what the shop refused beside the field it names, else at the top of the form."""
    placed = False
    for each in getattr(error, "errors", ()):
        field = _field_of(form, each["field"])
        if field is not None:
            field.errors = [*field.errors, each["message"]]
            placed = True
    if not placed:
        form.form_errors.append(error.message)


def _field_of(form: PaperForm, name: str) -> Any:
    """`receipt` or `lines.2.sku` as a field of the form; None where it has none."""
    parts = name.split(".")
    if len(parts) == 3 and parts[1].isdecimal() and int(parts[1]) < len(form.written()):
        return form.written()[int(parts[1])]._fields.get(parts[2])
    return form[name] if name in form and name != "lines" else None
