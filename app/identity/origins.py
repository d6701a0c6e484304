"""Refuses changes that another site's page asks a signed-in browser for.

A second wall behind the CSRF token (ASVS 5.0, 3.5). Programs send neither header and are let
through: they prove themselves by token.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from app.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def refuse_foreign_origin() -> None:
    """Raise Forbidden where an unsafe request says that it comes from another host."""
    if request.method in SAFE_METHODS:
        return
    came_from = request.headers.get("Origin") or request.headers.get("Referer")
    if came_from is not None and _host(came_from) != request.host.lower():
        raise Forbidden("This was asked for by another site's page, so it was not done.")
