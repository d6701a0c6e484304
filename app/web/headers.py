"""The protective headers of every answer (ASVS 5.0 chapter 3).

No inline script or style anywhere, nothing from other hosts, no framing. Never loosened per page:
a page that needs more is built differently.
"""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

HSTS = "max-age=31536000"


def _protect(response: Response) -> Response:
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    kept = "private, no-cache" if response.mimetype == "text/html" else "private, no-store"
    response.headers.setdefault("Cache-Control", kept)
    return response


def register_headers(app: Flask) -> None:
    """Set the headers on every answer, errors included; HSTS only over https."""
    app.after_request(_protect)
