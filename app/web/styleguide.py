"""The living style page: every component once, with made-up figures. Never reads or writes data."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.values.money import currency
from app.web.fields import DayField, MoneyField, QuantityField, ScanField
from app.web.paging import Page

CERTAINTIES = ("scanned", "chosen", "auto", "opened", "corrected")

LOTS: tuple[dict[str, Any], ...] = (
    {"number": "L7K2-94", "days_left": 38, "status": "released", "certainty": "scanned"},
    {"number": "L7K2-81", "days_left": 4, "status": "released", "certainty": "auto"},
    {"number": "L7J9-02", "days_left": 0, "status": "released", "certainty": "opened"},
    {"number": "L7H4-55", "days_left": -3, "status": "expired", "certainty": None},
    {"number": "L7G8-13", "days_left": 12, "status": "recalled", "certainty": None},
    {"number": "L7K1-40", "days_left": 20, "status": "quarantined", "certainty": None},
    {"number": "L7A3-77", "days_left": None, "status": "released", "certainty": "chosen"},
)

NAVIGATION = (
    {"label": "Today", "url": "#today", "icon": "home", "group": "", "active": False},
    {"label": "Sell", "url": "#sell", "icon": "till", "group": "", "active": False},
    {"label": "Receive", "url": "#receive", "icon": "truck", "group": "", "active": False},
    {"label": "Lots", "url": "#lots", "icon": "tag", "group": "Stock", "active": True},
    {"label": "Products", "url": "#products", "icon": "box", "group": "Stock", "active": False},
    {
        "label": "Purchase orders",
        "url": "#orders",
        "icon": "clipboard",
        "group": "Stock",
        "active": False,
    },
    {
        "label": "Recalls",
        "url": "#recalls",
        "icon": "recall",
        "group": "Stock",
        "active": False,
        "count": 1,
    },
    {"label": "Journal", "url": "#journal", "icon": "book", "group": "Books", "active": False},
    {
        "label": "Trial balance",
        "url": "#balance",
        "icon": "balance",
        "group": "Books",
        "active": False,
    },
    {"label": "People", "url": "#people", "icon": "users", "group": "Shop", "active": False},
)

COLUMNS = (
    {"key": "name", "label": "Product"},
    {"key": "received_on", "label": "Received", "kind": "day"},
    {"key": "on_hand", "label": "On hand", "kind": "quantity"},
    {"key": "value", "label": "Value", "kind": "money"},
)

ROWS: tuple[dict[str, Any], ...] = (
    {
        "name": "Comté 18 months",
        "received_on": date(2026, 11, 3),
        "on_hand": 12_480_000,
        "unit": "kg",
        "value": 28_704,
        "url": "#comte",
        "tone": "warn",
    },
    {
        "name": "Barolo Bussia 2021",
        "received_on": date(2026, 9, 14),
        "on_hand": 36_000_000,
        "unit": "each",
        "value": 93_600,
        "url": "#barolo",
    },
    {
        "name": "Ibuprofen 400 mg, 20 tablets",
        "received_on": date(2026, 6, 2),
        "on_hand": 8_000_000,
        "unit": "each",
        "value": 1_976,
        "url": "#ibu",
        "tone": "error",
    },
    {
        "name": "Merino yarn, heather",
        "received_on": date(2026, 10, 21),
        "on_hand": 140_000_000,
        "unit": "each",
        "value": -350,
        "url": "#yarn",
    },
)

TILES = (
    ("Comté 18 months", 2_890, "/kg", "12.5 kg"),
    ("Barolo Bussia 2021", 4_200, "", "36"),
    ("Taleggio", 1_950, "/kg", "6.2 kg"),
    ("Merino yarn, heather grey, 50 g", 790, "", "140"),
    ("Rye sourdough", 480, "", "9"),
    ("Ibuprofen 400 mg", 495, "", "8"),
)

WORDS = (
    "released",
    "short_dated",
    "expired",
    "recalled",
    "quarantined",
    "draft",
    "open",
    "partly_received",
    "posted",
    "offline",
)

KEYS = ("7", "8", "9", "Qty", "4", "5", "6", "Price", "1", "2", "3", "%", "±", "0", ".", "⌫")


class SampleForm(FlaskForm):  # type: ignore[misc]
    """Fields of every kind, with two of them wrong on purpose."""

    name = StringField("Product", validators=[InputRequired()])
    quantity = QuantityField("Quantity", validators=[InputRequired()])
    cost = MoneyField("Line cost", currency=currency("USD"), validators=[InputRequired()])
    expires_on = DayField("Expires on", description="As printed on the pack.")
    supplier_lot = ScanField("Supplier lot code", validators=[InputRequired()])
    status = SelectField(
        "Status",
        choices=[
            SelectChoice("released", "Released"),
            SelectChoice("held", "On hold"),
        ],
    )
    label = BooleanField("Print a label at once")


def _icons() -> list[str]:
    """The names of all drawings, read from the sprite itself."""
    sprite = Path(__file__).parent / "static" / "icons.svg"
    return re.findall(r'<symbol id="([a-z]+)" viewBox="0 0 24 24"', sprite.read_text("utf-8"))


def _sample_form() -> SampleForm:
    form = SampleForm(
        formdata=None, name="Comté 18 months", cost=28_704, supplier_lot="FR-7719", label=True
    )
    form.quantity.raw_data = ["12,4x"]
    form.quantity.errors = ["Write a number such as 12.50."]
    return form


def sample_context() -> dict[str, Any]:
    """Everything the style page shows."""
    return {
        "navigation": NAVIGATION,
        "person": {"name": "Mara Keller", "role": "Owner", "url": "#me"},
        "site_name": "Keller & Daughters",
        "crumbs": [{"label": "Stock", "url": "#stock"}],
        "form": _sample_form(),
        "lots": LOTS,
        "columns": COLUMNS,
        "rows": ROWS,
        "tiles": TILES,
        "keys": KEYS,
        "words": WORDS,
        "icons": _icons(),
        "total": {"name": "4 products", "on_hand": None, "value": 123_930},
        "page": Page(ROWS, next="abc", is_first=False),
        "today": date(2026, 11, 21),
        "chart": SimpleNamespace(sold=62, total=100),
    }


def styleguide(blueprint: Blueprint) -> None:
    """Mount the style page at `/styleguide` of a blueprint; who may see it is the caller's rule."""

    @blueprint.get("/styleguide")
    def show_styleguide() -> str:
        return render_template("web/styleguide.html", **sample_context())
