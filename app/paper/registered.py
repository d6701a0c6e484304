"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.paper import models  # noqa: F401 - the spool belongs to the schema
from app.paper.blueprint import bp
from app.paper.views import jobs, printers

VIEW_MODULES: tuple[ModuleType, ...] = (printers, jobs)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
