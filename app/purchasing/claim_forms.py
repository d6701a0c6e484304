"""Forms of claims and credits: what was typed, as exact values for the services. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from app.errors import BadInput
from app.purchasing.claim_rules import LINE_KINDS
from app.purchasing.forms import text_field
from app.purchasing.services.claim import CreditWish
from app.values.money import Currency
from app.web.fields import MoneyField, QuantityField

MAX_LINES = 100
SPARE_LINES = 1
KIND_WORDS = {
    "quantity": "Never came",
    "price": "Price",
    "short_dated": "Too short a life",
    "temperature": "Temperature",
    "condition": "Condition",
    "quality": "Quality",
    "recall": "Recall",
    "other": "Something else",
}


class ClaimLineForm(Form):  # type: ignore[misc]
    """One thing that is claimed. A line without lot and SKU is left out.

    `claim_form` adds the amount, which needs the shop's currency.
    """

    kind = SelectField(
        "Why",
        choices=[SelectChoice(kind, KIND_WORDS[kind]) for kind in LINE_KINDS],
        default="quality",
    )
    lot = text_field("Lot", longest=64, render_kw={"autocomplete": "off"})
    sku = text_field("SKU", longest=64, render_kw={"autocomplete": "off"})
    quantity = QuantityField("Quantity", validators=[Optional()])
    detail = text_field("What is wrong", longest=500)

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that names goods must say how many and how much money."""
        sound: bool = super().validate(extra_validators)
        if not self.named:
            return sound
        for field, words in ((self.quantity, "Say how many."), (self.amount, "Say how much.")):
            if field.errors or (field.data is not None and field.data > 0):
                continue
            field.errors = [words]
            sound = False
        return sound

    @property
    def named(self) -> bool:
        """Whether the line names goods."""
        return bool(self.lot.data or self.sku.data)


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """A claim: whom, for which site, why, what."""

    supplier = SelectField("Supplier", validators=[InputRequired("Choose a supplier.")])
    site = SelectField("Site", validators=[InputRequired("Choose a site.")])
    reason = text_field("Reason", InputRequired("Say what is wrong."), longest=500)

    def offer(self, suppliers: Sequence[Any], sites: Sequence[Any]) -> None:
        """Fill the choices."""
        named = [SelectChoice(each.code, f"{each.name} ({each.code})") for each in suppliers]
        self.supplier.choices = [SelectChoice("", "Choose a supplier"), *named]
        self.site.choices = [SelectChoice(each.code, f"{each.code}: {each.name}") for each in sites]

    def written(self) -> list[ClaimLineForm]:
        """The lines that name goods."""
        return [entry.form for entry in self.lines if entry.form.named]

    def one_more(self) -> None:
        """Another empty line, where there is room."""
        if len(self.lines) < MAX_LINES:
            self.lines.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """A claim names something."""
        sound: bool = super().validate(extra_validators)
        if sound and not self.written():
            self.form_errors.append("Name at least one lot, or what never came.")
            return False
        return sound


def claim_form(currency: Currency, data: dict[str, Any] | None = None) -> ClaimForm:
    """The form with amounts in a currency, filled in where the page was opened for something."""

    class Line(ClaimLineForm):
        amount = MoneyField("Amount", validators=[Optional()], currency=currency)

    class Filled(ClaimForm):
        lines = FieldList(FormField(Line), min_entries=SPARE_LINES, max_entries=MAX_LINES)

    return Filled(data=data)


class CreditForm(FlaskForm):  # type: ignore[misc]
    """A supplier's credit note."""

    reference = text_field("Their credit note", longest=64)
    final = BooleanField("Nothing more is expected: what is left is given up")

    def written(self) -> list[Any]:
        """The lines with an amount; blank is nothing."""
        return [entry.form for entry in self.lines if entry.form.amount.data]

    def wishes(self) -> list[CreditWish]:
        """What is credited, line by line."""
        return [CreditWish(f.line.data or 0, f.amount.data) for f in self.written()]

    def validate(self, extra_validators: Any = None) -> bool:
        """A credit note credits something."""
        sound: bool = super().validate(extra_validators)
        if sound and not self.written():
            self.form_errors.append("Write what was credited of a line.")
            return False
        return sound


def credit_form(currency: Currency) -> CreditForm:
    """The form with amounts in a currency."""

    class Line(Form):  # type: ignore[misc]
        line = IntegerField(widget=HiddenInput())
        amount = MoneyField("Credited", validators=[Optional()], currency=currency)

    class Filled(CreditForm):
        lines = FieldList(FormField(Line), max_entries=MAX_LINES * 5)

    return Filled()


class StepForm(FlaskForm):  # type: ignore[misc]
    """What the supplier said, or why we give up."""

    note = text_field("What was said", longest=500)

    def said(self, act: str) -> str:
        """The note; BadInput where it is too long, or missing though the act needs a reason."""
        if not self.validate():
            raise BadInput("At most 500 characters.", [("note", "is too long")])
        if act != "send" and not self.note.data:
            raise BadInput("Say what was said, or why.", [("note", "is needed")])
        return str(self.note.data or "")
