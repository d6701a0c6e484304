"""Where the shop's public pages are found: as the settings say, else where this request came."""

from __future__ import annotations

from flask import current_app, request


def public_address() -> str:
    """Scheme and host without a slash at the end, such as https://shop.example."""
    said: str = current_app.extensions["lotwise"].settings.public_url
    return said or request.host_url.rstrip("/")
