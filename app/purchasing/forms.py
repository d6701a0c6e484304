"""Forms of suppliers and purchase orders: what was typed, as exact values for the services.

They hold no rule of the shop; what a service refuses is written beside its field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.catalog.search_words import clean_line
from app.errors import ShopError
from app.purchasing.suppliers import LONGEST_TERMS
from app.web.fields import DegreesField, PriceField, QuantityField

SPARE_LINES = 3
MAX_LINES = 200
MAX_DAYS = 36_500
_CODE = r"\A[A-Za-z0-9][A-Za-z0-9._/+:#-]{0,63}\Z"


def _clean(text: str | None) -> str:
    return clean_line(text or "")


def text_field(label: str, *checks: Any, longest: int, **more: Any) -> StringField:
    """A line of text, cleaned of what nobody types on purpose, at most so long."""
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[_clean], **more)


class SupplierChangesForm(FlaskForm):  # type: ignore[misc]
    """What may change of somebody who delivers."""

    name = text_field("Name", InputRequired("Write the supplier's name."), longest=200)
    email = text_field("E-mail", Optional(), longest=200)
    phone = text_field("Phone", Optional(), longest=60)
    terms = TextAreaField(
        "Terms",
        validators=[Length(max=LONGEST_TERMS, message=f"At most {LONGEST_TERMS} characters.")],
        filters=[_clean],
        render_kw={"rows": "4"},
        description="Payment and delivery. Printed on every new purchase order.",
    )


class SupplierForm(SupplierChangesForm):
    """Somebody who delivers."""

    code = text_field(
        "Code",
        InputRequired("Give the supplier a short code."),
        Regexp(_CODE, message="Letters, digits and . _ / + : # - only, without blanks."),
        longest=64,
        description="It never changes: lots carry it.",
    )


class OrderLineForm(Form):  # type: ignore[misc]
    """One product to order. A line without a SKU is left out."""

    sku = text_field("SKU", longest=64, render_kw={"list": "skus", "autocomplete": "off"})
    quantity = QuantityField("Quantity", validators=[Optional()])
    unit = text_field("Unit", longest=64, render_kw={"placeholder": "base unit"})
    unit_cost = PriceField("Cost per unit", validators=[Optional()])
    min_days_left = IntegerField(
        "Least days left",
        validators=[Optional(), NumberRange(0, MAX_DAYS, f"0 to {MAX_DAYS} days.")],
        render_kw={"inputmode": "numeric"},
    )
    min_temperature_c = DegreesField("At least °C", validators=[Optional()])
    max_temperature_c = DegreesField("At most °C", validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that names a product must say how many and at what cost."""
        sound: bool = super().validate(extra_validators)
        if not self.sku.data:
            return sound
        for field, words in ((self.quantity, "Say how many."), (self.unit_cost, "Say the cost.")):
            if field.data is None and not field.errors:
                field.errors = [words]
                sound = False
        return sound


class OrderForm(FlaskForm):  # type: ignore[misc]
    """A purchase order: supplier, site, lines."""

    supplier = SelectField("Supplier", validators=[InputRequired("Choose a supplier.")])
    site = SelectField("Deliver to", validators=[InputRequired("Choose a site.")])
    lines = FieldList(FormField(OrderLineForm), min_entries=SPARE_LINES, max_entries=MAX_LINES)

    def offer(self, suppliers: Sequence[Any], sites: Sequence[Any]) -> None:
        """Fill the choices."""
        named = [SelectChoice(each.code, f"{each.name} ({each.code})") for each in suppliers]
        self.supplier.choices = [SelectChoice("", "Choose a supplier"), *named]
        self.site.choices = [SelectChoice(each.code, f"{each.code}: {each.name}") for each in sites]

    def written(self) -> list[OrderLineForm]:
        """The lines that name a product."""
        return [entry.form for entry in self.lines if entry.form.sku.data]


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """Write what the shop refused beside the field it names, else at the top of the form."""
    placed = False
    for each in getattr(error, "errors", ()):
        field = _field_of(form, each["field"])
        if field is not None:
            field.errors = [*field.errors, each["message"]]
            placed = True
    if not placed:
        form.form_errors.append(error.message)


def _field_of(form: FlaskForm, name: str) -> Any:
    """`supplier` or `lines.2.sku` as a field of the form; None where it has none."""
    parts = name.split(".")
    if name == "lines":
        return None
    if parts[0] != "lines" or len(parts) != 3 or not parts[1].isdigit():
        return form._fields.get(name)
    lines = form.written() if hasattr(form, "written") else []
    index = int(parts[1])
    return lines[index][parts[2]] if index < len(lines) and parts[2] in lines[index] else None
