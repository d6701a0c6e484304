"""The till reads and judges a scan exactly as the server does: field by field, code by code."""

import dataclasses
import json
import random
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.v1.scans import verdict_json
from app.catalog.models import Pack, Product, ProductCode
from app.catalog.scanning import resolve
from app.db import reading
from app.gs1.encode import element_string
from app.gs1.parse import read
from app.gs1.rcn import RcnRules, rules_for
from app.gs1.reading import Reading
from app.identity.models import Site
from app.inventory.models import Lot, StockBalance
from app.inventory.verdicts import judge
from app.values.money import Currency
from tests.pos.scan_codes import Case, codes, mutated
from tests.pos.shop import EAN, Deli, open_deli
from tests.pos.test_js import _node
from tests.support.api import ApiClient

HERE = Path(__file__).parent
CASE, HAM = "14006381333938", "2312345600004"
RULES = "se"
GS = "\x1d"


def _rules(rules: RcnRules) -> list[dict[str, Any]]:
    return [dataclasses.asdict(rule) for rule in rules.rules]


def _till_says(asked: Any, folder: Path) -> Any:
    source, target = folder / "asked.json", folder / "answered.json"
    source.write_text(json.dumps(asked), "utf-8")
    ran = subprocess.run(
        [_node(), str(HERE / "js" / "judge_parity.mjs"), str(source), str(target)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return json.loads(target.read_text("utf-8"))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [_plain(each) for each in value] if isinstance(value, (tuple, list)) else value


def _said(found: Reading) -> dict[str, Any]:
    fields = {one.name: _plain(getattr(found, one.name)) for one in dataclasses.fields(found)}
    return {**fields, "measures": dict(fields["measures"])}


def _differences(asked: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    return [
        (case, name, mine[name], yours[name])
        for case, mine, yours in zip(asked, ours, theirs, strict=True)
        for name in mine
        if mine[name] != yours[name]
    ]


def test_the_till_reads_every_code_as_the_server_does(tmp_path: Path) -> None:
    cases: list[Case] = codes()
    asked = [
        {
            "data": data,
            "today": day.isoformat(),
            "inStore": _rules(rules_for(region)),
            "shortGtin": short,
        }
        for data, day, region, short in cases
    ]
    answered = _till_says({"cases": asked}, tmp_path)
    ours = [
        _said(read(data, today=day, rcn=rules_for(region), short_gtin=short))
        for data, day, region, short in cases
    ]
    wrong = _differences(cases, ours, answered)
    assert not wrong, f"{len(wrong)} differences (code, field, server, till): {wrong[:20]}"
    assert len({found["kind"] for found in answered}) == 9
    assert len(answered) > 9000


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    """The deli with packs, weights, shared codes, held goods, dates on labels, and lookalikes."""
    deli = open_deli(api, datetime.now(UTC).date())
    weighed = {"base_unit": "kg", "gtins": [HAM], "expiry_kind": "best_before"}
    deli.product("HAM", min_days_at_sale=3, **weighed)
    deli.product(
        "MILK", gtins=["9506000134352"], packs=[{"unit": "case", "factor": "12", "gtin": CASE}]
    )
    deli.product("SOAP", tracking="none", expiry_kind="none", gtins=["5901234123457"])
    deli.product("SALT", expiry_kind="none", gtins=["036000291452"])
    deli.product("9506000134352", gtins=[])
    deli.product("123456", base_unit="g")
    deli.product("OIL", base_unit="l", gtins=["9780000000002"])
    deli.product("GONE", gtins=["96385074"])
    deli.receive("HAM", "H1", days=2)
    deli.receive("HAM", "H2", days=-1)
    deli.receive("MILK", "SAME", days=5)
    deli.receive("SALT", "SAME", days=None)
    deli.receive("SALT", "ONLY/SALT", days=None)
    first, second = deli.receive("OIL", "TWIN", days=9), deli.receive("OIL", "twin", days=9)
    held = [deli.receive("GONE", "G1", days=9), first]
    deli.receive("GONE", "G2", days=-9)
    for number in held:
        assert api.post(f"/lots/{number}/quarantine", {"reason": "Smell"}).status_code == 200
    deli.lots["TWIN"], deli.lots["twin"] = first, second
    body = {"reason": "Broken"}
    assert api.post(f"/lots/{deli.lots['ONLY/SALT']}/write-off", body).status_code in (200, 201)
    return deli


def _snapshot(session: Session, on: date) -> dict[str, Any]:
    """What a till would hold of this shop, as plain data."""
    products = {each.id: each for each in session.scalars(select(Product))}
    site = session.scalars(select(Site.id).where(Site.code == "MAIN")).one()
    shelf = select(StockBalance).where(
        StockBalance.site_id == site,
        StockBalance.sellable_place == True,  # noqa: E712 - SQL
    )
    here: dict[int, int] = {}
    for balance in session.scalars(shelf):
        here[balance.lot_id] = here.get(balance.lot_id, 0) + balance.on_hand
    return {
        "on": on.isoformat(),
        "inStore": _rules(rules_for(RULES)),
        "products": [_product(session, each) for each in products.values()],
        "lots": [
            {
                "sku": products[lot.product_id].sku,
                "number": lot.number,
                "key": lot.supplier_lot_key,
                "supplier_lot": lot.supplier_lot,
                "expires_on": _plain(lot.expires_on),
                "made_on": _plain(lot.made_on),
                "kind": lot.expiry_kind,
                "status": lot.status,
                "available": here.get(lot.id, 0),
            }
            for lot in session.scalars(select(Lot))
        ],
    }


def _product(session: Session, product: Product) -> dict[str, Any]:
    packs = select(Pack.unit, Pack.factor).where(Pack.product_id == product.id)
    factors = {row.unit: row.factor for row in session.execute(packs)}
    rows = session.scalars(select(ProductCode).where(ProductCode.product_id == product.id))
    return {
        "sku": product.sku,
        "name": product.name,
        "unit": product.base_unit,
        "tracked": product.tracking == "lot",
        "expiry_kind": product.expiry_kind,
        "min_days": product.min_days_at_sale,
        "codes": [[row.gtin, row.pack_unit, factors.get(row.pack_unit)] for row in rows],
        "lots": [],
    }


def _scans(deli: Deli) -> list[str]:
    """Every product in every writing, with every lot, date and quantity the shop knows of."""
    gtins = ["0" + EAN, CASE, "09506000134352", "05901234123457", "00036000291452"]
    gtins += ["09780000000002", "00000096385074", "09521234543213", "0" + HAM]
    days = [f"{deli.today + timedelta(days=many):%y%m%d}" for many in (-1, 0, 3)]
    lots = [*deli.lots.values(), *deli.lots, "NOSUCH", *(each.lower() for each in deli.lots)]
    found = [*gtins, *lots, "YOGURT", "yogurt", "Milk", "soap", "123456", "rubbish", ""]
    found += [f"]d291{number}" for number in deli.lots.values()]
    found += ["2312345601254", "2312345601261", "0212345600000", "MAIN-T1-X-000001", "10SAME"]
    for gtin in gtins:
        found += [f"]C101{gtin}10{lot}" for lot in lots]
        found += [f"]d201{gtin}{ai}{day}" for ai in ("11", "15", "17") for day in days]
        found += [f"01{gtin}17{days[0]}10{lot}" for lot in lots]
        found += [f"]C102{gtin}373{GS}10SAME", f"(01){gtin}(3103)001250(21)S1", f"01{gtin}305"]
        found += [f"]C101{gtin}3925{GS}3150000500", f"https://id.gs1.org/01/{gtin}/10/SAME"]
        found.append(element_string([("01", gtin), ("3922", "1299"), ("3103", "000000")]))
    chance = random.Random(7)
    return found + [mutated(chance, chance.choice(found)) for _ in range(600)]


def test_the_till_judges_every_scan_as_the_server_does(
    app: Flask, deli: Deli, tmp_path: Path
) -> None:
    asked = _scans(deli)
    shop: Any = SimpleNamespace(shop=SimpleNamespace(currency=Currency("EUR", 2)))
    with app.app_context(), reading() as session:
        snapshot = _snapshot(session, deli.today)
        site = session.scalars(select(Site.id).where(Site.code == "MAIN")).one()
        ours = []
        for data in asked:
            seen = resolve(session, read(data, today=deli.today, rcn=rules_for(RULES)))
            answer = verdict_json(judge(session, seen, site_id=site, on=deli.today), shop)
            ours.append({name: answer[name] for name in answer if name != "unit_price"})
    answered = _till_says({"snapshot": snapshot, "cases": asked}, tmp_path)
    wrong = _differences(asked, ours, answered)
    assert not wrong, f"{len(wrong)} differences (code, field, server, till): {wrong[:20]}"
    assert {found["verdict"] for found in answered} == {
        "ok", "expired", "recalled", "quarantined", "no_stock", "unknown_lot", "unknown_product",
        "unreadable",
    }  # fmt: skip
