"""Loads every module of calls so that their routes are declared, and hands over the blueprint."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from app.api.v1 import (
    accounting,
    attachments,
    bins,
    catalog,
    claims,
    containers,
    counts,
    deliveries,
    description,
    devices,
    drills,
    exports,
    insights,
    integrity,
    kpis,
    landed_costs,
    lot_trace,
    lots,
    openings,
    orders,
    parked,
    pins,
    places,
    problems,
    putaway,
    quality,
    recalls,
    repacks,
    replenishment,
    return_desk,
    sale_records,
    scan_pictures,
    scans,
    selling,
    shifts,
    stock,
    supplier_returns,
    swaps,
    terminals,
    tracking,
    transfers,
    vouchers,
)
from app.api.v1.calls import api

CALL_MODULES: tuple[ModuleType, ...] = (
    accounting,
    attachments,
    bins,
    catalog,
    claims,
    containers,
    counts,
    deliveries,
    description,
    devices,
    drills,
    exports,
    insights,
    integrity,
    kpis,
    landed_costs,
    lot_trace,
    lots,
    openings,
    orders,
    parked,
    pins,
    places,
    putaway,
    quality,
    recalls,
    repacks,
    replenishment,
    return_desk,
    sale_records,
    scan_pictures,
    scans,
    selling,
    shifts,
    stock,
    supplier_returns,
    swaps,
    terminals,
    tracking,
    transfers,
    vouchers,
)
"""Every module that declares calls; importing them is what declares."""

problems.register_problems(api)


def blueprint() -> Blueprint:
    """The interface, complete."""
    return api
