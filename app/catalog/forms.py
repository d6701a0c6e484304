"""Forms of the catalogue's screens: what was typed, as exact values, ready for the services.

They hold no rule of the shop and touch no database; refusals are written beside their field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from app import clock
from app.catalog.drafts import MAX_DAYS, MAX_PACKS, PackDraft, ProductDraft
from app.catalog.labels import (
    EXPIRED_SALE_WORDS,
    EXPIRY_WORDS,
    POLICY_WORDS,
    RISK_WORDS,
    TRACKING_WORDS,
    UNIT_WORDS,
)
from app.catalog.search_words import clean_line
from app.errors import BadInput, ShopError
from app.gs1.gtin import normalise_gtin
from app.gs1.parse import read
from app.web.fields import PriceField, QuantityField

SPARE_PACKS = 2
_CODE = r"\A[A-Za-z0-9][A-Za-z0-9._/+:#-]{0,63}\Z"


def _line(text: str | None) -> str:
    return clean_line(text or "")


def _text(label: str, *checks: Any, longest: int, **more: Any) -> StringField:
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[_line], **more)


def _days(label: str, hint: str) -> IntegerField:
    span = NumberRange(0, MAX_DAYS, f"A whole number from 0 to {MAX_DAYS}.")
    keyboard = {"inputmode": "numeric", "autocomplete": "off"}
    return IntegerField(label, [Optional(), span], description=hint, render_kw=keyboard)


def _choice(label: str, words: Mapping[str, str], hint: str = "") -> SelectField:
    choices = [SelectChoice(word, text) for word, text in words.items()]
    return SelectField(label, [InputRequired()], choices=choices, description=hint)


class PercentField(PriceField):
    """Text in percent to a rate in millionths: "7,7" -> 77000."""

    most = 100 * 10**6

    def read(self, text: str) -> int:
        """Millionths of one; at most 100 percent and four decimals."""
        try:
            micro = super().read(text)
        except ValueError:
            raise ValueError(self.gettext("Write a percentage from 0 to 100.")) from None
        if micro % 100:
            raise ValueError(self.gettext("At most 4 decimals."))
        return micro // 100

    def write(self, value: int) -> str:
        """Millionths as typed: 77000 -> "7.7"."""
        return super().write(value * 100)


class PackForm(Form):  # type: ignore[misc]
    """One pack; a blank row is no pack."""

    unit = _text("Pack", longest=40)
    factor = QuantityField("Holds", [Optional()])
    gtin = _text("Barcode of the pack", longest=512)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in this row."""
        return not (
            self.unit.data or (self.factor.raw_data and any(self.factor.raw_data)) or self.gtin.data
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that was begun needs its name and what it holds."""
        sound = super().validate(extra_validators)
        if self.is_blank:
            return bool(sound)
        missing = [field for field in (self.unit, self.factor) if not field.data]
        for field in missing:
            if not field.errors:
                field.errors = [*field.errors, "This is needed."]
        return bool(sound) and not missing


class ProductForm(FlaskForm):  # type: ignore[misc]
    """A product's changeable fields."""

    name = _text("Name", DataRequired("Type a name."), longest=200)
    category = _text("Category", longest=200, render_kw={"list": "categories"})
    price = PriceField("Price", [InputRequired("Type a price.")])
    tax_category = SelectField("Tax", [InputRequired()])
    lot_policy = _choice("Which lot is sold first", POLICY_WORDS)
    expiry_kind = _choice("Date on the goods", EXPIRY_WORDS)
    shelf_life_days = _days("Shelf life in days", "From production, where known.")
    min_days_at_receipt = _days("Least days left at the dock", "Fewer are flagged on delivery.")
    min_days_at_sale = _days("Least days left at the till", "Fewer are not sold.")
    risk = _choice("Risk", RISK_WORDS, "How long a till without connection goes on selling it.")
    expired_sale = _choice(
        "Sold past its date", EXPIRED_SALE_WORDS, "Held and recalled lots are never sold."
    )
    gtins = TextAreaField(
        "Barcodes (GTIN)",
        [Length(max=20_000)],
        description="One per line; scan or type 8, 12, 13 or 14 digits.",
        render_kw={"rows": 3, "spellcheck": "false", "inputmode": "text"},
    )
    packs = FieldList(FormField(PackForm), max_entries=MAX_PACKS)
    active = BooleanField("Offered for sale", default=True)

    def offer(self, tax_codes: Sequence[str]) -> None:
        """Say which tax categories there are."""
        self.tax_category.choices = [SelectChoice(code, code) for code in tax_codes]

    def offer_blank_packs(self) -> None:
        """A few empty rows for more packs."""
        blank = sum(entry.form.is_blank for entry in self.packs)
        for _row in range(blank, SPARE_PACKS):
            if len(self.packs) < MAX_PACKS:
                self.packs.append_entry()

    def fields_of_draft(self) -> dict[str, Any]:
        """What was typed, by the names of ProductDraft."""
        plain = {name: getattr(self, name).data for name in _PLAIN}
        return plain | {"gtins": tuple(_codes(self.gtins.data)), "packs": tuple(self._packs())}

    def _packs(self) -> Iterator[PackDraft]:
        for entry in self.packs:
            row = entry.form
            if not row.is_blank:
                yield PackDraft(row.unit.data, row.factor.data, _number(row.gtin.data) or None)


class NewProductForm(ProductForm):
    """A new product: also what can never change once there is stock."""

    sku = _text("SKU", DataRequired("Type a SKU."), longest=64)
    base_unit = _choice("Counted in", UNIT_WORDS, "Prices, stock and lots count this unit.")
    tracking = _choice("Tracking", TRACKING_WORDS)

    def draft(self) -> ProductDraft:
        """The product as typed."""
        own = {name: getattr(self, name).data for name in ("sku", "base_unit", "tracking")}
        return ProductDraft(**own, **self.fields_of_draft())


class TaxCategoryForm(FlaskForm):  # type: ignore[misc]
    """A tax category and its rate."""

    code = _text(
        "Code",
        DataRequired("Type a code."),
        Regexp(_CODE, message="Letters, digits and . _ / + : # - only."),
        longest=64,
        description="An existing code changes its rate for sales from now on.",
    )
    rate = PercentField("Rate", [InputRequired("Type a rate.")])


_PLAIN = (
    "name", "category", "price", "tax_category", "lot_policy", "expiry_kind", "shelf_life_days",
    "min_days_at_receipt", "min_days_at_sale", "active", "risk", "expired_sale",
)  # fmt: skip


def typed_fields(draft: ProductDraft) -> dict[str, Any]:
    """A product as its form shows it."""
    packs = [{"unit": p.unit, "factor": p.factor, "gtin": printed(p.gtin)} for p in draft.packs]
    gtins = "\n".join(printed(gtin) for gtin in draft.gtins)
    return {name: getattr(draft, name) for name in _PLAIN} | {"gtins": gtins, "packs": packs}


def printed(gtin: str | None) -> str:
    """A GTIN as it stands below its bars: 8, 12, 13 or 14 digits."""
    short = (gtin or "").lstrip("0")
    length = next((size for size in (8, 12, 13) if len(short) <= size), 14)
    return short.zfill(length) if gtin else ""


def _codes(text: str | None) -> Iterator[str]:
    for line in (text or "").replace(",", "\n").splitlines():
        if line.strip():
            yield _number(line)


def _number(text: str | None) -> str:
    """The GTIN in a scanned or typed code; the text itself where there is none."""
    bare = (text or "").strip()
    if not bare or normalise_gtin(bare) is not None:
        return bare
    return read(bare, today=clock.now().date()).gtin14 or clean_line(bare)


def show_refusal(form: FlaskForm, refused: ShopError) -> None:
    """Write what the shop refused beside the fields it names, else above the form."""
    named = refused.errors if isinstance(refused, BadInput) else []
    for fault in named:
        _field_of(form, fault["field"], fault["message"])
    if not named:
        form.form_errors.append(refused.message)


def _field_of(form: FlaskForm, path: str, message: str) -> None:
    name, _, below = path.partition(".")
    if name not in form or path == "packs":
        form.form_errors.append(f"{name.replace('_', ' ')}: {message}")
        return
    field = _pack_field(form, below) if name == "packs" else form[name]
    if name == "packs":
        form.form_errors.append("Look at the marked pack.")
    field.errors = [*field.errors, f"{message[:1].upper()}{message[1:]}."]


def _pack_field(form: FlaskForm, path: str) -> Any:
    """`1.factor` is what the second pack that was typed holds; blank rows do not count."""
    row, _, part = path.partition(".")
    return [entry.form for entry in form.packs if not entry.form.is_blank][int(row)][part]
