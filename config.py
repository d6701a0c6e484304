"""Settings of a running shop. The only reader of the environment; never touches the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Settings:
    """What a shop is started with; see docs/operations.md for each variable."""

    database_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    currency: str = "USD"
    time_zone: str = "UTC"
    prices_include_tax: bool = False
    instance: Path = ROOT / "instance"
    in_store_codes: str = ""
    receipt_printer: str = ""
    label_printer: str = ""
    https: bool = False
    testing: bool = False


class SettingsError(SystemExit):
    """A setting that cannot work; the sentence says which and why."""


def _secret_key(env: Mapping[str, str], instance: Path) -> str:
    if env.get("SECRET_KEY"):
        return env["SECRET_KEY"]
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another worker process was first; its key is the shop's key
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


def _currency(code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise SettingsError(f"SHOP_CURRENCY must be an ISO 4217 code such as EUR, not {code!r}")
    return code


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
        secret_key=_secret_key(env, instance),
        host=env.get("HOST") or "127.0.0.1",
        port=_port(env.get("PORT") or "8000"),
        currency=_currency(env.get("SHOP_CURRENCY") or "USD"),
        time_zone=_time_zone(env.get("SHOP_TIME_ZONE") or "UTC"),
        prices_include_tax=(env.get("SHOP_PRICES_INCLUDE_TAX") or "0") in {"1", "true", "yes"},
        instance=instance,
        in_store_codes=env.get("SHOP_IN_STORE_CODES") or "",
        receipt_printer=env.get("SHOP_RECEIPT_PRINTER") or "",
        label_printer=env.get("SHOP_LABEL_PRINTER") or "",
        https=(env.get("SHOP_HTTPS") or "0") in {"1", "true", "yes"},
    )
