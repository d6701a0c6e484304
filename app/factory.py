"""Assembly: settings in, application out. The only place where all rooms meet.

Each room hands over its blueprint; nothing here decides anything about goods or money.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.engine import make_url

from app import screens
from app.api.v1.authenticate import TokenMemory
from app.cli import register_commands
from app.db import db
from app.gs1.rcn import DEFAULT, RcnRules, rules_for, rules_from
from app.identity.access import register_access
from app.identity.sign_in import register_sign_in
from app.sqlite import engine_options, prepare_engine
from app.values.money import Currency, currency, to_minor
from app.values.quantity import plain_decimal
from app.web.headers import register_headers
from config import ROOT, Settings, SettingsError, load_settings

MIGRATIONS = ROOT / "migrations"


@dataclass(frozen=True)
class Lotwise:
    """What the running application knows of its shop."""

    settings: Settings
    currency: Currency
    prices_include_tax: bool
    in_store: RcnRules
    cash_step: int = 0
    cash_difference_limit: int = 0


def _amount(name: str, text: str, cur: Currency) -> int:
    """An amount of money in a setting, in minor units."""
    try:
        amount = to_minor(plain_decimal(text), cur)
    except ValueError as error:
        raise SettingsError(f"{name} {error}, not {text!r}") from None
    if amount < 0:
        raise SettingsError(f"{name} must not be below zero")
    return amount


def _in_store_rules(text: str) -> RcnRules:
    """A region such as `de`, or rules such as `21 weight 3 IIIIIVVVVV`; nothing: no rule."""
    if not text:
        return DEFAULT
    try:
        return rules_for(text) if " " not in text else rules_from(text)
    except ValueError as error:
        raise SettingsError(f"SHOP_IN_STORE_CODES: {error}") from None


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, read=False),
        SQLALCHEMY_BINDS={
            "read": {
                "url": settings.database_url,
                **engine_options(settings.database_url, read=True),
            }
        },
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        SESSION_COOKIE_NAME="__Host-lotwise" if settings.https else "lotwise",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    cur = currency(settings.currency)
    app.extensions["lotwise"] = Lotwise(
        settings,
        cur,
        settings.prices_include_tax,
        _in_store_rules(settings.in_store_codes),
        _amount("SHOP_CASH_ROUNDING", settings.cash_rounding, cur),
        _amount("SHOP_CASH_DIFFERENCE_LIMIT", settings.cash_difference_limit, cur),
    )
    app.extensions["lotwise.tokens"] = TokenMemory()


def _connect(app: Flask, settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        prepare_engine(db.engines[None], read=False)
        prepare_engine(db.engines["read"], read=True)


def create_app(settings: Settings | None = None) -> Flask:
    """A shop ready to serve; raises where a view does not declare its permission."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None, instance_path=str(settings.instance.resolve()))
    _configure(app, settings)
    _connect(app, settings)
    Babel(app)
    csrf = CSRFProtect(app)
    register_headers(app)
    register_sign_in(app)
    screens.register_screens(app, csrf)
    register_commands(app)
    register_access(app)
    return app
