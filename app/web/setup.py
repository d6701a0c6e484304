"""Puts the shared look into an application: filters, words for templates, statics.

It never mounts a page and keeps no state; what it needs to know of the shop is given.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, request
from werkzeug.exceptions import BadRequest, NotFound

from app.values.money import Currency
from app.web.assets import register_assets
from app.web.blueprint import bp
from app.web.errorpages import is_api
from app.web.filters import filters_for
from app.web.packing import register_packing
from app.web.statuses import certainty_look, lot_tone, status_look

LONGEST_FIELD_NAME = 100
NUL = "\x00"
THEMES = frozenset({"light", "dark"})
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"})


def page_theme() -> str | None:
    """The theme this browser chose (cookie `theme`), or None for the system's."""
    theme = request.cookies.get("theme")
    return theme if theme in THEMES else None


def page_url(cursor: str | None) -> str:
    """This page's address with another list cursor; the other parameters stay."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "cursor"]
    if cursor:
        kept.append(("cursor", cursor))
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def refuse_strange_fields() -> None:
    """Stop a form whose field names are none that a page of ours ever wrote (400).

    The form library counts the rows of a list by the digits in these names. A NUL, which nobody
    types and not every database can ask for, is no part of an address (404) or of a field (400).
    """
    if is_api():
        return
    if any(NUL in str(value) for value in (request.view_args or {}).values()):
        raise NotFound
    for name in request.form:
        if not name.isascii() or len(name) > LONGEST_FIELD_NAME:
            raise BadRequest
    if any(NUL in name + value for name, value in request.form.items(multi=True)):
        raise BadRequest


def register_filters(
    app: Flask,
    *,
    currency: Currency,
    zone: str = "UTC",
    locale: Callable[[], str] = lambda: "en",
) -> None:
    """Give templates their filters (`money`, `price`, `quantity`, `day`, `instant`, ...)."""
    app.jinja_env.filters.update(filters_for(currency, zone, locale))


def register_web(
    app: Flask,
    *,
    currency: Currency,
    zone: str = "UTC",
    locale: Callable[[], str] = lambda: "en",
) -> None:
    """Blueprint, filters, versioned statics and the words the base templates use."""
    app.register_blueprint(bp)
    app.before_request(refuse_strange_fields)
    _offer_translations(app)
    register_assets(app)
    register_packing(app)
    register_filters(app, currency=currency, zone=zone, locale=locale)
    app.jinja_env.globals.update(
        status_look=status_look,
        certainty_look=certainty_look,
        lot_tone=lot_tone,
        page_theme=page_theme,
        page_url=page_url,
        page_lang=lambda: Locale.parse(locale()).language,
        page_dir=lambda: "rtl" if Locale.parse(locale()).language in _RIGHT_TO_LEFT else "ltr",
    )


def _offer_translations(app: Flask) -> None:
    """Templates may always say _("..."); without Flask-Babel the text stays as written."""
    if "gettext" in app.jinja_env.globals:
        return
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
