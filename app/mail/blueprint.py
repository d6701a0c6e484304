"""The blueprint of mails; the views hang themselves on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mail", __name__, template_folder="templates")
