"""A recall's scope: by lot, or by anything lots have in common; nothing else is blocked."""

from typing import Any

import pytest

from tests.reporting.history import deliver, done, furnish, line
from tests.support.api import ApiClient

SCOPES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"sku": "YOG-500"}, "abc"),
    ({"supplier": "DAIRY"}, "abcd"),
    ({"supplier_lot": "lot 7"}, "ad"),
    ({"sku": "YOG-500", "supplier_lot": "LOT7"}, "a"),
    ({"made_from": "2026-11-02", "made_to": "2026-11-03"}, "bc"),
    ({"sku": "YOG-500", "made_from": "2026-11-03"}, "c"),
)


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


@pytest.mark.parametrize("scope", [{}, {"sku": "NONE"}, {"lots": ["L000099X"]}])
def test_a_recall_that_means_nothing_is_refused_and_blocks_nothing(
    api: ApiClient, lots: dict[str, str], scope: dict[str, Any]
) -> None:
    answer = api.post("/recalls", {"reason": "Glass", "scope": scope})
    assert answer.status_code == 400, answer.text
    assert all(done(api.get(f"/lots/{lot}"))["status"] == "released" for lot in lots.values())
    assert api.get("/recalls/RC-000001").status_code == 404
