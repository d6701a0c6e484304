"""The blueprint of the door and of the pages about people; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint(
    "identity",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/identity",
)
