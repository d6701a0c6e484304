"""Lots are made from lots: split, merged, repacked, made into a kit; one document, all or nothing.

Goods go from stock into the place *conversion* and out of it again as new lots, with the value they
took along to the cent, so that nothing is ever left there. What is lost on the way is waste.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.catalog.queries import ProductRow, products_by_sku
from app.errors import bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.lineage_rules import (
    KEEPS_PRODUCT,
    KINDS,
    TRACK,
    Link,
    Origin,
    children_of,
    links,
    origin_of_mix,
)
from app.inventory.locking import LockedStock
from app.inventory.models import Location
from app.inventory.places import SELLABLE_KINDS
from app.inventory.recall_scope import Goods
from app.inventory.repack_models import LotParent, Repack, RepackInput, RepackOutput
from app.inventory.services.catch_recalled import catch, join_recalls
from app.inventory.services.move import LotRef, Move, Moved, Spot, carry, move
from app.inventory.services.receive import IncomingLot, blocked, write_lots
from app.inventory.services.repack_forms import Made, check_form
from app.inventory.services.take_apart import Lost, Parent, Taken, take_apart
from app.values.document import DocumentRef
from app.values.quantity import MICRO

WORDS = {"split": "split", "merge": "merged", "repack": "repacked", "kit": "made into a kit"}
WORDS[TRACK] = "given lot numbers"
ASIS = frozenset({"split", TRACK})
"""Forms that take held and expired lots too: their goods stay what they were."""


@dataclass(frozen=True)
class _Work:
    """A repack on its way into the books."""

    kind: str
    site: Site
    posted: Posted
    parents: Sequence[Parent]
    outputs: Sequence[Made]
    products: Sequence[ProductRow]
    places: Sequence[Location]
    weights: Sequence[int]

    @property
    def inside(self) -> Spot:
        """Where goods are while they are neither the old lot nor the new."""
        return Spot("conversion", self.site.id)


def _products(
    session: Session, outputs: Sequence[Made], parents: Sequence[Parent]
) -> list[ProductRow]:
    """The product of each output; without a SKU that of what was taken."""
    skus = [made.sku or parents[0].product.sku for made in outputs]
    known = products_by_sku(session, skus)
    for number, sku in enumerate(skus):
        if sku not in known:
            raise bad_field(f"outputs.{number}.sku", f"there is no product {sku[:40]}")
        if known[sku].base_unit == "each" and outputs[number].quantity % MICRO:
            raise bad_field(f"outputs.{number}.quantity", f"{sku} is counted in whole pieces")
    return [known[sku] for sku in skus]


def _weights(outputs: Sequence[Made], products: Sequence[ProductRow]) -> list[int]:
    """Who bears how much of the cost: as said, else by quantity in one and the same unit."""
    said = [made.weight for made in outputs]
    if all(weight is None for weight in said):
        if len({product.base_unit for product in products}) > 1:
            raise bad_field("outputs", "have different units: say each one's share of the cost")
        return [made.quantity for made in outputs]
    if None in said or not sum(weight or 0 for weight in said):
        raise bad_field("outputs", "need a share of the cost each, and one above 0")
    return [weight or 0 for weight in said]


def _places(work_site: Site, outputs: Sequence[Made], first: Location) -> list[Location]:
    places = [made.location or first for made in outputs]
    for number, place in enumerate(places):
        if place.site_id != work_site.id:
            raise bad_field(f"outputs.{number}.location", f"is not at {work_site.code}")
    return places


def _dated(made: Made, number: int, origin: Origin, sku: str) -> Origin:
    """A new lot's day: the earliest of its parts, or a nearer one that a person says."""
    day = made.expires_on
    if day and origin.expires_on and day > origin.expires_on:
        latest = origin.expires_on.isoformat()
        raise bad_field(f"outputs.{number}.expires_on", f"is later than its parts: {latest}")
    if day is None and origin.expires_on is None and origin.expiry_kind == "use_by":
        raise bad_field(f"outputs.{number}.expires_on", f"{sku} has a use-by date; say which")
    return replace(origin, expires_on=day or origin.expires_on)


def _line(work: _Work, index: int, value: int) -> IncomingLot:
    """One output as goods that come in."""
    made, product = work.outputs[index], work.products[index]
    same = work.kind in KEEPS_PRODUCT or work.kind == TRACK
    parts = [parent.origin for parent in work.parents]
    origin = origin_of_mix(product.expiry_kind, parts, keeps_product=same)
    origin = _dated(made, index, origin, product.sku)
    held = any(parent.ref.status == "quarantined" for parent in work.parents)
    numbers = ", ".join(parent.ref.number for parent in work.parents)
    return IncomingLot(
        product.id,
        product.sku,
        product.tracking == "lot",
        origin.expiry_kind,
        None,
        made.quantity,
        value,
        index + 1,
        origin.supplier,
        made.supplier_lot or origin.supplier_lot,
        made.made_on or origin.made_on,
        origin.expires_on,
        "quarantined" if held else "released",
        f"{WORDS[work.kind]} from {numbers[:200]}" + (", which is held" if held else ""),
        origin.received_on,
        origin.price,
    )


def _take(work: _Work, locked: LockedStock) -> tuple[list[Moved], list[Moved]]:
    """What goes into conversion, and what is thrown away, each with the value it takes along."""
    ways = {False: work.inside, True: Spot("waste", work.site.id)}
    moved: dict[bool, list[Moved]] = {}
    for lost, target in ways.items():
        moved[lost] = carry(
            [
                Move(
                    "repack",
                    parent.ref,
                    Spot("stock", work.site.id, part.location_id),
                    target,
                    part.quantity,
                    line=part.line,
                    reason="lost in conversion" if lost else work.posted.memo,
                )
                for parent in work.parents
                for part in parent.parts
                if part.lost is lost
            ],
            locked,
        )
    return moved[False], moved[True]


def _of(moved: Sequence[Moved], lot_id: int) -> int:
    return sum(item.value for item in moved if item.move.lot.id == lot_id)


def _write_lots(session: Session, work: _Work, values: Sequence[int], by: Actor) -> list[LotRef]:
    """The new lots. One of another product that an open recall is about is born recalled."""
    lines = [_line(work, index, value) for index, value in enumerate(values)]
    caught: Sequence[Any] = [()] * len(lines)
    if work.kind not in KEEPS_PRODUCT:
        goods = [Goods(x.sku, x.supplier_code, x.supplier_lot, x.made_on) for x in lines]
        caught = catch(session, goods)
    lines = [blocked(line, mine) for line, mine in zip(lines, caught, strict=True)]
    lots = write_lots(session, lines, posted=work.posted, by=by)
    join_recalls(session, lots, caught, at=work.posted.at, by=by)
    return lots


def _put(work: _Work, lots: Sequence[LotRef], values: Sequence[int]) -> list[Moved]:
    """What comes out of conversion."""
    return [
        Moved(
            Move(
                "repack",
                lot,
                work.inside,
                Spot("stock", place.site_id, place.id, place.kind in SELLABLE_KINDS),
                made.quantity,
                line=line,
                reason=work.posted.memo,
            ),
            value,
        )
        for line, (lot, place, made, value) in enumerate(
            zip(lots, work.places, work.outputs, values, strict=True), 1
        )
    ]


def _write(
    session: Session,
    work: _Work,
    lots: Sequence[LotRef],
    rows: Sequence[Sequence[Link]],
    moved: tuple[Sequence[Moved], Sequence[Moved]],
    by: Actor,
) -> None:
    """The document, what it took and made, and who descends from whom."""
    posted, values = work.posted, children_of(rows)
    head = {
        "number": posted.document.number,
        "kind": "repack" if work.kind == TRACK else work.kind,
        "site_id": work.site.id,
        "reason": posted.memo,
        "made_on": posted.on,
        "made_at": posted.at,
        "made_by": by.name,
    }
    repack_id: int = session.execute(insert(Repack).returning(Repack.id), head).scalar_one()
    used, lost = moved
    session.execute(
        insert(RepackInput),
        [
            {
                "repack_id": repack_id,
                "line": line,
                "lot_id": parent.ref.id,
                "quantity": parent.sum(lost=False) + parent.sum(lost=True),
                "lost": parent.sum(lost=True),
                "value": _of(used, parent.ref.id) + _of(lost, parent.ref.id),
                "lost_value": _of(lost, parent.ref.id),
            }
            for line, parent in enumerate(work.parents, 1)
        ],
    )
    session.execute(
        insert(RepackOutput),
        [
            {
                "repack_id": repack_id,
                "line": line,
                "lot_id": lot.id,
                "location_id": work.places[line - 1].id,
                "quantity": work.outputs[line - 1].quantity,
                "weight": work.weights[line - 1],
                "value": values[line - 1],
            }
            for line, lot in enumerate(lots, 1)
        ],
    )
    session.execute(insert(LotParent), _link_rows(repack_id, work.parents, lots, rows))


def _link_rows(
    repack_id: int,
    parents: Sequence[Parent],
    lots: Sequence[LotRef],
    rows: Sequence[Sequence[Link]],
) -> list[dict[str, int]]:
    return [
        {
            "child_id": lot.id,
            "parent_id": parent.ref.id,
            "repack_id": repack_id,
            "quantity": link.quantity,
            "value": link.value,
        }
        for parent, row in zip(parents, rows, strict=True)
        for lot, link in zip(lots, row, strict=True)
    ]


def repack(
    session: Session,
    kind: str,
    inputs: Sequence[Taken],
    outputs: Sequence[Made],
    *,
    site: Site,
    lost: Sequence[Lost] = (),
    reason: str,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Make lots from lots at one site. Returns the document's number.

    Raises LotRecalled, LotQuarantined, LotExpired (a split takes held and expired lots too),
    NotEnoughStock, and BadInput for what does not fit the form; then nothing is written.
    """
    if kind not in KINDS:
        raise bad_field("kind", f"must be one of {', '.join(KINDS)}")
    return make_lots(
        session, kind, inputs, outputs, site=site, lost=lost, reason=reason, on=on, at=at, by=by
    )


def make_lots(
    session: Session,
    kind: str,
    inputs: Sequence[Taken],
    outputs: Sequence[Made],
    *,
    site: Site,
    lost: Sequence[Lost] = (),
    reason: str,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Make lots from lots in any form, that of the tracking wizard too; as `repack`."""
    parents, locked = take_apart(
        session,
        inputs,
        lost,
        site=site,
        split=kind in ASIS,
        on=on,
        by=by,
        check=lambda known: check_form(kind, inputs, lost, outputs, known),
    )
    products = _products(session, outputs, parents)
    first = session.get_one(Location, parents[0].parts[0].location_id)
    places, weights = _places(site, outputs, first), _weights(outputs, products)
    document = DocumentRef("repack", document_number(session, "RP"))
    posted = Posted(on, at, site.id, document, reason)
    work = _Work(kind, site, posted, parents, outputs, products, places, weights)
    used, thrown = _take(work, locked)
    taken = [Link(parent.sum(lost=False), _of(used, parent.ref.id)) for parent in parents]
    rows = links(taken, weights)
    values = children_of(rows)
    lots = _write_lots(session, work, values, by)
    _write(session, work, lots, rows, (used, thrown), by)
    moved = [*used, *thrown, *_put(work, lots, values)]
    move(session, moved, posted=posted, locked=locked)
    audit.record(session, by, f"stock.{kind}", document, at=at, reason=reason)
    return document.number
