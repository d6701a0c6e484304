"""Loads every module of calls so that their routes are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.api.v1 import (
    accounting,
    catalog,
    deliveries,
    description,
    integrity,
    lot_trace,
    lots,
    orders,
    places,
    problems,
    recalls,
    sale_records,
    scans,
    selling,
    stock,
)
from app.api.v1.calls import api

CALL_MODULES: tuple[ModuleType, ...] = (
    accounting,
    catalog,
    deliveries,
    description,
    integrity,
    lot_trace,
    lots,
    orders,
    places,
    recalls,
    sale_records,
    scans,
    selling,
    stock,
)
"""Every module that declares calls; importing them is what declares."""

problems.register_problems(api)


def blueprint() -> Blueprint:
    """The interface, complete."""
    return api
