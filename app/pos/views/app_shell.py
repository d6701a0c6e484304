"""The till as a program of its own: its service worker, its manifest, its page without a person.

These three are the same for everybody; what the page shows of a shop comes from elsewhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.shell_assets import WORKER, shell
from app.web.assets import asset

SCOPE = "/till"
NOWHERE: dict[str, Any] = {"code": "", "site": ""}
SHARED_MANIFEST = Path(__file__).parents[2] / "web" / "static" / "manifest.webmanifest"
PROGRAM = MappingProxyType(
    json.loads(SHARED_MANIFEST.read_text(encoding="utf-8"))
    | {"name": "Lotwise till", "short_name": "Till", "id": SCOPE, "start_url": SCOPE}
    | {"scope": SCOPE}
)
"""The shop's own manifest, its colours included, for the till alone."""
ICONS = (
    ("icon-app.svg", "any", "image/svg+xml"),
    ("icon-192.png", "192x192", "image/png"),
    ("icon-512.png", "512x512", "image/png"),
)


def _page() -> str:
    """The selling screen of no till in particular and nobody; it finds its own setup."""
    return render_template(
        "pos/till.html", setup=None, till=NOWHERE, tills=(), site_name="", person=None, actor=None
    )


def _same_for_all(answer: Response) -> ResponseReturnValue:
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)


@bp.get("/till/shell")
@needs(Permission.PUBLIC)
def shell_page() -> ResponseReturnValue:
    """The selling screen as a browser keeps it for the time without network."""
    return Response(_page(), mimetype="text/html")


@bp.get("/till/sw.js")
@needs(Permission.PUBLIC)
def service_worker() -> ResponseReturnValue:
    """The service worker with the list of files of this very version."""
    kept = shell(current_app)
    told = {
        "version": kept.version,
        "page": url_for("pos.shell_page"),
        "assets": kept.addresses,
        "wanted": [url_for("pos.paper_css")],
    }
    code = (Path(bp.static_folder or "") / WORKER).read_text(encoding="utf-8")
    answer = Response(f"self.SHELL = {json.dumps(told)};\n{code}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = SCOPE
    return _same_for_all(answer)


@bp.get("/till/manifest.webmanifest")
@needs(Permission.PUBLIC)
def manifest() -> ResponseReturnValue:
    """What a browser needs to install the till as a program."""
    icons = [
        {"src": asset("web", name), "sizes": sizes, "type": kind} for name, sizes, kind in ICONS
    ]
    told = {**PROGRAM, "icons": icons}
    return _same_for_all(Response(json.dumps(told), mimetype="application/manifest+json"))
