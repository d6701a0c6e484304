"""Forms of stock: reasons, moves, write-offs, recalls; what was typed as exact values.

They hold no rule of the shop; what a service refuses is written beside its field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.catalog.search_words import clean_line
from app.errors import ShopError
from app.inventory.recall_scope import RecallScope
from app.web.fields import DayField, PriceField, QuantityField, ScanField


def _clean(text: str | None) -> str:
    return clean_line(text or "")


def _text(label: str, *checks: Any, longest: int = 64, **more: Any) -> StringField:
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[_clean], **more)


def _reason() -> StringField:
    return _text("Reason", InputRequired("Say why: it stands in the history."), longest=500)


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why a lot is held or released."""

    reason = _reason()


class ExpiryForm(FlaskForm):  # type: ignore[misc]
    """A lot's other date, and why."""

    expires_on = DayField(
        "Date",
        validators=[Optional()],
        description="Such as 2026-11-21. A later one, or none, needs a second person.",
    )
    reason = _reason()


class WriteOffForm(FlaskForm):  # type: ignore[misc]
    """How much of a lot goes to waste, from where, and why."""

    quantity = QuantityField(
        "Quantity", validators=[Optional()], description="Empty: everything on hand."
    )
    location = SelectField("From")
    reason = _reason()

    def offer(self, codes: Iterable[str]) -> None:
        """Fill the choice of locations."""
        named = [SelectChoice(code, code) for code in codes]
        self.location.choices = [SelectChoice("", "Everywhere"), *named]


class LotPriceForm(FlaskForm):  # type: ignore[misc]
    """What a base unit of a lot costs, and why it differs from its product."""

    price = PriceField(
        "Price per unit", validators=[Optional()], description="Empty: what the product costs."
    )
    reason = _reason()


class MoveForm(FlaskForm):  # type: ignore[misc]
    """So much of a lot from one location to another."""

    lot = ScanField("Lot", validators=[InputRequired("Scan or type the lot number.")])
    quantity = QuantityField("Quantity", validators=[InputRequired("Say how much.")])
    source = SelectField("From", validators=[InputRequired("Say from where.")])
    target = SelectField("To", validators=[InputRequired("Say where to.")])

    def offer(self, codes: Iterable[str]) -> None:
        """Fill both choices of locations."""
        named = [SelectChoice("", "Choose"), *(SelectChoice(code, code) for code in codes)]
        self.source.choices = named
        self.target.choices = named


class RecallForm(FlaskForm):  # type: ignore[misc]
    """Which lots are called back, and why."""

    reason = _reason()
    lots = TextAreaField(
        "Lot numbers",
        validators=[Optional(), Length(max=20_000, message="That is too long.")],
        description="Ours, with blanks or on lines of their own. Or leave it empty and say below "
        "what the lots share.",
        render_kw={"rows": "2"},
    )
    sku = _text("SKU", Optional())
    supplier = _text("Supplier code", Optional())
    supplier_lot = _text("Supplier's lot code", Optional())
    made_from = DayField("Made from", validators=[Optional()])
    made_to = DayField("Made to", validators=[Optional()])

    def scope(self) -> RecallScope:
        """The scope as typed."""
        numbers = (self.lots.data or "").replace(",", " ").split()
        return RecallScope(
            tuple(dict.fromkeys(number.upper() for number in numbers)),
            self.sku.data or None,
            self.supplier.data or None,
            self.supplier_lot.data or None,
            self.made_from.data,
            self.made_to.data,
        )


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """Write what the shop refused beside the field it names, else at the top of the form."""
    names = {"to": "target", "from": "source"}
    placed = False
    for each in getattr(error, "errors", ()):
        last = each["field"].rpartition(".")[2]
        name = names.get(last, last)
        if name in form:
            form[name].errors = [*form[name].errors, each["message"]]
            placed = True
    if not placed:
        form.form_errors.append(error.message)
