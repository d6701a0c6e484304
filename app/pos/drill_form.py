"""Forms of recall drills: begin one, and what was found at which place. They hold no rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.web.fields import QuantityField

LONGEST_REASON = 200
LONGEST_NOTE = 500


def _strip(text: str | None) -> str:
    return (text or "").strip()


class BeginDrillForm(FlaskForm):  # type: ignore[misc]
    """Which lot is looked for, or any; and what the drill is for."""

    lot = StringField("Lot", validators=[Length(max=64)], filters=[_strip])
    reason = StringField(
        "What it is for",
        validators=[InputRequired("Say what it is for."), Length(max=LONGEST_REASON)],
        filters=[_strip],
    )


class FoundForm(Form):  # type: ignore[misc]
    """How much was found at one place."""

    location = HiddenField(validators=[Length(max=64)])
    quantity = QuantityField("Found", validators=[Optional()], zero=True)


class FinishDrillForm(FlaskForm):  # type: ignore[misc]
    """What was found at the places where the lot should be, and at one where it should not."""

    places = FieldList(FormField(FoundForm), max_entries=500)
    other = StringField("Found at another location", validators=[Length(max=64)], filters=[_strip])
    other_quantity = QuantityField("How much there", validators=[Optional()], zero=True)
    note = StringField("What was learned", validators=[Length(max=LONGEST_NOTE)], filters=[_strip])

    def offer(self, locations: Iterable[str]) -> None:
        """One empty row per place."""
        for location in locations:
            self.places.append_entry({"location": location})

    def validate(self, extra_validators: Any = None) -> bool:
        """Every place has its figure: nothing there is a nought, not a blank."""
        sound: bool = super().validate(extra_validators)
        for entry in self.places:
            field = entry.form.quantity
            if field.data is None and not field.errors:
                field.errors = ["Type 0 where nothing was found."]
                sound = False
        if self.other.data and self.other_quantity.data is None:
            self.other_quantity.errors = ["How much was found there?"]
            sound = False
        return sound

    def found(self) -> dict[str, int]:
        """Location -> what was found there, in millionths."""
        rows = {entry.form.location.data: entry.form.quantity.data for entry in self.places}
        if self.other.data:
            there = self.other.data.upper()
            rows[there] = rows.get(there, 0) + (self.other_quantity.data or 0)
        return rows
