"""A shop of two stores for tests of transfers: goods in one, and a desk in each."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import Site
from app.inventory.models import Movement
from app.inventory.transfer_models import Transfer, TransferStep
from app.reporting.integrity import run_checks
from tests.purchasing.dairy import deliver, furnish
from tests.support.api import ApiClient

NORTH = {"code": "NORTH", "name": "North store", "kind": "store", "time_zone": "UTC"}


def open_stores(api: ApiClient) -> str:
    """Two stores and 24 pots of yogurt for 28.80 at the dock of the first; their lot."""
    furnish(api)
    assert api.post("/sites", NORTH).status_code == 201
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def send(api: ApiClient, *lines: tuple[str, str], **more: Any) -> Any:
    """Ask for a transfer from MAIN to NORTH of (lot, quantity) each."""
    wanted = [{"lot": lot, "quantity": quantity} for lot, quantity in lines]
    body = {"from_site": "MAIN", "to_site": "NORTH", "lines": wanted}
    return api.post("/stock/transfers", body | more)


def receive(api: ApiClient, number: str, *lines: tuple[str, str], **more: Any) -> Any:
    """Ask to take in (lot, quantity) each of a transfer."""
    came = [{"lot": lot, "quantity": quantity} for lot, quantity in lines]
    return api.post(f"/stock/transfers/{number}/receive", {"lines": came} | more)


def settle(api: ApiClient, number: str, lot: str, outcome: str, **more: Any) -> Any:
    """Ask to settle what is open of a lot."""
    lines = [{"lot": lot, "outcome": outcome} | more]
    body = {"lines": lines, "reason": "asked the driver"}
    return api.post(f"/stock/transfers/{number}/settle", body)


def spots(api: ApiClient, lot: str) -> dict[str, tuple[str, str]]:
    """Where a lot lies: location -> (quantity, value)."""
    held = api.get(f"/lots/{lot}").json["balances"]
    return {each["location"]: (each["on_hand"], each["value"]) for each in held}


def written(app: Flask) -> tuple[int, ...]:
    """How many movements, transfers and steps there are."""
    tables = (Movement, Transfer, TransferStep)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def site_id(app: Flask, code: str) -> int:
    """The id of a site."""
    with app.app_context(), reading() as session:
        return session.scalars(select(Site.id).where(Site.code == code)).one()


def broken(app: Flask) -> list[str]:
    """The integrity checks that do not hold."""
    with app.app_context(), reading() as session:
        return [f"{r.name}: {r.detail}" for r in run_checks(session) if not r.ok]
