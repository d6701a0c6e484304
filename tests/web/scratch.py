"""A scratch application with nothing in it but the shared look, for the tests of this room."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template_string, request
from flask_wtf import CSRFProtect

from app.errors import LotExpired, NotSignedIn
from app.values.money import currency
from app.web.errorpages import register_error_pages
from app.web.headers import register_headers
from app.web.setup import register_web
from app.web.styleguide import styleguide

PAGE = """{% extends "web/bare.html" %}{% block title %}Probe{% endblock %}
{% block content %}<h1>Probe</h1>
<input id="price" class="input" inputmode="decimal" aria-label="Price" value="12.50">
<input id="scan" class="input" aria-label="Scan" data-scanbox>{% endblock %}
{% block scripts %}<script type="module" src="/probe.js"></script>{% endblock %}"""

FULL = """{% extends "web/bare.html" %}{% import "web/macros/all.html" as ui %}
{% block title %}Receive{% endblock %}{% block content %}<h1>Receive</h1>
{% call ui.verdict("recalled", "Recalled", "Nothing was counted. Put it aside.",
  "(01)09506000134352(10)L7G8-13", full=True) %}
{{ ui.button("Continue", "touch", type="button") }}{% endcall %}{% endblock %}"""

PROBE = """
import { startScanner } from "/static/web/js/scanner.js";
globalThis.scans = [];
const scanner = startScanner(document);
scanner.addEventListener("scan", (event) => globalThis.scans.push(event.detail.data));
globalThis.ready = true;
"""


def scratch_app() -> Flask:
    """An application that shows the style page, a probe page and every kind of error."""
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY="for tests only", WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    register_web(app, currency=currency("USD"), zone="Europe/Berlin")
    register_headers(app)
    register_error_pages(app)
    pages = Blueprint("pages", __name__)
    styleguide(pages)
    _probes(pages)
    app.register_blueprint(pages)
    return app


def _probes(pages: Blueprint) -> None:
    @pages.get("/probe")
    def probe() -> str:
        return render_template_string(PAGE)

    @pages.get("/probe.js")
    def probe_script() -> tuple[str, dict[str, str]]:
        return PROBE, {"Content-Type": "text/javascript"}

    @pages.get("/expired")
    def expired() -> str:
        raise LotExpired("Lot <L7> expired 3 days ago.")

    @pages.get("/signed-out")
    def signed_out() -> str:
        raise NotSignedIn("Please sign in.")

    @pages.get("/abort/<int:status>")
    def stopped(status: int) -> str:
        abort(status)

    sent: list[str] = []

    @pages.route("/sent", methods=["GET", "POST"])
    def count_sent() -> str:
        if request.method == "POST":
            sent.append("one")
        return str(len(sent))

    @pages.get("/full")
    def full_screen() -> str:
        return render_template_string(FULL)

    @pages.get("/broken")
    def broken() -> str:
        raise RuntimeError("a fault of ours")
