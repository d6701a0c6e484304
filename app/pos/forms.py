"""Forms on the page of a sale: goods back, sale undone, and the filter of the list.

They clean what was typed; what may come back is decided by the sales services.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.errors import ShopError
from app.web.fields import DayField, QuantityField

LONGEST_REASON = 200
DISPOSITION_WORDS = (
    SelectChoice("restock", "Back on the shelf, same lot"),
    SelectChoice("quarantine", "Set aside to be checked"),
    SelectChoice("waste", "Throw away"),
)
TENDER_CHOICES = (
    SelectChoice("cash", "Cash"),
    SelectChoice("card", "Card"),
    SelectChoice("voucher", "Voucher"),
)
_REASON = Length(max=LONGEST_REASON, message=f"At most {LONGEST_REASON} characters.")


class ReturnedLotForm(Form):  # type: ignore[misc]
    """How much of one line's lot comes back."""

    line = HiddenField()
    lot = HiddenField()
    quantity = QuantityField("Coming back", validators=[Optional()], zero=True)
    disposition = SelectField("Where it goes", choices=DISPOSITION_WORDS)


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """Goods brought back, by lot, and how the money goes back."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    lines = FieldList(FormField(ReturnedLotForm))
    reason = StringField("Why it came back", validators=[InputRequired("Say why."), _REASON])
    tender = SelectField("Money back as", choices=TENDER_CHOICES)

    def offer(self, left: Iterable[tuple[int, str]]) -> None:
        """One empty row for every line and lot that can still come back."""
        for line, lot in left:
            self.lines.append_entry({"line": str(line), "lot": lot})

    def wishes(self) -> list[Any]:
        """The rows that were filled in."""
        return [row.form for row in self.lines if row.form.quantity.data]


class VoidForm(FlaskForm):  # type: ignore[misc]
    """A whole sale undone."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    reason = StringField("Why it is undone", validators=[InputRequired("Say why."), _REASON])


class SettleForm(FlaskForm):  # type: ignore[misc]
    """A sentence about what became of something that was set aside."""

    sentence = StringField("What you found", validators=[InputRequired("Say it."), _REASON])


class SalesFilterForm(FlaskForm):  # type: ignore[misc]
    """Which sales to list; sent by GET."""

    class Meta:
        """No token: nothing is changed."""

        csrf = False

    number = StringField("Receipt number", validators=[Optional(), Length(max=60)])
    from_on = DayField("From day", validators=[Optional()])
    to_on = DayField("To day", validators=[Optional()])


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """What the shop refused, at the top of the form, in its own sentence."""
    form.form_errors.append(error.message)
