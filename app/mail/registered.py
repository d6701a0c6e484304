"""Loads the views so that their pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.mail import models, views  # noqa: F401 - the outbox belongs to the schema
from app.mail.blueprint import bp

VIEW_MODULES: tuple[ModuleType, ...] = (views,)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
