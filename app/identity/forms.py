"""Forms of the door and of the pages about people: what was typed, cleaned, within limits.

They never touch the database; what the shop refuses is written beside its field by `show_refusal`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional

from app.errors import ShopError
from app.identity.models import ROLES
from app.identity.pins import LONGEST
from app.identity.services import PASSWORD_LENGTH
from app.web.fields import DayField

ROLE_WORDS = (
    ("cashier", "Cashier: sells and takes returns"),
    ("receiver", "Receiver: takes in deliveries, moves and holds lots"),
    ("manager", "Manager: everything in the shop but books and people"),
    ("accountant", "Accountant: reads everything, posts and closes the books"),
    ("owner", "Owner: everything"),
    ("admin", "Admin: everything, for whoever keeps the system"),
)
ANY_SITE = "*"
_PASSWORD = (
    InputRequired("Type a password."),
    Length(PASSWORD_LENGTH.start, PASSWORD_LENGTH.stop - 1, "Use 8 to 256 characters."),
)
_SAME = EqualTo("password", "The two passwords differ.")


def plain_text(text: str | None) -> str:
    """One line as people mean it: NFC, no control or formatting characters, no outer blanks."""
    kept = unicodedata.normalize("NFC", text or "")
    return "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Values with their words, as a select field wants them."""
    return [SelectChoice(value, words) for value, words in pairs]


def _text(label: str, *checks: Any, longest: int = 100, **more: Any) -> StringField:
    limit = Length(max=longest, message=f"At most {longest} characters.")
    return StringField(label, validators=[*checks, limit], filters=[plain_text], **more)


def _secret(label: str, *checks: Any, known: bool = False, hint: str = "") -> PasswordField:
    kind = "current-password" if known else "new-password"
    return PasswordField(
        label, validators=list(checks), description=hint, render_kw={"autocomplete": kind}
    )


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password."""

    name = _text(
        "Name",
        DataRequired("Type your name."),
        render_kw={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"},
    )
    password = _secret("Password", InputRequired("Type your password."), known=True)


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password set for somebody else."""

    password = _secret("New password", *_PASSWORD, hint="At least 8 characters.")
    again = _secret("New password again", InputRequired("Type it a second time."), _SAME)


class OwnPasswordForm(NewPasswordForm):
    """A password changed by the person; the present one proves it is them."""

    present = _secret("Present password", InputRequired("Type your password."), known=True)


_PIN_PAD = {"inputmode": "numeric", "autocomplete": "off", "maxlength": str(LONGEST)}
_PIN_HINT = "Digits only: at least 4, or 6 for whoever approves. Not 1111, not 1234."


class NewPinForm(FlaskForm):  # type: ignore[misc]
    """A PIN for the till, typed twice."""

    pin = PasswordField(
        "New PIN",
        validators=[InputRequired("Type a PIN.")],
        description=_PIN_HINT,
        render_kw=_PIN_PAD,
    )
    pin_again = PasswordField(
        "New PIN again",
        validators=[InputRequired("Type it a second time."), EqualTo("pin", "The PINs differ.")],
        render_kw=_PIN_PAD,
    )


class OwnPinForm(NewPinForm):
    """One's own PIN; the password proves it is them."""

    password_now = _secret("Your password", InputRequired("Type your password."), known=True)


class AtSiteForm(FlaskForm):  # type: ignore[misc]
    """A role, at one site or at all of them."""

    role = SelectField(
        "Role", choices=choices(ROLE_WORDS), default=ROLES[0], validators=[InputRequired()]
    )
    site = SelectField("Works at", default=ANY_SITE, validators=[InputRequired()])

    def offer_sites(self, codes: Iterable[tuple[str, str]], *, bound: bool) -> None:
        """Fill the choice of sites; somebody bound to a site gives away only that one."""
        everywhere = [] if bound else [(ANY_SITE, "All sites")]
        self.site.choices = choices([*everywhere, *codes])


class PersonForm(AtSiteForm):
    """Somebody new."""

    name = _text("Name", DataRequired("Type a name."), render_kw={"autocomplete": "off"})
    password = _secret("First password", *_PASSWORD, hint="At least 8 characters.")


class RoleForm(AtSiteForm):
    """What somebody may do from now on, and where."""


NO_END = "*"
TOKEN_LIVES = (
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "A year"),
    (NO_END, "Ever, until revoked"),
)


class TokenForm(AtSiteForm):
    """A key for a program."""

    name = _text(
        "Used by",
        DataRequired("Say which program will use it."),
        description="For example: web shop, nightly export.",
        render_kw={"autocomplete": "off"},
    )
    life = SelectField(
        "Works for", choices=choices(TOKEN_LIVES), default="90", validators=[InputRequired()]
    )


class AuditForm(FlaskForm):  # type: ignore[misc]
    """Which rows of the audit trail to show; sent by GET, so it changes nothing."""

    class Meta:
        """No token: nothing is changed."""

        csrf = False

    actor = _text("Who", Optional())
    action = SelectField("What", validators=[Optional()], validate_choice=False)
    first_day = DayField("From day", validators=[Optional()])
    last_day = DayField("To day", validators=[Optional()])


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """Write what the shop refused beside the field it names, else at the top of the form."""
    named = {each["field"]: each["message"] for each in getattr(error, "errors", ())}
    for name, message in named.items():
        if name in form:
            form[name].errors = [*form[name].errors, message]
    if not any(name in form for name in named):
        form.form_errors.append(error.message)
