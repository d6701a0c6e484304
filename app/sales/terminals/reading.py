"""Reading what a terminal wrote: fields of a JSON object, each exact or refused by name. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from app.errors import BadInput, bad_field
from app.sales.terminals.ops import moment_of
from app.values.money import MAX_MONEY, Currency, to_minor
from app.values.quantity import MAX_QUANTITY, plain_decimal, to_micro
from app.values.text import clean_text

T = TypeVar("T")
MAX_PRICE = 10**15


def load_body(text: str) -> Mapping[str, Any]:
    """The object a terminal wrote; BadInput where it is none. Numbers with a point are no amounts,
    so they may stand nowhere."""
    try:
        value = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError):
        raise BadInput("The record is not JSON.", [("body", "is not JSON")]) from None
    if not isinstance(value, dict):
        raise BadInput("The record is no object.", [("body", "must be an object")])
    return value


def cleaned(value: Any) -> Any:
    """What was read, with every text in it as people mean it; ValueError for a broken one."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(name): cleaned(inner) for name, inner in value.items()}
    return [cleaned(inner) for inner in value] if isinstance(value, list) else value


def _no_float(text: str) -> Any:
    raise ValueError(text)


@dataclass(frozen=True)
class Fields:
    """An object whose fields are read by name; `where` is its path, for the refusals."""

    data: Mapping[str, Any]
    currency: Currency
    where: str = ""

    def _refuse(self, name: str, why: str) -> BadInput:
        return bad_field(f"{self.where}{name}", why)

    def _read(self, name: str, read: Callable[[Any], T]) -> T:
        try:
            return read(self.data.get(name))
        except (ValueError, ArithmeticError) as error:
            raise self._refuse(name, str(error)) from None

    def raw_text(self, name: str, *, most: int) -> str:
        """Text word for word, such as a scan; missing or null is empty."""
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > most:
            raise self._refuse(name, f"must be text of at most {most} characters")
        return value

    def text(self, name: str, *, most: int = 500) -> str:
        """Text as people mean it, without control characters; missing or null is empty."""
        if self.data.get(name) is None:
            return ""
        found = self._read(name, clean_text)
        if len(found) > most:
            raise self._refuse(name, f"must be text of at most {most} characters")
        return found

    def needed(self, name: str, *, most: int = 200) -> str:
        """Text that may not be empty."""
        found = self.text(name, most=most)
        if not found:
            raise self._refuse(name, "must not be empty")
        return found

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number."""
        value = self.data.get(name)
        fits = isinstance(value, int) and not isinstance(value, bool)
        if not fits or not least <= value <= 10**15:  # type: ignore[operator]
            raise self._refuse(name, f"must be a whole number from {least}")
        return int(value)  # type: ignore[arg-type]

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self.data.get(name)
        if not isinstance(value, bool):
            raise self._refuse(name, "must be true or false")
        return value

    def moment(self, name: str) -> datetime:
        """A moment in UTC."""
        found = moment_of(self.data.get(name))
        if found is None:
            raise self._refuse(name, "must be a moment such as 2026-11-21T10:00:00.000Z")
        return found

    def money(self, name: str, *, least: int = 0) -> int:
        """An amount in minor units."""
        found = self._read(name, lambda value: to_minor(plain_decimal(value), self.currency))
        if not least <= found <= MAX_MONEY:
            raise self._refuse(name, "is out of range")
        return found

    def micro(self, name: str, *, least: int = 0, most: int = MAX_PRICE) -> int:
        """A unit price or a rate in millionths."""
        found = self._read(name, lambda value: to_micro(plain_decimal(value)))
        if not least <= found <= most:
            raise self._refuse(name, "is out of range")
        return found

    def quantity(self, name: str) -> int:
        """A quantity in millionths, above zero."""
        return self.micro(name, least=1, most=MAX_QUANTITY)

    def objects(self, name: str, *, most: int) -> list[Fields]:
        """A list of objects; missing or null is empty."""
        value = self.data.get(name)
        value = [] if value is None else value
        if not isinstance(value, list) or len(value) > most:
            raise self._refuse(name, f"must be a list of at most {most}")
        return [self._inner(f"{name}.{number}", item) for number, item in enumerate(value)]

    def object(self, name: str) -> Fields | None:
        """An inner object, or None."""
        value = self.data.get(name)
        return None if value is None else self._inner(name, value)

    def _inner(self, name: str, value: Any) -> Fields:
        if not isinstance(value, dict):
            raise self._refuse(name, "must be an object")
        return Fields(value, self.currency, f"{self.where}{name}.")
