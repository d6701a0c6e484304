"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.purchasing import claim_models, landed_models, opening_models  # noqa: F401 - of the schema
from app.purchasing.blueprint import bp
from app.purchasing.views import (
    attachments,
    claims,
    deliveries,
    openings,
    orders,
    receiving,
    returns,
    supplier_credits,
    suppliers,
)

VIEW_MODULES: tuple[ModuleType, ...] = (
    attachments,
    claims,
    supplier_credits,
    deliveries,
    openings,
    orders,
    receiving,
    returns,
    suppliers,
)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
