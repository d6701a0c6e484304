"""How figures and days are written for people: pure functions and their registration.

Amounts come as whole minor units, prices and quantities as whole millionths; a float is refused.
Nothing here reads the clock, the person or the site: zone and locale are given.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import NumberPattern, get_currency_symbol, get_decimal_symbol, parse_pattern

from app.values.money import Currency
from app.values.money import currency as currency_of
from app.values.quantity import from_micro

NO_VALUE = "–"
UNIT_WORDS = {"each": "pcs", "kg": "kg", "g": "g", "l": "l", "m": "m"}
_PLACES = 6


def _whole(value: object) -> int:
    """The value itself where it is an exact whole number; TypeError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"whole minor units or millionths expected, got {type(value).__name__}")
    return value


@lru_cache(maxsize=256)
def _pattern(locale: str, kind: str, least: int, most: int) -> NumberPattern:
    """A number pattern of our own (Babel's are shared) with its decimals set."""
    data = Locale.parse(locale)
    if kind == "decimal":
        text = data.decimal_formats[None].pattern
    else:
        text = data.currency_formats["standard"].pattern
    pattern = parse_pattern(text.replace("¤#", "¤\u00a0#") if kind == "letters" else text)
    pattern.frac_prec = (least, most)
    return pattern


@lru_cache(maxsize=256)
def _sign_kind(code: str, locale: str) -> str:
    return "letters" if get_currency_symbol(code, locale)[-1].isalpha() else "sign"


def _amount(value: Decimal, cur: Currency, locale: str, most: int) -> str:
    """A sum with its currency; a currency written in letters keeps its distance (KWD 1.250)."""
    pattern = _pattern(locale, _sign_kind(cur.code, locale), cur.decimals, most)
    return str(pattern.apply(value, locale, currency=cur.code, currency_digits=False))


def money(amount: int | None, cur: Currency, locale: str = "en") -> str:
    """Minor units with the currency's sign: 123450 -> "$1,234.50". None is a dash."""
    if amount is None:
        return NO_VALUE
    return _amount(Decimal(_whole(amount)).scaleb(-cur.decimals), cur, locale, cur.decimals)


def price(micro: int | None, cur: Currency, locale: str = "en") -> str:
    """A unit price in millionths, with as many decimals as it needs: 12500 -> "$0.0125"."""
    if micro is None:
        return NO_VALUE
    return _amount(from_micro(_whole(micro)), cur, locale, _PLACES)


def quantity(micro: int | None, unit: str | None = None, locale: str = "en") -> str:
    """Millionths with needless zeros trimmed and the unit's word: 2500000, "kg" -> "2.5 kg"."""
    if micro is None:
        return NO_VALUE
    pattern = _pattern(locale, "decimal", 0, _PLACES)
    text = pattern.apply(from_micro(_whole(micro)), locale)
    word = UNIT_WORDS.get(unit, unit) if unit else None
    return f"{text}\u00a0{word}" if word else text


def percent(numerator: int, denominator: int, locale: str = "en", decimals: int = 0) -> str:
    """A share in percent, rounded half up; a dash where there is nothing to divide by."""
    if denominator == 0:
        return NO_VALUE
    steps = 10 ** (decimals + 2)
    scaled = (abs(numerator) * steps * 2 + abs(denominator)) // (abs(denominator) * 2)
    signed = -scaled if (numerator < 0) != (denominator < 0) else scaled
    text = _pattern(locale, "decimal", decimals, decimals).apply(
        Decimal(signed).scaleb(-decimals), locale
    )
    return f"{text}\u00a0%"


def day(value: date | None, locale: str = "en", style: str = "medium") -> str:
    """A calendar day: "21 Nov 2026" in the locale's order. None is a dash."""
    return NO_VALUE if value is None else format_date(value, format=style, locale=locale)


def instant(
    value: datetime | None, zone: str | ZoneInfo, locale: str = "en", style: str = "short"
) -> str:
    """A moment on the site's wall clock. `value` must know its zone; None is a dash."""
    if value is None:
        return NO_VALUE
    if value.tzinfo is None:
        raise ValueError("a moment without a zone has no wall-clock time")
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    return format_datetime(value.astimezone(place), format=style, tzinfo=place, locale=locale)


def days_left(days: int | None) -> str:
    """How long a lot still has, in words: "today", "tomorrow", "in 4 days", "3 days ago"."""
    if days is None:
        return "no date"
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return near
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def days_left_short(days: int | None) -> str:
    """The same for a chip: "4 d left", "today", "3 d over"; long times in months or years."""
    if days is None:
        return "no date"
    if days == 0:
        return "today"
    for length, letter in ((730, "y"), (90, "mo")):
        if abs(days) >= length:
            return _span(days, abs(days) // {"y": 365, "mo": 30}[letter], letter)
    return _span(days, abs(days), "d")


def _span(days: int, count: int, letter: str) -> str:
    return f"{count} {letter} {'left' if days > 0 else 'over'}"


def shorten(text: str, limit: int = 64) -> str:
    """A strange string cut for display, controls made visible as blanks."""
    visible = "".join(letter if letter.isprintable() else "\u2423" for letter in text[: limit + 1])
    return visible if len(visible) <= limit else visible[: limit - 1] + "…"


def money_input(amount: int, cur: Currency, locale: str = "en") -> str:
    """Minor units as a person would type them: no sign, no grouping, local decimal mark."""
    plain = f"{Decimal(_whole(amount)).scaleb(-cur.decimals):f}"
    return plain.replace(".", get_decimal_symbol(locale))


def filters_for(
    cur: Currency, zone: str, locale: Callable[[], str]
) -> dict[str, Callable[..., str]]:
    """The template filters of a shop, by name; `locale` is asked at every use."""
    return {
        "money": lambda v, code=None: money(v, currency_of(code) if code else cur, locale()),
        "price": lambda v, code=None: price(v, currency_of(code) if code else cur, locale()),
        "quantity": lambda v, unit=None: quantity(v, unit, locale()),
        "percent": lambda v, of, decimals=0: percent(v, of, locale(), decimals),
        "day": lambda v, style="medium": day(v, locale(), style),
        "instant": lambda v, at=zone, style="short": instant(v, at, locale(), style),
        "days_left": days_left,
        "days_left_short": days_left_short,
        "shorten": shorten,
    }
