"""A small shop with an enrolled terminal, for tests of the inbox through HTTP."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import AuditEvent
from app.reporting.integrity import run_checks
from app.sales.inbox_models import TillOp
from app.sales.models import Sale
from tests.pos.terminal import Terminal
from tests.support import people
from tests.support.api import ApiClient

NOW = "2026-11-21T10:05:00Z"


@dataclass
class InboxShop:
    """A shop with milk, a seller and a way to make terminals."""

    app: Flask
    api: ApiClient
    client: FlaskClient

    def ok(self, path: str, body: Any) -> Any:
        answer = self.api.post(path, body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json

    def product(self, sku: str, **more: Any) -> str:
        self.ok("/products", {"sku": sku, "name": sku, "price": "1.00", **more})
        return sku

    def lot(self, sku: str, quantity: int, cost: str = "10.00", **more: Any) -> str:
        item = {"sku": sku, "quantity": str(quantity), "line_cost": cost, **more}
        body = {"supplier": "S1", "site": "MAIN", "lines": [item]}
        number: str = self.ok("/goods-receipts", body)["lines"][0]["lot"]
        return number

    def terminal(self, till: str = "T1", **more: Any) -> Terminal:
        """A browser enrolled as the till's terminal."""
        made = Terminal(self._send)
        body = {"till": till, "name": f"{till} front", "public_key": made.public_key, **more}
        return made.enrolled(self.ok("/devices", body))

    def _send(self, method: str, path: str, raw: bytes, headers: dict[str, str]) -> Any:
        return self.client.open(path, method=method, data=raw, headers=headers)

    def seller(self, role: str = "cashier", name: str = "") -> people.Somebody:
        return people.person(self.app, role, name=name)

    def on_hand(self, sku: str) -> str:
        rows = self.api.get("/stock", sku=sku).json
        return str(sum(int(row["on_hand"]) for row in rows))

    def broken(self) -> list[Any]:
        """The integrity checks that do not hold."""
        with self.app.app_context(), reading() as session:
            return [result for result in run_checks(session) if not result.ok]

    def count(self, table: Any) -> int:
        with self.app.app_context(), reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def written(self) -> tuple[int, int, int]:
        """How many sales, acts and audit rows there are."""
        return self.count(Sale), self.count(TillOp), self.count(AuditEvent)

    def all(self, statement: Any) -> list[Any]:
        with self.app.app_context(), reading() as session:
            return list(session.execute(statement).all())


def open_shop(app: Flask, api: ApiClient) -> InboxShop:
    """Milk at 1.00 with a lot of ten, a supplier, no tax."""
    shop = InboxShop(app, api, app.test_client())
    shop.ok("/suppliers", {"code": "S1", "name": "Dairy"})
    shop.product("MILK", expiry_kind="use_by")
    return shop
