"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.inventory.blueprint import bp
from app.inventory.views import labels, locations, lots, recalls

VIEW_MODULES: tuple[ModuleType, ...] = (labels, locations, lots, recalls)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
