"""A recall's scope: by lot, or by anything lots have in common; nothing else is blocked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.inventory.recall_scope import Goods, covers, read_scope, write_scope
from tests.purchasing.dairy import Desk
from tests.reporting.history import deliver, done, furnish, line
from tests.support import people
from tests.support.api import ApiClient

SCOPES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"sku": "YOG-500"}, "abc"),
    ({"supplier": "DAIRY"}, "abcd"),
    ({"supplier_lot": "lot 7"}, "ad"),
    ({"sku": "YOG-500", "supplier_lot": "LOT7"}, "a"),
    ({"supplier_lot": ["lot 7", "L 9"]}, "acd"),
    ({"sku": ["YOG-500", "GOUDA"], "supplier_lot": ["L8", "LOT7", "NONE"]}, "abd"),
    ({"sku": ["GOUDA"], "supplier_lot": None}, "d"),
    ({"made_from": "2026-11-02", "made_to": "2026-11-03"}, "bc"),
    ({"sku": "YOG-500", "made_from": "2026-11-03"}, "c"),
)
BAD: tuple[Any, ...] = (7, [7], [""], ["x" * 65], {"a": "b"}, ["x"] * 1_001)


@pytest.fixture
def lots(api: ApiClient) -> dict[str, str]:
    """Three lots of yogurt made on three days, and one of cheese."""
    furnish(api)
    made = deliver(
        api,
        line("YOG-500", "5", "5.00", supplier_lot="Lot 7", made_on="2026-11-01", expires_on=EXPIRY),
        line("YOG-500", "5", "5.00", supplier_lot="L8", made_on="2026-11-02", expires_on=EXPIRY),
        line("YOG-500", "5", "5.00", supplier_lot="L9", made_on="2026-11-03", expires_on=EXPIRY),
        line("GOUDA", "5", "50.00", supplier_lot="LOT 7"),
    )
    return dict(zip("abcd", made, strict=True))


EXPIRY = "2027-05-01"


@pytest.mark.parametrize(("scope", "meant"), SCOPES)
def test_a_recall_blocks_what_its_scope_means_and_no_more(
    api: ApiClient, lots: dict[str, str], scope: dict[str, Any], meant: str
) -> None:
    recall = done(api.post("/recalls", {"reason": "Glass", "scope": scope}))
    assert sorted(recall["lots"]) == sorted(lots[name] for name in meant)
    statuses = {name: done(api.get(f"/lots/{lot}"))["status"] for name, lot in lots.items()}
    assert {name for name, status in statuses.items() if status == "recalled"} == set(meant)


@pytest.mark.parametrize(
    "scope", [{}, {"sku": "NONE"}, {"sku": [], "supplier_lot": []}, {"lots": ["L000099X"]}]
)
def test_a_recall_that_means_nothing_is_refused_and_blocks_nothing(
    api: ApiClient, lots: dict[str, str], scope: dict[str, Any]
) -> None:
    answer = api.post("/recalls", {"reason": "Glass", "scope": scope})
    assert answer.status_code == 400, answer.text
    assert all(done(api.get(f"/lots/{lot}"))["status"] == "released" for lot in lots.values())
    assert api.get("/recalls/RC-000001").status_code == 404


@pytest.mark.parametrize("codes", BAD)
def test_codes_that_are_none_are_refused(
    api: ApiClient, lots: dict[str, str], codes: object
) -> None:
    for name in ("sku", "supplier_lot"):
        answer = api.post("/recalls", {"reason": "Glass", "scope": {name: codes}})
        assert answer.status_code == 400, answer.text
    assert api.get("/recalls/RC-000001").status_code == 404


def test_codes_are_pasted_and_looked_at_first(
    api: ApiClient, lots: dict[str, str], client_as: Callable[[str], FlaskClient]
) -> None:
    client = client_as("manager")
    typed = {"reason": "Glass", "supplier_lot": "lot 7\r\nL9, L 9;NONE\n", "sku": "YOG-500,GOUDA"}

    def send(**more: str) -> Any:
        token = people.form_token(client.get("/recalls/new"))
        return client.post("/recalls/new", data={"csrf_token": token, **typed, **more})

    preview = send().text.split('id="recall-preview"')[1].split("</table>")[0]
    assert {name for name, lot in lots.items() if lot in preview} == set("acd")
    assert all(done(api.get(f"/lots/{lot}"))["status"] == "released" for lot in lots.values())
    assert send(supplier_lot="x" * 65, open="1").status_code == 400
    page = client.get(send(open="1").location).text
    assert "lot 7, L9, L 9, NONE" in page
    statuses = {name: done(api.get(f"/lots/{lot}"))["status"] for name, lot in lots.items()}
    assert {name for name, status in statuses.items() if status == "recalled"} == set("acd")


def test_a_scope_stored_with_one_code_is_read_as_before() -> None:
    old = '{"lots": [], "sku": "YOG", "supplier": null, "supplier_lot": "LOT 7", "made_from": null}'
    scope = read_scope(old)
    assert (scope.sku, scope.supplier_lot, scope.lots) == (("YOG",), ("LOT 7",), ())
    assert read_scope(write_scope(scope)) == scope
    assert covers(scope, Goods("YOG", supplier_lot="lot7"))
    assert not covers(scope, Goods("RYE", supplier_lot="lot7"))


def test_the_list_of_recalls_goes_on_page_by_page_and_by_state(app: Flask, api: ApiClient) -> None:
    furnish(api)
    names = [f"Z{number}" for number in range(52)]
    deliver(api, *(line("GOUDA", "1", "1.00", supplier_lot=name) for name in names))
    for name in names:
        scope = {"sku": "GOUDA", "supplier_lot": name}
        assert api.post("/recalls", {"reason": "glass", "scope": scope}).status_code == 201
    assert api.post("/recalls/RC-000001/close").status_code == 200
    desk = Desk(app, "owner")
    first = desk.get("/recalls").text
    assert ("RC-000052" in first, "RC-000002" in first) == (True, False)
    onward = re.search(r'href="(/recalls\?[^"]*cursor=[^"]*)"', first)
    assert onward is not None
    second = desk.get(onward[1].replace("&amp;", "&")).text
    assert ("RC-000052" in second, "RC-000002" in second) == (False, True)
    closed = desk.get("/recalls?state=closed").text
    assert ("RC-000001" in closed, "RC-000002" in closed) == (True, False)
    assert "RC-000001" not in desk.get("/recalls?state=open").text
