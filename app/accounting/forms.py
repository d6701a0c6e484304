"""Forms of the books: which entries to show, an entry made by hand, closing a period.

They never touch the database; what the ledger refuses is written beside its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, FormField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.accounting.models import Account
from app.errors import ShopError, bad_field
from app.facts import ManualLine
from app.values.money import Currency
from app.web.fields import DayField, MoneyField

LINES = 8


def account_choices(accounts: Iterable[Account], none: str) -> list[SelectChoice]:
    """The chart to choose from, with a word for none of it."""
    named = [SelectChoice(each.code, f"{each.code} {each.name}") for each in accounts]
    return [SelectChoice("", none), *named]


class JournalForm(FlaskForm):  # type: ignore[misc]
    """Which entries to show; sent by GET, so it changes nothing."""

    class Meta:
        """No token: nothing is changed."""

        csrf = False

    first = DayField("From", validators=[Optional()])
    last = DayField("To", validators=[Optional()])
    account = SelectField("Account", validators=[Optional()], validate_choice=False)
    document = StringField("Document", validators=[Optional(), Length(max=100)])


class CloseForm(FlaskForm):  # type: ignore[misc]
    """The last day to close."""

    through = DayField("Close through", validators=[InputRequired("Say which day.")])


class EntryForm(FlaskForm):  # type: ignore[misc]
    """The head of an entry made by hand; its lines are added by `entry_form`."""

    on = DayField("Day", validators=[InputRequired("Say which day.")])
    memo = StringField(
        "What it is for",
        validators=[DataRequired("Say what it is for."), Length(max=500)],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off"},
    )

    @property
    def lines(self) -> list[FormField]:
        """The lines, empty ones included."""
        return [self[f"line_{number}"] for number in range(1, LINES + 1)]

    @property
    def day(self) -> date:
        """The day of a form that was found valid."""
        day: date = self.on.data  # type: ignore[assignment]
        return day

    def offer(self, accounts: Sequence[Account]) -> None:
        """Fill the choice of accounts of every line."""
        for line in self.lines:
            line.form.account.choices = account_choices(accounts, "–")

    def postings(self) -> tuple[ManualLine, ...]:
        """The lines that were filled in; BadInput for half a line or both sides."""
        filled = [line.form for line in self.lines if _touched(line.form)]
        return tuple(_posting(number, line) for number, line in enumerate(filled, 1))


def _touched(line: Form) -> bool:
    return bool(line.account.data or line.debit.data or line.credit.data)


def _posting(number: int, line: Form) -> ManualLine:
    debit, credit = line.debit.data or 0, line.credit.data or 0
    if not line.account.data:
        raise bad_field("lines", f"line {number} needs an account")
    if bool(debit) == bool(credit):
        raise bad_field("lines", f"line {number} needs either a debit or a credit")
    return ManualLine(line.account.data, debit - credit)


def entry_form(currency: Currency) -> type[EntryForm]:
    """The form of an entry in the shop's currency."""

    class LineForm(Form):  # type: ignore[misc]
        """One line: an account and one side."""

        account = SelectField("Account", validators=[Optional()], validate_choice=False)
        debit = MoneyField("Debit", validators=[Optional()], currency=currency)
        credit = MoneyField("Credit", validators=[Optional()], currency=currency)

    lines = {f"line_{number}": FormField(LineForm) for number in range(1, LINES + 1)}
    return type("WholeForm", (EntryForm,), lines)


def show_refusal(form: FlaskForm, error: ShopError) -> None:
    """Write what the books refused beside the field it names, else at the top of the form."""
    named: dict[str, Any] = {e["field"]: e["message"] for e in getattr(error, "errors", ())}
    known = {"postings": "lines"}
    for name, message in named.items():
        field = known.get(name, name)
        if field in form and field != "lines":
            form[field].errors = [*form[field].errors, message]
        else:
            form.form_errors.append(message[:1].upper() + message[1:] + ".")
    if not named:
        form.form_errors.append(error.message)
