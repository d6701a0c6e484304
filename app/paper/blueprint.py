"""The blueprint of printers; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("paper", __name__, template_folder="templates")
