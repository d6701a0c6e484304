"""Reads of the opening stock that came in from files, and the result to keep. Writes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.inventory.models import Location, Lot
from app.purchasing.opening_models import OpeningImport, OpeningLine
from app.values.csv_text import safe_text
from app.values.money import Currency, money_text
from app.values.quantity import quantity_text

RESULT = (
    *("row", "lot", "location", "sku", "name", "quantity", "unit", "value", "supplier"),
    *("supplier_lot", "made_on", "expires_on", "reference"),
)


def openings(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = 50
) -> Sequence[OpeningImport]:
    """Files that came in, newest first; a person of one site sees those of that site alone."""
    found = select(OpeningImport).order_by(OpeningImport.id.desc()).limit(limit)
    if before is not None:
        found = found.where(OpeningImport.id < before)
    if actor.site_id is not None:
        found = found.where(OpeningImport.site_id == actor.site_id)
    return session.scalars(found).all()


def opening(session: Session, number: str, actor: Actor) -> OpeningImport:
    """One file that came in; NotFound also where it filled other sites."""
    found = session.scalar(select(OpeningImport).where(OpeningImport.number == number.upper()))
    if found is None or (actor.site_id is not None and actor.site_id != found.site_id):
        raise NotFound("There is no such opening stock.")
    return found


def opening_lines(
    session: Session, import_id: int, *, after: int = 0, limit: int | None = None
) -> Sequence[Any]:
    """The rows of a file with the lots they became, in the file's order."""
    found = (
        select(OpeningLine, Lot, Product, Location.code.label("location"))
        .join(Lot, Lot.id == OpeningLine.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .join(Location, Location.id == OpeningLine.location_id)
        .where(OpeningLine.opening_import_id == import_id, OpeningLine.line > after)
        .order_by(OpeningLine.line)
    )
    return session.execute(found if limit is None else found.limit(limit)).all()


def result_csv(rows: Iterable[Any], cur: Currency, *, costs: bool) -> bytes:
    """Which row became which lot of ours, as CSV UTF-8."""
    made = io.StringIO(newline="")
    write = csv.writer(made)
    write.writerow(RESULT)
    for row in rows:
        line, lot = row.OpeningLine, row.Lot
        texts = (lot.number, row.location, row.Product.sku, row.Product.name)
        write.writerow(
            [
                line.sheet_row,
                *map(safe_text, texts),
                quantity_text(line.quantity),
                row.Product.base_unit,
                money_text(line.value, cur) if costs else "",
                *map(safe_text, (lot.supplier_code or "", lot.supplier_lot or "")),
                lot.made_on or "",
                lot.expires_on or "",
                safe_text(line.reference),
            ]
        )
    return ("\ufeff" + made.getvalue()).encode()
