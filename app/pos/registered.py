"""Loads every module of views so that they hang on the blueprint, and hands it over."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.pos.blueprint import bp
from app.pos.views import (
    app_shell,
    display,
    drills,
    e_receipt,
    exceptions,
    feeds,
    letters,
    receipt,
    reentry,
    sale,
    shifts,
    slip,
    swaps,
    terminals,
    till,
)
from app.sales import (  # noqa: F401 - of the schema
    drill_models,
    inbox_models,
    letter_models,
    swap_models,
)

VIEW_MODULES: tuple[ModuleType, ...] = (
    till,
    display,
    feeds,
    sale,
    receipt,
    shifts,
    slip,
    e_receipt,
    app_shell,
    terminals,
    reentry,
    exceptions,
    drills,
    letters,
    swaps,
)
"""Every module that declares views; importing them is what declares."""


def blueprint() -> Blueprint:
    """The tills, complete."""
    return bp
