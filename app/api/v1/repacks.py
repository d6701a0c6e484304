"""Calls for lots made from lots: split, merge, repack, make a kit; look, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.repack_shapes import RepackAnswer, RepackBody, RepackQuery
from app.api.v1.texts import day, moment, money, quantity, today_at
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.inventory import repacks
from app.inventory.models import Location
from app.inventory.places import location_by_code
from app.inventory.services.repack import repack
from app.inventory.services.repack_forms import Made
from app.inventory.services.take_apart import Lost, Taken
from app.web.paging import encode_cursor, id_before

P = Permission


def _head_json(row: Any) -> dict[str, Any]:
    it = row.Repack
    return {
        "number": it.number,
        "kind": it.kind,
        "site": row.Site.code,
        "reason": it.reason,
        "made_on": day(it.made_on),
        "made_at": moment(it.made_at),
        "made_by": it.made_by,
    }


def _with_costs(asked: Call, answer: dict[str, Any], **values: int) -> dict[str, Any]:
    if not asked.shop.actor.may(P.SEE_COST):
        return answer
    return answer | {name: money(value, asked.shop) for name, value in values.items()}


def _taken_json(asked: Call, row: Any) -> dict[str, Any]:
    line = row.RepackInput
    answer = {
        "line": line.line,
        "lot": row.Lot.number,
        "sku": row.Product.sku,
        "quantity": quantity(line.quantity),
        "lost": quantity(line.lost),
    }
    return _with_costs(asked, answer, value=line.value, lost_value=line.lost_value)


def _made_json(asked: Call, row: Any) -> dict[str, Any]:
    line, lot = row.RepackOutput, row.Lot
    answer = {
        "line": line.line,
        "lot": lot.number,
        "sku": row.Product.sku,
        "name": row.Product.name,
        "quantity": quantity(line.quantity),
        "location": row.Location.code,
        "share": quantity(line.weight),
        "status": lot.status,
        "expiry_kind": lot.expiry_kind,
        "expires_on": day(lot.expires_on),
        "made_on": day(lot.made_on),
        "supplier": lot.supplier_code,
        "supplier_lot": lot.supplier_lot,
    }
    return _with_costs(asked, answer, value=line.value)


def _one(asked: Call, number: str) -> dict[str, Any]:
    session = asked.session
    head = repacks.repack_head(session, number, asked.shop.actor)
    taken = repacks.taken_by(session, head.Repack.id)
    made = repacks.made_by(session, head.Repack.id)
    answer = _head_json(head) | {
        "inputs": [_taken_json(asked, row) for row in taken],
        "outputs": [_made_json(asked, row) for row in made],
        "warnings": repacks.warnings_of(taken),
    }
    return _with_costs(asked, answer, value=sum(row.RepackInput.value for row in taken))


def _places(asked: Call) -> Mapping[tuple[str, int], Location | None]:
    """The locations that the lines name, by list and line."""
    session, actor = asked.session, asked.shop.actor
    named: dict[tuple[str, int], Location | None] = {}
    for word in ("inputs", "outputs"):
        for at, line in enumerate(getattr(asked.body, word)):
            field, code = f"{word}.{at}.location", line.location
            place = location_by_code(session, code, actor, field=field) if code else None
            named[word, at] = place
    return named


@call(
    "POST",
    "/stock/repacks",
    needs=P.MOVE_STOCK,
    body=RepackBody,
    answer=RepackAnswer,
    status=201,
    document=True,
)
def make_lots(asked: Call) -> dict[str, Any]:
    """Make lots from lots: split one, merge some, repack them, make a kit; cost goes along."""
    session, shop, body = asked.session, asked.shop, asked.body
    places = _places(asked)
    site = (
        site_by_code(session, body.site, shop.actor)
        if body.site
        else repacks.site_of_work(session, shop.actor, body.inputs[0].lot, places.values())
    )
    number = repack(
        session,
        body.kind,
        [Taken(x.lot, x.quantity, places["inputs", at]) for at, x in enumerate(body.inputs)],
        [
            Made(x.quantity, x.sku, places["outputs", at], x.share, x.expires_on)
            for at, x in enumerate(body.outputs)
        ],
        site=site,
        lost=[Lost(x.lot, x.quantity) for x in body.loss],
        reason=body.reason,
        on=today_at(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked, number)


@call("GET", "/stock/repacks/<number>", needs=P.SEE_STOCK, answer=RepackAnswer)
def get_repack(asked: Call) -> dict[str, Any]:
    """One split, merge, repack or kit: what it took, what it made."""
    return _one(asked, asked.path["number"])


@call("GET", "/stock/repacks", needs=P.SEE_STOCK, query=RepackQuery)
def list_repacks(asked: Call) -> dict[str, Any]:
    """Splits, merges, repacks and kits of the caller's sites, newest first."""
    query = asked.query
    found = repacks.repacks(
        asked.session, asked.shop.actor, before=id_before(query.cursor), limit=query.limit + 1
    )
    rows = found[: query.limit]
    more = encode_cursor(rows[-1].Repack.id) if len(found) > query.limit else None
    return {"items": [_head_json(row) for row in rows], "next": more}
