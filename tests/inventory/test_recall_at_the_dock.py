"""Goods that fall into an open recall are blocked as they come in, in the same transaction."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import LotStatusChange
from app.reporting.integrity import run_checks
from tests.reporting.history import deliver, done, furnish, line
from tests.support.api import ApiClient

EXPIRY = "2027-05-01"
SCOPES: tuple[tuple[dict[str, Any], bool], ...] = (
    ({"sku": "YOG-500"}, True),
    ({"sku": "GOUDA"}, False),
    ({"supplier": "DAIRY"}, True),
    ({"supplier_lot": "lot 7"}, True),
    ({"supplier_lot": "LOT8"}, False),
    ({"supplier_lot": ["LOT8", "lot 7"]}, True),
    ({"sku": ["GOUDA", "YOG-500"], "supplier_lot": ["LOT8", "L0"]}, False),
    ({"supplier": "DAIRY", "supplier_lot": "L 0"}, False),
    ({"made_from": "2026-11-01", "made_to": "2026-11-03"}, True),
    ({"made_from": "2026-11-04"}, False),
    ({"made_to": "2026-11-02"}, False),
    ({"sku": "YOG-500", "made_from": "2026-11-03"}, True),
)


@pytest.fixture
def before(api: ApiClient) -> str:
    """One lot of yogurt and one of cheese that any scope of these tests finds something in."""
    furnish(api)
    first, *_others = deliver(
        api,
        _yogurt("Lot 7", "2026-11-01"),
        _yogurt("L0", "2026-11-09"),
        _yogurt("LOT8", "2026-11-02"),
        line("GOUDA", "5", "50.00", supplier_lot="LOT 7", made_on="2026-11-05"),
    )
    return first


def _yogurt(code: str, made_on: str) -> dict[str, Any]:
    return line("YOG-500", "5", "5.00", supplier_lot=code, made_on=made_on, expires_on=EXPIRY)


def _recall(api: ApiClient, scope: dict[str, Any]) -> str:
    number: str = done(api.post("/recalls", {"reason": "Glass", "scope": scope}))["number"]
    return number


def _broken(app: Flask) -> list[Any]:
    with app.app_context(), reading() as session:
        return [result for result in run_checks(session) if not result.ok]


def _sale(lot: str) -> dict[str, Any]:
    return {
        "till": "T1",
        "lines": [{"sku": "YOG-500", "quantity": "1", "lot": lot}],
        "payments": [{"tender": "cash", "amount": "5.00"}],
    }


@pytest.mark.parametrize(("scope", "caught"), SCOPES)
def test_what_comes_later_is_blocked_if_the_scope_means_it(
    api: ApiClient, app: Flask, before: str, scope: dict[str, Any], caught: bool
) -> None:
    number = _recall(api, scope)
    (late,) = deliver(api, _yogurt("LOT  7", "2026-11-03"), location="MAIN/STOCK")
    assert done(api.get(f"/lots/{late}"))["status"] == ("recalled" if caught else "released")
    assert (late in done(api.get(f"/recalls/{number}"))["lots"]) == caught
    sold = api.post("/sales", _sale(late))
    assert sold.json.get("code") == ("lot_recalled" if caught else None), sold.text
    assert _broken(app) == []


def test_a_recall_of_lots_by_number_catches_their_code_again(
    api: ApiClient, app: Flask, before: str
) -> None:
    number = _recall(api, {"lots": [before]})
    body = {
        "supplier": "DAIRY",
        "site": "MAIN",
        "lines": [
            _yogurt("lot 7", "2026-11-20"),
            _yogurt("Lot 77", "2026-11-20"),
            line("GOUDA", "1", "1.00", supplier_lot="LOT 7"),
        ],
    }
    receipt = done(api.post("/goods-receipts", body))
    statuses = [item["status"] for item in receipt["lines"]]
    assert statuses == ["recalled", "released", "released"]
    again, *_others = [item["lot"] for item in receipt["lines"]]
    assert done(api.get(f"/recalls/{number}"))["lots"] == [before, again]
    with app.app_context(), reading() as session:
        caught = select(AuditEvent.reason).where(AuditEvent.action == "recall.lot_caught")
        assert session.scalars(caught).all() == [f"lot {again}"]
        why = select(LotStatusChange.reason).where(LotStatusChange.to_status == "recalled")
        assert f"received under recall {number}" in session.scalars(why).all()
    assert _broken(app) == []


def test_a_closed_recall_catches_nothing_more(api: ApiClient, before: str) -> None:
    number = _recall(api, {"sku": "YOG-500"})
    done(api.post(f"/recalls/{number}/close", {}))
    (late,) = deliver(api, _yogurt("LOT 7", "2026-11-03"))
    assert done(api.get(f"/lots/{late}"))["status"] == "released"
    assert late not in done(api.get(f"/recalls/{number}"))["lots"]
