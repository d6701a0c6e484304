"""Loads every module of views so that they hang on the blueprint, and hands it over."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.pos.blueprint import bp
from app.pos.views import receipt, sale, till

VIEW_MODULES: tuple[ModuleType, ...] = (till, sale, receipt)
"""Every module that declares views; importing them is what declares."""


def blueprint() -> Blueprint:
    """The tills, complete."""
    return bp
