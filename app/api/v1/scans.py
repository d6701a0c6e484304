"""`POST /scans`: any string, one verdict, always 200. Reads only."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict

from app import clock
from app.api.v1.calls import SCAN_SIZE, Call, call
from app.api.v1.fields import Answer, Body, Code
from app.api.v1.texts import day, plain, quantity
from app.catalog.scanning import ResolvedScan, resolve
from app.gs1.parse import read
from app.identity.permissions import Permission
from app.identity.queries import home_site, site_by_code
from app.identity.shop_context import ShopContext
from app.inventory.models import Lot
from app.inventory.verdicts import ScanVerdict, judge
from app.values.money import price_text


def _any_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value


class ScanBody(Body):
    """What came out of the scanner, as it came; at which site it is asked about."""

    model_config = ConfigDict(extra="forbid", str_max_length=None)
    data: Annotated[str, BeforeValidator(_any_text)]
    site: Code | None = None


class ScanAnswer(Answer):
    """One verdict."""

    verdict: str
    sku: str | None
    gtin: str | None
    supplier_lot: str | None
    lot: str | None
    lots: list[str]
    expires_on: str | None
    best_before: str | None
    made_on: str | None
    serial: str | None
    weight: str | None
    count: int | None
    price: str | None
    message: str


def _shown_gtin(scan: ResolvedScan) -> str | None:
    reading = scan.reading
    return reading.gtin14 or reading.lookup_gtin14 or reading.content_gtin14


def _scanned_code(code: str | None, lot: Lot) -> str | None:
    """The supplier's lot code as it was scanned; our own number is none of theirs."""
    return None if code is None or code.upper() == lot.number else code


def _lot_facts(found: ScanVerdict) -> dict[str, Any]:
    """What is known of the lot, where one was found; else what the code says of it."""
    scan, lot = found.scan, found.lot
    reading = scan.reading
    facts = {
        "lot": lot.number if lot else None,
        "supplier_lot": reading.lot,
        "expires_on": day(scan.expires_on),
        "best_before": day(scan.best_before),
        "made_on": day(scan.made_on),
    }
    if lot is None:
        return facts
    of_lot = {
        "supplier_lot": _scanned_code(reading.lot, lot) or lot.supplier_lot,
        "expires_on": facts["expires_on"] or day(lot.expires_on),
        "best_before": facts["best_before"]
        or (day(lot.expires_on) if lot.expiry_kind == "best_before" else None),
        "made_on": facts["made_on"] or day(lot.made_on),
    }
    return facts | of_lot


def _price(found: ScanVerdict, shop: ShopContext) -> str | None:
    """What a base unit costs: the lot's own price where it has one."""
    product, lot = found.scan.product, found.lot
    if product is None:
        return None
    own = None if lot is None else lot.price
    return price_text(product.price if own is None else own, shop.currency)


def verdict_json(found: ScanVerdict, asked: Call) -> dict[str, Any]:
    """The answer to a scan."""
    scan, shop = found.scan, asked.shop
    reading, product = scan.reading, scan.product
    return {
        "verdict": found.verdict,
        "sku": product.sku if product else None,
        "gtin": _shown_gtin(scan),
        **_lot_facts(found),
        "lots": list(found.lots),
        "serial": scan.serial,
        "weight": plain(reading.weight),
        "count": reading.count,
        "price": plain(reading.price),
        "message": found.message,
        "kind": reading.kind.value,
        "quantity": quantity(scan.quantity),
        "unit": scan.pack_unit or (product.base_unit if product else None),
        "name": product.name if product else None,
        "unit_price": _price(found, shop),
        "candidates": list(scan.ambiguous),
        "raw": reading.raw,
    }


@call(
    "POST",
    "/scans",
    needs=Permission.SEE_CATALOG,
    body=ScanBody,
    answer=ScanAnswer,
    writes=False,
    size=SCAN_SIZE,
)
def scan(asked: Call) -> dict[str, Any]:
    """Read a scan: which product and lot it is and whether it may be sold here today."""
    session, shop = asked.session, asked.shop
    site = (
        site_by_code(session, asked.body.site, shop.actor)
        if asked.body.site
        else home_site(session, shop.actor)
    )
    today = clock.local_day(shop.now, site.time_zone)
    reading = read(asked.body.data, today=today, rcn=shop.in_store)
    found = judge(session, resolve(session, reading), site_id=site.id, on=today)
    return verdict_json(found, asked)
