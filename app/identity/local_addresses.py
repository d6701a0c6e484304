"""Where a browser may be sent after signing in: pages of this very shop, nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000


def local_address(text: str | None) -> str | None:
    """The address if it is a plain path on this site, else None (open redirects, CWE-601)."""
    if not text or len(text) > LONGEST or not text.startswith("/"):
        return None
    if text.startswith("//") or "\\" in text or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text
