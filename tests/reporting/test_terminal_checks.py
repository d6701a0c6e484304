"""The doctor looks through the inbox: an altered act and an unknown gap are named."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import db
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import line
from tests.support.api import ApiClient


@pytest.fixture
def shop(app: Flask, api: ApiClient) -> InboxShop:
    """Three offline sales of one terminal."""
    found = open_shop(app, api)
    found.lot("MILK", 10, expires_on="2029-01-01")
    terminal = found.terminal()
    terminal.ops(*(terminal.sale(line("MILK", 1)) for _ in range(3)))
    assert found.broken() == []
    return found


def _unguarded(shop: InboxShop, statement: str) -> dict[str, str]:
    """What the doctor names after somebody with the file had their way with it."""
    with shop.app.app_context(), db.engine.begin() as connection:
        for trigger in ("till_op_no_update", "series_gap_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))
    return {each.name: each.detail for each in shop.broken()}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE till_op SET body = replace(body, '1.00', '9.00') WHERE seq = 2", "act 2"),
        ("UPDATE till_op SET made_at = '2020-01-01T00:00:00.000000Z' WHERE seq = 3", "act 3"),
        ("UPDATE till_op SET key = 'another' WHERE seq = 1", "act 1"),
        ("UPDATE till_op SET document = 'MAIN-T1-2-000009' WHERE seq = 2", "not there"),
    ],
    ids=["body", "moment", "key", "document"],
)
def test_an_altered_act_is_named(shop: InboxShop, statement: str, says: str) -> None:
    assert says in _unguarded(shop, statement)["terminal_acts"]


@pytest.mark.databases("sqlite")
def test_a_gap_that_nobody_wrote_down_is_named(shop: InboxShop) -> None:
    terminal = shop.terminal(replace=True)
    terminal.ops(terminal.sale(line("MILK", 1)))
    terminal.receipt += 1
    terminal.ops(terminal.sale(line("MILK", 1)))
    assert shop.broken() == []
    found = _unguarded(shop, "DELETE FROM series_gap")
    assert "2 is not" in found["receipt_numbers"]
