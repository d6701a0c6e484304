"""One supplier's lot code on several lots of ours: which is taken, and what a recall does."""

from typing import Any

import pytest

from tests.reporting.history import deliver, done, furnish, line
from tests.support.api import ApiClient

CODE = "(10)SAME"


@pytest.fixture
def twins(api: ApiClient) -> list[str]:
    """Two deliveries with the same printed code."""
    furnish(api)
    first = deliver(api, line("YOG-500", "2", "2.00", supplier_lot="SAME", expires_on="2027-05-01"))
    second = deliver(
        api, line("YOG-500", "2", "3.00", supplier_lot="same", expires_on="2027-05-01")
    )
    return first + second


def _sell(api: ApiClient, quantity: str) -> Any:
    body = {"till": "T1", "lines": [{"sku": "YOG-500", "quantity": quantity, "lot": "SAME"}]}
    return api.post("/sales", body | {"payments": [{"tender": "cash", "amount": "50.00"}]})


def test_a_shared_code_is_taken_oldest_first_and_over_both_lots(
    api: ApiClient, twins: list[str]
) -> None:
    assert done(api.post("/scans", {"data": CODE}))["lots"] == twins
    taken = done(_sell(api, "3"))["lines"][0]["allocations"]
    assert [(part["lot"], part["quantity"]) for part in taken] == [(twins[0], "2"), (twins[1], "1")]


def test_a_recall_of_one_of_them_stops_the_code_they_share(
    api: ApiClient, twins: list[str]
) -> None:
    done(api.post("/recalls", {"reason": "Glass", "scope": {"lots": [twins[0]]}}))
    assert done(api.post("/scans", {"data": CODE}))["verdict"] == "recalled"
    refused = _sell(api, "1")
    assert (refused.status_code, refused.json["code"]) == (409, "lot_recalled")
    assert done(api.get("/sales"))["items"] == []


def test_a_held_twin_leaves_the_other_for_sale(api: ApiClient, twins: list[str]) -> None:
    done(api.post(f"/lots/{twins[0]}/quarantine", {"reason": "Smell"}))
    found = done(api.post("/scans", {"data": CODE}))
    assert (found["verdict"], found["lot"]) == ("ok", twins[1])


def test_our_label_of_goods_without_a_gtin_names_its_lot(api: ApiClient, twins: list[str]) -> None:
    found = done(api.post("/scans", {"data": f"]d291{twins[1]}"}))
    assert (found["verdict"], found["lot"], found["sku"]) == ("ok", twins[1], "YOG-500")
