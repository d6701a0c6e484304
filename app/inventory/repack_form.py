"""The form of lots made from lots: what is taken, what is lost of it, what is made, and why.

It holds no rule; what the service refuses is written beside the field it names.
"""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.errors import ShopError
from app.inventory.lineage_rules import KINDS
from app.web.fields import DayField, QuantityField

MAX_LINES = 50
KIND_WORDS = {"split": "Split", "merge": "Merge", "repack": "Repack", "kit": "Kit"}


def _strip(text: str | None) -> str:
    return (text or "").strip()


def _text(label: str, *checks: Any, longest: int) -> StringField:
    limit = Length(max=longest, message=f"At most {longest} characters.")
    extra = {"autocomplete": "off"}
    return StringField(label, validators=[*checks, limit], filters=[_strip], render_kw=extra)


class TakenForm(Form):  # type: ignore[misc]
    """So much of a lot; a line without a lot is left out."""

    lot = _text("Lot: scan it", longest=200)
    quantity = QuantityField("Quantity", validators=[Optional()])
    lost = QuantityField("Of it lost", validators=[Optional()], zero=True)

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that names a lot says how much."""
        return super().validate(extra_validators) and _with_quantity(self, self.lot)


class MadeForm(Form):  # type: ignore[misc]
    """A lot to be made; a line without a quantity is left out."""

    sku = _text("Product: scan or SKU", longest=200)
    quantity = QuantityField("Quantity", validators=[Optional()])
    expires_on = DayField("Nearer date", validators=[Optional()])
    share = QuantityField("Share of the cost", validators=[Optional()], zero=True)

    def validate(self, extra_validators: Any = None) -> bool:
        """A line that names a product says how much."""
        return super().validate(extra_validators) and _with_quantity(self, self.sku)


def _with_quantity(form: Any, named: Any) -> bool:
    if named.data and form.quantity.data is None:
        form.quantity.errors = [*form.quantity.errors, "Say how much."]
        return False
    return True


class RepackForm(FlaskForm):  # type: ignore[misc]
    """Lots made from lots at one site."""

    kind = RadioField(
        "What is done", choices=[SelectChoice(k, KIND_WORDS[k]) for k in KINDS], default="split"
    )
    site = SelectField("Site", choices=[])
    reason = _text("Why", InputRequired("Say why."), longest=500)
    inputs = FieldList(FormField(TakenForm), min_entries=2, max_entries=MAX_LINES)
    outputs = FieldList(FormField(MadeForm), min_entries=2, max_entries=MAX_LINES)

    def more(self, wanted: str) -> None:
        """Another empty line, as long as one fits."""
        lines = self.inputs if wanted == "inputs" else self.outputs
        if len(lines) < MAX_LINES:
            lines.append_entry()

    def taken(self) -> list[tuple[int, Any]]:
        """The lines that name a lot, with their places in the form."""
        return [(at, row.form) for at, row in enumerate(self.inputs) if row.form.lot.data]

    def made(self) -> list[tuple[int, Any]]:
        """The lines that say how much, with their places in the form."""
        return [(at, row.form) for at, row in enumerate(self.outputs) if row.form.quantity.data]

    def validate(self, extra_validators: Any = None) -> bool:
        """Something is taken and something is made."""
        sound: bool = super().validate(extra_validators)
        if not self.taken():
            self.form_errors.append("Say what is taken.")
        elif not self.made():
            self.form_errors.append("Say what is made of it.")
        return sound and not self.form_errors

    def show(self, error: ShopError) -> None:
        """Write what the shop refused beside the line it names, else at the top."""
        for each in getattr(error, "errors", ()):
            field = self._field_of(each["field"])
            if field is not None:
                field.errors = [*field.errors, each["message"]]
                return
        self.form_errors.append(error.message)

    def _field_of(self, path: str) -> Any:
        word, _, rest = path.partition(".")
        at, _, name = rest.partition(".")
        lines = {"inputs": self.taken, "loss": self.taken, "outputs": self.made}.get(word)
        if lines is None or not at.isdigit():
            return None
        rows = lines()
        if word == "loss":
            rows = [row for row in rows if row[1].lost.data]
        if int(at) >= len(rows):
            return None
        form = rows[int(at)][1]
        return form["lost" if word == "loss" else name] if word == "loss" or name in form else None
