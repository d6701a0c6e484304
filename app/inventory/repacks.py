"""Reads of lots made from lots: the list of documents, one with what it took and made.

Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound, bad_field
from app.identity import queries as identity
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.lineage_rules import Origin, dates_differ
from app.inventory.models import Location, Lot, StockBalance
from app.inventory.repack_models import Repack, RepackInput, RepackOutput


def _heads(actor: Actor) -> Select[Any]:
    found = select(Repack, Site).join(Site, Site.id == Repack.site_id)
    return found if actor.site_id is None else found.where(Repack.site_id == actor.site_id)


def repack_head(session: Session, number: str, actor: Actor) -> Any:
    """A document with its site; NotFound where it is no business of the person's site."""
    row = session.execute(_heads(actor).where(Repack.number == number.upper())).one_or_none()
    if row is None:
        raise NotFound("There is no such repack.")
    return row


def repacks(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = 50
) -> Sequence[Any]:
    """Documents of the person's sites, newest first."""
    found = _heads(actor).order_by(Repack.id.desc()).limit(limit)
    if before is not None:
        found = found.where(Repack.id < before)
    return session.execute(found).all()


def taken_by(session: Session, repack_id: int) -> Sequence[Any]:
    """What a document took: each lot with its product, in order of its lines."""
    return session.execute(
        select(RepackInput, Lot, Product)
        .join(Lot, Lot.id == RepackInput.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(RepackInput.repack_id == repack_id)
        .order_by(RepackInput.line)
    ).all()


def made_by(session: Session, repack_id: int) -> Sequence[Any]:
    """What a document made: each lot with its product and place, in order of its lines."""
    return session.execute(
        select(RepackOutput, Lot, Product, Location)
        .join(Lot, Lot.id == RepackOutput.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .join(Location, Location.id == RepackOutput.location_id)
        .where(RepackOutput.repack_id == repack_id)
        .order_by(RepackOutput.line)
    ).all()


def warnings_of(taken: Iterable[Any]) -> list[str]:
    """What a person should know of a document: that its parts had different dates."""
    parts = [Origin(row.Lot.expiry_kind, row.Lot.expires_on) for row in taken]
    if not dates_differ(parts):
        return []
    return ["The parts have different dates; the earliest is the new lot's."]


def site_of_work(
    session: Session, actor: Actor, lot: str, places: Iterable[Location | None]
) -> Site:
    """Where lots are made into others: where a line says, else where the first lot lies."""
    named = next((place for place in places if place is not None), None)
    if named is not None:
        return identity.site_by_id(session, named.site_id)
    if actor.site_id is not None:
        return identity.site_by_id(session, actor.site_id)
    rows = session.scalars(
        select(StockBalance.site_id)
        .join(Lot, Lot.id == StockBalance.lot_id)
        .where(Lot.number == lot.upper(), StockBalance.on_hand > 0)
        .distinct()
    ).all()
    if len(rows) > 1:
        raise bad_field("inputs.0.location", "lies at several sites; say where it is taken from")
    return identity.site_by_id(session, rows[0]) if rows else identity.home_site(session, actor)
