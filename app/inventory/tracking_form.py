"""The form of the wizard that gives goods lot numbers, location by location. No rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField
from wtforms.validators import InputRequired, Optional

from app.inventory.forms import text_field
from app.inventory.untracked import FirstLot
from app.web.fields import DayField, QuantityField

MOST_ROWS = 200


class FirstLotForm(Form):  # type: ignore[misc]
    """What lies at a location and is of one lot; a row without a quantity is left out."""

    location = text_field("Location", longest=64)
    quantity = QuantityField("Quantity", validators=[Optional()])
    supplier_lot = text_field("Lot code on the goods", longest=64)
    expires_on = DayField("Date on the goods", validators=[Optional()])
    made_on = DayField("Made on", validators=[Optional()])


class TrackingForm(FlaskForm):  # type: ignore[misc]
    """Why, and all that lies of a product."""

    reason = text_field("Reason", InputRequired("Say why: it stands in the history."), longest=500)
    rows = FieldList(FormField(FirstLotForm), max_entries=MOST_ROWS)

    def written(self) -> list[FirstLot]:
        """The rows that say how much."""
        return [
            FirstLot(
                form.location.data,
                form.quantity.data,
                form.supplier_lot.data,
                form.made_on.data,
                form.expires_on.data,
            )
            for entry in self.rows
            for form in (entry.form,)
            if form.quantity.data
        ]

    def propose(self, there: Mapping[str, int], code: str) -> None:
        """One row a location, with all that lies there."""
        for location, quantity in there.items():
            row: dict[str, Any] = {"location": location, "quantity": quantity}
            self.rows.append_entry(row | {"supplier_lot": code})
