"""The form of a printer: what was typed, cleaned. What cannot work the services refuse."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.identity.forms import ANY_SITE, choices, plain_text
from app.paper.services.printers import MAX_URL

KIND_WORDS = (("receipt", "Sales receipts and reports"), ("label", "Labels"))


class PrinterForm(FlaskForm):  # type: ignore[misc]
    """A printer by its address, what it prints, and whom it serves."""

    name = StringField(
        "Name",
        validators=[DataRequired("Give it a name."), Length(max=60, message="At most 60 letters.")],
        filters=[plain_text],
        description="As people call it: Counter, Bar.",
        render_kw={"autocomplete": "off"},
    )
    url = StringField(
        "Address",
        validators=[
            DataRequired("Type where the printer is."),
            Length(max=MAX_URL, message="This is too long."),
        ],
        filters=[plain_text],
        description="tcp://192.168.1.50 · usb://04b8:0202 · serial:///dev/ttyUSB0?baud=19200",
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
    kind = SelectField(
        "Prints", choices=choices(KIND_WORDS), default="receipt", validators=[InputRequired()]
    )
    site = SelectField("Serves", default=ANY_SITE, validators=[InputRequired()])
    station = StringField(
        "Till",
        validators=[Optional(), Length(max=40, message="At most 40 letters.")],
        filters=[plain_text],
        description="The till's code, such as T1. Empty: every till of the site.",
        render_kw={"autocomplete": "off"},
    )

    def offer_sites(self, codes: Iterable[tuple[str, str]], *, bound: bool) -> None:
        """Fill the choice of sites; somebody bound to a site sets up only that one's printers."""
        everywhere = [] if bound else [(ANY_SITE, "All sites")]
        self.site.choices = choices([*everywhere, *codes])
