"""Numbers and lists at the edge of what fits: the largest allowed work, one more is refused.

Every amount that a request makes us compute must fit into 64 bits, or be refused with 400.
"""

from typing import Any

import pytest
from flask import Flask

from tests.hostile.bodies import furnish
from tests.hostile.witness import watching
from tests.support.api import ApiClient

MOST = "1000000000"
PALLET = "14006381333938"


def _receipt(**line: Any) -> dict[str, Any]:
    return {"supplier": "S1", "site": "MAIN", "lines": [{"sku": "MILK", **line}]}


def _sale(**line: Any) -> dict[str, Any]:
    payments = [{"tender": "card", "amount": "1.00"}]
    return {"till": "T1", "lines": [{"sku": "MILK", **line}], "payments": payments}


GREAT_PACK = {"sku": "MILK", "unit": "pallet", "quantity": MOST}
TOO_MUCH = (
    ("/goods-receipts", _receipt(quantity=MOST, unit="pallet", line_cost="1.00")),
    ("/goods-receipts", _receipt(quantity="1001", unit="pallet", line_cost="1.00")),
    (
        "/purchase-orders",
        {"supplier": "S1", "site": "MAIN", "lines": [{**GREAT_PACK, "unit_cost": "1"}]},
    ),
    ("/goods-receipts", _receipt(quantity=MOST, unit_cost=MOST)),
    ("/goods-receipts", _receipt(quantity="1000", unit_cost=MOST)),
    ("/goods-receipts", _receipt(quantity=MOST, unit_cost="10.01")),
    ("/sales", _sale(quantity=MOST, unit_price=MOST)),
    ("/sales", _sale(quantity="11", unit_price=MOST)),
    ("/sales", {**_sale(), "lines": [{"scan": PALLET, "quantity": MOST}]}),
)


@pytest.mark.parametrize(("path", "body"), TOO_MUCH, ids=[str(n) for n in range(len(TOO_MUCH))])
def test_a_worth_beyond_what_fits_is_refused(
    app: Flask, api: ApiClient, path: str, body: dict[str, Any]
) -> None:
    furnish(api)
    pallet = {"unit": "pallet", "factor": "1000000", "gtin": PALLET}
    assert api.patch("/products/MILK", {"packs": [pallet]}).status_code == 200
    with watching(app) as witness:
        witness.see(path, api.post(path, body), 400)


def test_many_dear_lines_never_overflow(app: Flask, api: ApiClient) -> None:
    furnish(api)
    line = {"sku": "MILK", "quantity": "1", "line_cost": "10000000000.00"}
    body = {"supplier": "S1", "site": "MAIN", "lines": [line] * 100}
    with watching(app) as witness:
        for _ in range(3):
            witness.allow("100 dear lots", api.post("/goods-receipts", body))
        witness.allow("sold", api.post("/sales", _sale(quantity="250", unit_price="0.004")))
        witness.see("trial balance", api.get("/accounting/trial-balance"), 200)
        assert api.get("/integrity").json["ok"]


def test_a_sale_of_two_thousand_lines_is_sold(app: Flask, api: ApiClient) -> None:
    furnish(api)
    skus = [f"P{number}" for number in range(60)]
    for sku in skus:
        assert api.post("/products", {"sku": sku, "name": sku, "price": "1"}).status_code == 201
    delivered = [{"sku": sku, "quantity": "40", "unit_cost": "0.10"} for sku in skus]
    receipt = {"supplier": "S1", "site": "MAIN", "lines": delivered}
    assert api.post("/goods-receipts", receipt).status_code == 201
    lines = [{"sku": skus[number % 60], "quantity": "1"} for number in range(2000)]
    payments = [{"tender": "card", "amount": "2000.00"}]
    sale = {"till": "T1", "lines": lines, "payments": payments}
    with watching(app) as witness:
        witness.allow("2000 lines", api.post("/sales", sale))
        longer = {**sale, "lines": [*lines, lines[0]]}
        witness.see("2001 lines", api.post("/sales", longer), 400)
    assert api.get("/integrity").json["ok"]
