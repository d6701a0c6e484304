"""Forms of stock: reasons, moves, write-offs, recalls; what was typed as exact values.

They hold no rule of the shop; what a service refuses is written beside its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.catalog.search_words import clean_line
from app.errors import ShopError
from app.inventory.recall_scope import RecallScope
from app.inventory.services.arrange import MOST_LOTS
from app.web.fields import DayField, PriceField, QuantityField, ScanField

KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "stock": "Stock: the till sells from it",
        "dock": "Dock: goods arrive, the till sells from it",
        "quarantine": "Quarantine: held goods",
        "returns": "Returns: brought back, not sold",
    }
)
MOST_CODES, LONGEST_CODE = 1_000, 64
_A_CODE = Regexp(
    "^[A-Za-z0-9][A-Za-z0-9._/+:#-]*$", message="Letters, digits and . _ / + : # - only."
)


def _clean(text: str | None) -> str:
    return clean_line(text or "")


def text_field(label: str, *checks: Any, longest: int = 64, **more: Any) -> StringField:
    """A line of text, cleaned, at most so long."""
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[_clean], **more)


def _reason() -> StringField:
    return text_field("Reason", InputRequired("Say why: it stands in the history."), longest=500)


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why a lot is held or released."""

    reason = _reason()


class HoldForm(ReasonForm):
    """Why a lot is held, and whether what was made from it stays on sale."""

    alone = BooleanField("Hold this lot alone: what was made from it stays on sale")


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


class ZoneForm(FlaskForm):  # type: ignore[misc]
    """A new zone of a site."""

    site = SelectField("Site")
    code = text_field("Code", InputRequired("Give it a code."), _A_CODE, longest=40)
    name = text_field("Name", InputRequired("Give it a name."), longest=200)


class RoomForm(FlaskForm):  # type: ignore[misc]
    """Which zone a location is in, and how much fits."""

    zone = SelectField("Zone")
    most_lots = IntegerField(
        "Room for lots",
        validators=[Optional(), NumberRange(1, MOST_LOTS, f"From 1 to {MOST_LOTS}.")],
        description="Empty: any number.",
        render_kw={"inputmode": "numeric"},
    )
    most_quantity = QuantityField(
        "Room for units",
        validators=[Optional()],
        description="Of everything together. Empty: nobody said.",
    )

    def offer(self, zones: Iterable[Any]) -> None:
        """Fill the choice of zones."""
        named = [SelectChoice(zone.code, f"{zone.code} · {zone.name}") for zone in zones]
        self.zone.choices = [SelectChoice("", "None"), *named]


class PlaceForm(RoomForm):
    """A new location of a site."""

    code = text_field(
        "Code",
        InputRequired("Give it a code."),
        _A_CODE,
        description="As it is to stand on its label, such as MAIN/A-01-2.",
    )
    kind = SelectField(
        "Kind", choices=[SelectChoice(kind, word) for kind, word in KIND_WORDS.items()]
    )


class PutawayRuleForm(FlaskForm):  # type: ignore[misc]
    """Which goods go where."""

    sku = text_field("SKU", Optional(), description="Empty: every product.")
    category = text_field("Category", Optional(), description="Instead of a SKU.", longest=200)
    status = SelectField(
        "Status",
        choices=[
            SelectChoice("", "Any"),
            SelectChoice("released", "Released"),
            SelectChoice("quarantined", "On hold"),
            SelectChoice("recalled", "Recalled"),
        ],
    )
    target = SelectField("Goes to", validators=[InputRequired("Say where to.")])
    rank = IntegerField(
        "Rank",
        validators=[InputRequired("Give it a rank."), NumberRange(1, 999, "From 1 to 999.")],
        default=100,
        description="The lowest that fits decides.",
        render_kw={"inputmode": "numeric"},
    )


class FloorLevelForm(FlaskForm):  # type: ignore[misc]
    """How much of a product a selling place should hold."""

    place = SelectField("Location", validators=[InputRequired("Say where.")])
    sku = text_field("SKU", InputRequired("Say which product."))
    least = QuantityField(
        "Least", validators=[InputRequired("Say how much.")], description="With less it is filled."
    )
    most = QuantityField("Fill to", validators=[InputRequired("Say how much.")])


def codes_of(text: str | None) -> tuple[str, ...]:
    """Codes as pasted, on lines of their own or with commas between; a code may hold blanks."""
    pieces = (clean_line(piece) for piece in re.split(r"[,;\r\n]", text or ""))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _fit(_form: FlaskForm, field: TextAreaField) -> None:
    codes = codes_of(field.data)
    if len(codes) > MOST_CODES or any(len(code) > LONGEST_CODE for code in codes):
        raise ValidationError(f"At most {MOST_CODES} codes of {LONGEST_CODE} characters.")


def _codes(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        validators=[Optional(), _fit],
        description="One or several, on lines of their own or with commas.",
        render_kw={"rows": "2"},
    )


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
    sku = _codes("SKUs")
    supplier = text_field("Supplier code", Optional())
    supplier_lot = _codes("Supplier's lot codes")
    made_from = DayField("Made from", validators=[Optional()])
    made_to = DayField("Made to", validators=[Optional()])

    def scope(self) -> RecallScope:
        """The scope as typed."""
        numbers = (self.lots.data or "").replace(",", " ").split()
        return RecallScope(
            tuple(dict.fromkeys(number.upper() for number in numbers)),
            codes_of(self.sku.data),
            self.supplier.data or None,
            codes_of(self.supplier_lot.data),
            self.made_from.data,
            self.made_to.data,
        )


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """Write what the shop refused beside the field it names, else at the top of the form."""
    names = {"to": "target", "from": "source", "location": "target"}
    placed = False
    for each in getattr(error, "errors", ()):
        last = each["field"].rpartition(".")[2]
        name = last if last in form else names.get(last, last)
        if name in form:
            form[name].errors = [*form[name].errors, each["message"]]
            placed = True
    if not placed:
        form.form_errors.append(error.message)
