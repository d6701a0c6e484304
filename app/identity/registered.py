"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.identity.blueprint import bp
from app.identity.views import account, audit_trail, door, people, tokens

VIEW_MODULES: tuple[ModuleType, ...] = (account, audit_trail, door, people, tokens)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
