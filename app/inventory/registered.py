"""Loads every file of views so that its pages are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.inventory import (  # noqa: F401 - of the schema
    late_cost_models,
    place_models,
    quality_models,
    repack_models,
    transfer_models,
)
from app.inventory.blueprint import bp
from app.inventory.views import (
    bins,
    counting,
    counts,
    finding,
    labels,
    locations,
    lot_price,
    lots,
    notices,
    putaway,
    quality,
    recalls,
    repacks,
    replenish,
    tracking,
    transfers,
)

VIEW_MODULES: tuple[ModuleType, ...] = (
    bins,
    counting,
    counts,
    finding,
    labels,
    locations,
    lot_price,
    lots,
    notices,
    putaway,
    quality,
    recalls,
    repacks,
    replenish,
    tracking,
    transfers,
)
"""Importing them is what declares their pages."""


def blueprint() -> Blueprint:
    """The pages of the room, complete."""
    return bp
