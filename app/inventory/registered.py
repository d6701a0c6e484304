"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.inventory import quality_models, repack_models, transfer_models  # noqa: F401 - schema
from app.inventory.blueprint import bp
from app.inventory.views import (
    counting,
    counts,
    labels,
    locations,
    lot_price,
    lots,
    quality,
    recalls,
    repacks,
    transfers,
)

VIEW_MODULES: tuple[ModuleType, ...] = (
    counting,
    counts,
    labels,
    locations,
    lot_price,
    lots,
    quality,
    recalls,
    repacks,
    transfers,
)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
