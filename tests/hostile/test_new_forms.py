"""Forms of claims, credits, files and lot numbers under nonsense: a sentence, nothing written."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attachments.models import Attachment
from app.db import reading
from app.inventory.models import Movement
from app.purchasing.claim_models import Claim, SupplierCredit
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient

NONSENSE = ("\x00", "x" * 100_000, "-1", "1e9", "NaN", "9" * 40, "٣", "=1+1", "\u202e", "../..")


def _counts(app: Flask) -> tuple[int, ...]:
    tables = (Claim, SupplierCredit, Movement, Attachment)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _forms(lot: str) -> dict[str, dict[str, str]]:
    claim = {"supplier": "DAIRY", "site": "MAIN", "reason": "r", "lines-0-kind": "price"}
    claim |= {"lines-0-lot": lot, "lines-0-quantity": "1", "lines-0-amount": "1.00"}
    row = {"rows-0-location": "MAIN/DOCK", "rows-0-quantity": "5", "rows-0-supplier_lot": "B"}
    row |= {"rows-0-expires_on": "2099-01-01", "rows-0-made_on": "2026-01-01"}
    return {
        "/claims/new": claim,
        "/claims/CL-000001/credit": {"lines-0-line": "1", "lines-0-amount": "1.00"},
        "/claims/CL-000001/withdraw": {"note": "n"},
        "/tracking/BAG": {"reason": "r", **row},
        "/files": {"kind": "lot", "number": lot, "note": "n"},
        "/files/1/strike": {"reason": "r"},
    }


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def _bag(api: ApiClient) -> None:
    bag = {"sku": "BAG", "name": "Bag", "base_unit": "each", "tracking": "none", "price": "0.10"}
    assert api.post("/products", bag | {"expiry_kind": "none"}).status_code == 201
    deliver(api, sku="BAG", quantity="5")


def _claim(api: ApiClient, lot: str) -> None:
    line = {"kind": "price", "lot": lot, "quantity": "1", "amount": "1.00"}
    body: dict[str, Any] = {"supplier": "DAIRY", "site": "MAIN", "reason": "r", "lines": [line]}
    assert api.post("/claims", body).status_code == 201


def test_no_field_of_the_new_forms_makes_a_fault_of_ours(
    app: Flask, api: ApiClient, lot: str
) -> None:
    _bag(api)
    _claim(api, lot)
    desk = Desk(app, "manager")
    codes: dict[tuple[str, str, str], int] = {}
    for path, form in _forms(lot).items():
        for field in form:
            for wrong in NONSENSE:
                data: dict[str, Any] = {**form, field: wrong, "csrf_token": desk.token}
                if path == "/files":
                    data["file"] = (io.BytesIO(b"MZ\x90\x00"), f"{wrong[:50]}.jpg")
                if path == "/claims/CL-000001/credit":
                    data["look"] = "1"  # looked at only: nothing may be booked by chance
                answer = desk.client.post(path, data=data)
                codes[path, field, wrong[:9]] = answer.status_code
                assert answer.status_code < 500, (path, field, wrong[:20])
    assert set(codes.values()) <= {200, 302, 400, 404, 409, 413}, codes
    assert _counts(app)[1:2] + _counts(app)[3:] == (0, 0)


def test_a_claim_of_too_much_money_is_a_wrong_field_and_writes_nothing(
    app: Flask, api: ApiClient, lot: str
) -> None:
    before, desk = _counts(app), Desk(app, "manager")
    form = _forms(lot)["/claims/new"]
    for field in ("lines-0-amount", "lines-0-quantity"):
        for wrong in ("9" * 40, "-1", "NaN", "1e9", "0"):
            assert desk.send("/claims/new", **form | {field: wrong}).status_code == 400, wrong
    assert _counts(app) == before
