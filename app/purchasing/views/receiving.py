"""The receiving page and its own calls: what a scan means, what is missing, post the delivery."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, current_app, json, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.queries import product_by_sku, search
from app.catalog.search_words import LONGEST_QUERY, clean_line
from app.db import reading, transaction
from app.errors import BadInput, NotFound
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.identity.request_keys import MAX_KEY_LENGTH, claim, keep_answer
from app.purchasing import dock
from app.purchasing.blueprint import bp
from app.purchasing.commands import COMMANDS, TIMES
from app.purchasing.incoming import delivery_of
from app.purchasing.judging import Pack, judge, worst
from app.purchasing.queries import order_head, order_lines, supplier_by_code
from app.purchasing.scanned import Dock, counted_product, dock_scan, order_json
from app.purchasing.services.receive_delivery import Delivery, ReceivedDelivery, receive_delivery
from app.values.quantity import quantity_text
from app.web.answers import answers_json, body_object, text_of
from app.web.barcode import code128_svg
from app.web.fields import read_day

P = Permission
LONGEST_SCAN = 2048


def _dock(session: Session, data: dict[str, Any] | None = None) -> Dock:
    """Where this delivery is received, from what the page says of it."""
    who, shop, said = actor(), current_app.extensions["lotwise"], data or {}
    code, number, supplier = (text_of(said, n) for n in ("site", "purchase_order", "supplier"))
    home = identity.home_site(session, who)
    site = identity.site_by_code(session, code, who) if code else home
    return Dock(
        who,
        site,
        clock.local_day(clock.now(), site.time_zone),
        shop.currency,
        shop.in_store,
        supplier_by_code(session, supplier) if supplier else None,
        order_head(session, number, who) if number else None,
    )


@bp.get("/receiving")
@needs(P.RECEIVE)
def receive() -> ResponseReturnValue:
    """Scan, scan, scan, post."""
    with reading() as session:
        here = _dock(session)
        shown = {
            "orders": dock.awaited_orders(session, actor()),
            "suppliers": dock.suppliers(session),
            "sites": identity.sites_of(session, actor()),
            "dock": here,
            "asked_order": text_of(dict(request.args), "order", 40),
        }
        return render_template("purchasing/receive.html", **shown)


@bp.get("/receiving/sw.js")
@needs(P.PUBLIC)
def service_worker() -> ResponseReturnValue:
    """The service worker that lets the page start without network."""
    code = (Path(bp.static_folder or "") / "sw.js").read_text(encoding="utf-8")
    answer = Response(code, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/receiving"
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/receiving/commands")
@needs(P.RECEIVE)
def commands() -> ResponseReturnValue:
    """The sheet of command bar codes, to print and hang up."""
    drawn = [(each, code128_svg(each.code, each.name)) for each in (*COMMANDS, *TIMES)]
    return render_template("purchasing/commands.html", drawn=drawn, first=len(COMMANDS))


@bp.get("/receiving/orders/<number>")
@needs(P.RECEIVE)
@answers_json
def awaited_order(number: str) -> Any:
    """A purchase order with its open lines, for the tally."""
    with reading() as session:
        here = _dock(session)
        row = order_head(session, number, actor())
        if row is None:
            raise NotFound("There is no such purchase order.")
        return order_json(session, here, row)


@bp.post("/receiving/scan")
@needs(P.RECEIVE)
@answers_json
def scan() -> Any:
    """What one scan means here."""
    data = body_object()
    with reading() as session:
        return dock_scan(session, _dock(session, data), text_of(data, "data", LONGEST_SCAN))


@bp.post("/receiving/choose")
@needs(P.RECEIVE)
@answers_json
def choose() -> Any:
    """The same for a product that was chosen from a list."""
    data = body_object()
    with reading() as session:
        product = product_by_sku(session, text_of(data, "sku", 64))
        here, unit = _dock(session, data), text_of(data, "unit") or None
        return counted_product(session, here, product, unit)


@bp.get("/receiving/products")
@needs(P.RECEIVE)
@answers_json
def find_products() -> Any:
    """Products to choose from, where a code is not known."""
    words = clean_line(request.args.get("q", "")[:LONGEST_QUERY])
    with reading() as session:
        page = search(session, words, limit=12, active=True)
    return {"items": [{"sku": row.sku, "name": row.name} for row in page.items]}


def _day(data: dict[str, Any], name: str) -> Any:
    text = text_of(data, name, 20)
    try:
        return read_day(text) if text else None
    except ValueError as error:
        raise BadInput(str(error), [(name, str(error))]) from None


def _min_days(session: Session, here: Dock, product_id: int) -> int | None:
    lines = order_lines(session, here.order.PurchaseOrder.id) if here.order else ()
    return next((line.min_days_left for line, item in lines if item.id == product_id), None)


@bp.post("/receiving/check")
@needs(P.RECEIVE)
@answers_json
def check() -> Any:
    """What is to be said about a lot and date that were typed in."""
    data = body_object()
    with reading() as session:
        here = _dock(session, data)
        product = product_by_sku(session, text_of(data, "sku", 64))
        supplier = here.supplier.code if here.supplier else ""
        least = _min_days(session, here, product.id)
        days = (_day(data, "expires_on"), _day(data, "made_on"))
        pack = Pack(product, supplier, text_of(data, "supplier_lot", 64), *days, least)
        notes = judge(session, pack, today=here.today)
    return {"tone": worst(notes), "notes": [vars(note) for note in notes]}


def _answer(delivery: Delivery, done: ReceivedDelivery) -> dict[str, Any]:
    lines = [
        {
            "line": number,
            "lot": lot.number,
            "sku": item.product.sku,
            "name": item.product.name,
            "quantity": quantity_text(item.quantity),
            "base_unit": item.product.base_unit,
            "expires_on": item.expires_on.isoformat() if item.expires_on else None,
            "status": lot.status,
        }
        for number, (item, lot) in enumerate(zip(delivery.lines, done.lots, strict=True), 1)
    ]
    return {
        "number": done.number,
        "url": url_for("purchasing.receipt", number=done.number),
        "lines": lines,
        "discrepancies": [
            {"line": d.line, "kind": d.kind, "detail": d.detail} for d in done.match.differences
        ],
        "warnings": [vars(warned) for warned in done.warnings],
    }


def _take_in(data: dict[str, Any], session: Session) -> str:
    here = _dock(session, data)
    delivery = delivery_of(session, data, site=here.site, received_on=here.today, by=here.actor)
    done = receive_delivery(
        session, delivery, currency=here.currency, at=clock.now(), by=here.actor
    )
    answer = _answer(delivery, done)
    if here.actor.may(P.MOVE_STOCK):
        where = {"site": here.site.code, "receipt": done.number}
        answer["putaway_url"] = url_for("inventory.putaway", **where)
    if not here.actor.may(P.SEE_COST):
        answer["discrepancies"] = [d for d in answer["discrepancies"] if d["kind"] != "price"]
    return str(json.dumps(answer))


def _once(data: dict[str, Any], key: str) -> Callable[[Session], tuple[str, bool]]:
    """The work of a posting: done the first time, answered from memory every other time."""
    who, sent = actor().key, hashlib.sha256(b"receiving\n" + request.get_data()).hexdigest()

    def work(session: Session) -> tuple[str, bool]:
        first = claim(session, actor=who, key=key, request_hash=sent, at=clock.now())
        if first is not None:
            return first.body, True
        text = _take_in(data, session)
        keep_answer(session, actor=who, key=key, status=201, body=text)
        return text, False

    return work


@bp.post("/receiving/deliveries")
@needs(P.RECEIVE)
@answers_json
def post_delivery() -> Any:
    """Post the delivery: lots, movements and the entry, all at once, and at most once per key."""
    data, key = body_object(), request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise BadInput("The page did not say which delivery this is.", [("Idempotency-Key", "")])
    text, replayed = transaction(_once(data, key))
    answer = Response(text, 200 if replayed else 201, mimetype="application/json")
    if replayed:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer
