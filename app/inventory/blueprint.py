"""The blueprint of stock: lots, locations, recalls, labels; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint(
    "inventory",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/inventory",
)
