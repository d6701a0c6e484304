"""Addresses of static files, versioned by content, and how long a browser may keep them.

Style sheets, icons and pictures get `?v=<hash>` and are kept a year. JavaScript modules import
each other by plain relative address, so they stay unversioned (two addresses would be two
modules) and are revalidated instead. Never serves a file itself.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

KEEP_VERSIONED = "public, max-age=31536000, immutable"


@lru_cache(maxsize=512)
def _digest(path: str, changed_ns: int) -> str:
    """Short hash of a file's bytes; `changed_ns` makes an edited file a new question."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _folder(room: str) -> str | None:
    owner = current_app.blueprints.get(room)
    return owner.static_folder if owner else current_app.static_folder


def asset(room: str, filename: str) -> str:
    """Address of a static file of a blueprint, for example `asset("web", "tokens.css")`.

    Worked out once per running application: a long list draws hundreds of icons.
    """
    known: dict[tuple[str, str, str], str] = current_app.extensions.setdefault("web.assets", {})
    key = (request.script_root, room, filename)
    if current_app.debug or key not in known:
        known[key] = _address(room, filename)
    return known[key]


def _address(room: str, filename: str) -> str:
    folder = _folder(room)
    path = Path(folder or "") / filename
    endpoint = f"{room}.static" if room in current_app.blueprints else "static"
    if path.suffix in {".js", ".mjs"} or not path.is_file():
        return url_for(endpoint, filename=filename)
    version = _digest(str(path), path.stat().st_mtime_ns)
    return url_for(endpoint, filename=filename, v=version)


def _keep(response: Response) -> Response:
    endpoint = request.endpoint or ""
    served = response.status_code in {200, 304}
    if served and endpoint.endswith("static") and "v" in request.args:
        response.headers["Cache-Control"] = KEEP_VERSIONED
    return response


def register_assets(app: Flask) -> None:
    """Give templates `asset()` and give versioned statics their year."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)
