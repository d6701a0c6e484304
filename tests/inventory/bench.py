"""A store with a bench for tests of lots made from lots: cases, singles, a kit, and their lots."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import Lot, Movement
from app.inventory.repack_models import LotParent, Repack, RepackInput, RepackOutput
from tests.purchasing.dairy import deliver, furnish
from tests.support.api import ApiClient

CASE = {"sku": "CASE", "name": "Case of jam", "price": "30.00", "expiry_kind": "best_before"}
JAR = {"sku": "JAR", "name": "Jar of jam", "price": "2.99", "expiry_kind": "best_before"}
KIT = {"sku": "KIT", "name": "Breakfast", "price": "9.90", "expiry_kind": "use_by"}


def open_bench(api: ApiClient) -> None:
    """A shop with products to make others from."""
    furnish(api)
    for product in (CASE, JAR, KIT):
        made = api.post("/products", product | {"tracking": "lot", "lot_policy": "fefo"})
        assert made.status_code == 201, made.text


def cases(api: ApiClient, quantity: str = "3", cost: str = "10.00", **more: Any) -> str:
    """A delivery of cases for so much each; its lot."""
    given = {"supplier_lot": "C 1", "expires_on": "2099-05-31", "unit_cost": cost} | more
    return deliver(api, sku="CASE", quantity=quantity, **given)


def make(
    api: ApiClient,
    kind: str,
    inputs: list[tuple[str, str]],
    outputs: list[dict[str, Any]],
    **more: Any,
) -> Any:
    """Ask for a repack of (lot, quantity) each."""
    taken = [{"lot": lot, "quantity": quantity} for lot, quantity in inputs]
    body = {"kind": kind, "inputs": taken, "outputs": outputs, "reason": "for the shelf"}
    return api.post("/stock/repacks", body | more)


def made(answer: Any) -> list[str]:
    """The lots a repack made."""
    assert answer.status_code == 201, answer.text
    return [line["lot"] for line in answer.json["outputs"]]


def written(app: Flask) -> tuple[int, ...]:
    """How many lots, movements and rows of repacks there are."""
    tables = (Lot, Movement, Repack, RepackInput, RepackOutput, LotParent)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)
