"""The blueprint of the tills and their sales; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint(
    "pos",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/pos",
)
