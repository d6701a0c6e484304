"""Settings of a running shop. The only reader of the environment; never touches the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
OFFLINE_HOURS = MappingProxyType({"normal": 168, "sensitive": 24, "high": 4})
"""How old a till's snapshot may be for goods of each risk class while it cannot ask."""
OFFLINE_LIMIT = MappingProxyType({"hours": 168, "sales": 10_000, "sum": 0})
"""How long, how many sales and how much money a till sells alone; a sum of 0 is no limit."""
MOST_OFFLINE = MappingProxyType({"hours": 24 * 365, "sales": 10_000, "sum": 10**9})


SECOND_RELEASE = MappingProxyType(
    {
        "none": (),
        "high": ("high",),
        "sensitive": ("high", "sensitive"),
        "all": ("high", "sensitive", "normal"),
    }
)
"""For which risk classes of products the release of a held lot takes two persons."""


@dataclass(frozen=True)
class Settings:
    """What a shop is started with; see docs/operations.md for each variable."""

    database_url: str
    secret_key: str
    pin_pepper: str
    host: str = "127.0.0.1"
    port: int = 8000
    currency: str = "USD"
    time_zone: str = "UTC"
    prices_include_tax: bool = False
    instance: Path = ROOT / "instance"
    in_store_codes: str = ""
    receipt_printer: str = ""
    label_printer: str = ""
    public_url: str = ""
    cash_rounding: str = "0"
    cash_difference_limit: str = "5.00"
    https: bool = False
    second_release: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_from: str = "shop@localhost"
    attachment_bytes: int = 8 * 1024 * 1024
    testing: bool = False
    offline_hours: Mapping[str, int] = field(default_factory=lambda: OFFLINE_HOURS)
    offline_limit: Mapping[str, int] = field(default_factory=lambda: OFFLINE_LIMIT)


class SettingsError(SystemExit):
    """A setting that cannot work; the sentence says which and why."""


def _secret(env: Mapping[str, str], name: str, path: Path) -> str:
    """A secret of the shop: said in the environment, else kept in a file only its owner reads."""
    if env.get(name):
        return env[name]
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another worker process was first; its secret is the shop's secret
    return path.read_text().strip()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingsError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"SHOP_TIME_ZONE {name!r} is not a known time zone") from None
    return name


def _public_url(url: str) -> str:
    if url and not (url.startswith(("http://", "https://")) and url.isprintable()):
        raise SettingsError(f"SHOP_PUBLIC_URL must begin with http:// or https://, not {url!r}")
    return url.rstrip("/")


def _currency(code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise SettingsError(f"SHOP_CURRENCY must be an ISO 4217 code such as EUR, not {code!r}")
    return code


def _offline_hours(text: str) -> Mapping[str, int]:
    """Limits such as "normal 168 sensitive 24 high 4"; a class that is not named keeps its own."""
    words = text.split()
    said = dict(zip(words[::2], words[1::2], strict=False))
    sound = len(words) % 2 == 0 and all(
        name in OFFLINE_HOURS and hours.isdecimal() and 0 < int(hours) <= 24 * 365
        for name, hours in said.items()
    )
    if not sound:
        raise SettingsError(f"SHOP_OFFLINE_HOURS must name classes and hours, not {text!r}")
    return MappingProxyType({**OFFLINE_HOURS, **{name: int(said[name]) for name in said}})


def _offline_limit(text: str) -> Mapping[str, int]:
    """Limits such as "hours 168 sales 10000 sum 5000"; one that is not named keeps its own."""
    words = text.split()
    said = dict(zip(words[::2], words[1::2], strict=False))
    sound = len(words) % 2 == 0 and all(
        name in OFFLINE_LIMIT
        and amount.isdecimal()
        and (name == "sum" or int(amount) > 0)
        and int(amount) <= MOST_OFFLINE[name]
        for name, amount in said.items()
    )
    if not sound:
        raise SettingsError(
            f"SHOP_OFFLINE_LIMIT must name hours, sales (at most 10000) and sum, not {text!r}"
        )
    return MappingProxyType({**OFFLINE_LIMIT, **{name: int(said[name]) for name in said}})


def _smtp_url(url: str) -> str:
    """An address such as smtp://user:password@host:587?starttls; its words are never repeated."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.query not in {"", "starttls"} or parts.path not in {"", "/"}:
        raise SettingsError("SHOP_SMTP must look like smtp://user:password@host:587?starttls")
    return url


def _mail_from(text: str) -> str:
    name, _, host = text.rpartition("@")
    if not (name and host and text.isascii() and text.isprintable() and " " not in text):
        raise SettingsError(f"SHOP_MAIL_FROM must be one e-mail address, not {text!r}")
    return text


def _second_release(word: str) -> tuple[str, ...]:
    if word not in SECOND_RELEASE:
        words = ", ".join(SECOND_RELEASE)
        raise SettingsError(f"SHOP_SECOND_RELEASE must be one of {words}, not {word!r}")
    return SECOND_RELEASE[word]


def _attachment_bytes(text: str) -> int:
    """Megabytes that one file on a document may have, 1 to 64."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):
        raise SettingsError(f"SHOP_ATTACHMENT_MB must be a number from 1 to 64, not {text!r}")
    return int(text) * 1024 * 1024


def database_driver_url(url: str) -> str:
    """The same database, named with the driver this shop is built on (psycopg 3)."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def load_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment once; raises SettingsError with one clear line on nonsense."""
    instance = Path(env.get("SHOP_INSTANCE") or ROOT / "instance")
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'lotwise.db'}"
    return Settings(
        database_url=database_driver_url(url),
        secret_key=_secret(env, "SECRET_KEY", instance / "secret_key"),
        pin_pepper=_secret(env, "SHOP_PIN_PEPPER", instance / "pin_pepper"),
        host=env.get("HOST") or "127.0.0.1",
        port=_port(env.get("PORT") or "8000"),
        currency=_currency(env.get("SHOP_CURRENCY") or "USD"),
        time_zone=_time_zone(env.get("SHOP_TIME_ZONE") or "UTC"),
        prices_include_tax=(env.get("SHOP_PRICES_INCLUDE_TAX") or "0") in {"1", "true", "yes"},
        instance=instance,
        in_store_codes=env.get("SHOP_IN_STORE_CODES") or "",
        receipt_printer=env.get("SHOP_RECEIPT_PRINTER") or "",
        label_printer=env.get("SHOP_LABEL_PRINTER") or "",
        public_url=_public_url(env.get("SHOP_PUBLIC_URL") or ""),
        cash_rounding=env.get("SHOP_CASH_ROUNDING") or "0",
        cash_difference_limit=env.get("SHOP_CASH_DIFFERENCE_LIMIT") or "5.00",
        https=(env.get("SHOP_HTTPS") or "0") in {"1", "true", "yes"},
        offline_hours=_offline_hours(env.get("SHOP_OFFLINE_HOURS") or ""),
        offline_limit=_offline_limit(env.get("SHOP_OFFLINE_LIMIT") or ""),
        smtp_url=_smtp_url(env.get("SHOP_SMTP") or ""),
        mail_from=_mail_from(env.get("SHOP_MAIL_FROM") or "shop@localhost"),
        attachment_bytes=_attachment_bytes(env.get("SHOP_ATTACHMENT_MB") or "8"),
        second_release=_second_release(env.get("SHOP_SECOND_RELEASE") or "none"),
    )
