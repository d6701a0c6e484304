"""The blueprint of buying and receiving; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint(
    "purchasing",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/purchasing",
)
