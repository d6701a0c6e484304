"""A right request for every writing call of the interface, as the ground for wrong ones.

`EXAMPLES` is complete: a test holds it against the declared routes. A new call adds its line here
and is shaken with all the others from then on.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.api.v1.calls import Route
from tests.support.api import ApiClient
from tests.support.pictures import as_text, jpeg, scene

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Shop:
    """What the examples name: a lot with goods in it, and a sale of it."""

    lot: str
    sale: str

    def path(self, rule: str) -> str:
        """The rule's path with records that exist."""
        named = {
            "<lot>": self.lot,
            "<path:sku>": "MILK",
            "<path:code>": "MAIN/A1",
            "<number>": self.sale,
            "<code>": "T1",
        }
        for placeholder, value in named.items():
            rule = rule.replace(placeholder, value)
        return rule


def _ok(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


def furnish(api: ApiClient) -> Shop:
    """A product with a lot on hand, a supplier, a customer, a shelf and one sale."""
    milk = {"sku": "MILK", "name": "Milk", "price": "1.00", "gtins": ["4006381333931"]}
    _ok(api.post("/products", milk))
    _ok(api.post("/suppliers", {"code": "S1", "name": "Dairy"}))
    _ok(api.post("/customers", {"code": "C1", "name": "Guest"}))
    _ok(api.post("/locations", {"code": "MAIN/A1", "kind": "stock"}))
    line = {"sku": "MILK", "quantity": "100", "line_cost": "33.33", "expires_on": "2027-01-31"}
    receipt = _ok(api.post("/goods-receipts", {"supplier": "S1", "site": "MAIN", "lines": [line]}))
    sale = _ok(api.post("/sales", EXAMPLES["POST", "/sales"]))
    return Shop(receipt["lines"][0]["lot"], sale["number"])


_CASH = {"tender": "cash", "amount": "2.00"}
_SALE: dict[str, Any] = {
    "till": "T1",
    "customer": "C1",
    "sold_at": "2020-01-01T10:00:00Z",
    "lines": [{"sku": "MILK", "quantity": "2", "unit_price": "1.00", "discount": "0.00"}],
    "payments": [_CASH],
}
_PRODUCT: dict[str, Any] = {
    "sku": "NEW",
    "name": "New",
    "price": "1.00",
    "base_unit": "each",
    "gtins": ["96385074"],
    "tracking": "lot",
    "lot_policy": "fefo",
    "expiry_kind": "use_by",
    "shelf_life_days": 10,
    "min_days_at_receipt": 3,
    "min_days_at_sale": 1,
    "tax_category": "standard",
    "category": "Dairy",
    "packs": [{"unit": "box", "factor": "12", "gtin": "14006381333938"}],
}
_RECEIPT: dict[str, Any] = {
    "supplier": "S1",
    "site": "MAIN",
    "location": "MAIN/DOCK",
    "received_on": "2026-01-02",
    "reference": "note 7",
    "lines": [
        {
            "sku": "MILK",
            "quantity": "10",
            "unit": "each",
            "unit_cost": "0.3333",
            "supplier_lot": "L1",
            "expires_on": "2027-01-31",
            "made_on": "2026-01-01",
            "status": "released",
            "temperature_c": "4.5",
            "condition": "wet",
            "condition_note": "one carton",
            "accepted": True,
        }
    ],
}
_RETURN: dict[str, Any] = {
    "till": "T1",
    "lines": [{"line": 1, "quantity": "1", "disposition": "waste", "reason": "broken"}],
    "refund": {"tender": "cash"},
    "proof": "receipt",
}
_STOCK = b"location,sku,quantity,line_cost,expires_on\nMAIN/DOCK,MILK,1,2.50,2027-01-31\n"
_OPENING = {
    "file_name": "shelves.csv",
    "content": b64encode(_STOCK).decode(),
    "decimal": ".",
    "opened_on": "2026-01-02",
}
_PARTY = {"code": "X1", "name": "Somebody", "email": "a@example.org", "phone": "1"}
_ORDER_LINE = {
    "sku": "MILK",
    "quantity": "5",
    "unit": "each",
    "unit_cost": "1",
    "min_days_left": 3,
    "min_temperature_c": "2",
    "max_temperature_c": "7",
}
_FIRST_LOT = {"location": "MAIN/DOCK", "quantity": "5", "supplier_lot": "B7"}
_FIRST_LOT |= {"made_on": "2026-11-01", "expires_on": "2099-12-01"}
_MOVE = {"lot": "LOT", "quantity": "1", "from": "MAIN/DOCK", "to": "MAIN/A1"}

EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/tax-categories"): {"code": "luxury", "rate": "0.30"},
    ("POST", "/products"): _PRODUCT,
    ("PATCH", "/products/<path:sku>"): {"name": "Milk", "price": "1.10", "shelf_life_days": 5},
    ("POST", "/sites"): {"code": "N", "name": "North", "kind": "store", "time_zone": "UTC"},
    ("POST", "/locations"): {"code": "MAIN/B1", "kind": "stock", "site": "MAIN"},
    ("POST", "/tills"): {"code": "T2", "site": "MAIN"},
    ("POST", "/tills/<code>/shifts"): {"opening_cash": "100.00"},
    ("POST", "/tills/<code>/shifts/close"): {
        "counted_cash": "110.00",
        "piles": [{"value": "10.00", "pieces": 11}],
        "note": "all there",
        "approval": "none",
    },
    ("POST", "/vouchers"): {
        "till": "T1",
        "amount": "20.00",
        "payments": [{"tender": "cash", "amount": "50.00", "reference": "drawer 1"}],
        "expires_on": "2030-12-31",
    },
    ("POST", "/tills/<code>/cash"): {
        "direction": "in",
        "reason": "float",
        "amount": "50.00",
        "note": "notes",
    },
    ("POST", "/tills/<code>/drawer"): {"reason": "change"},
    ("POST", "/suppliers"): {**_PARTY, "terms": "30 days"},
    ("PATCH", "/suppliers/<path:code>"): {"name": "Somebody", "terms": "Cash"},
    ("POST", "/customers"): _PARTY,
    ("POST", "/purchase-orders"): {"supplier": "S1", "site": "MAIN", "lines": [_ORDER_LINE]},
    ("POST", "/purchase-orders/<number>/cancel"): {},
    ("POST", "/goods-receipts"): _RECEIPT,
    ("PATCH", "/lots/<lot>"): {"price": "0.80", "reason": "short date"},
    ("POST", "/containers"): {"till": "T1", "lot": "LOT", "quantity": "1"},
    ("POST", "/containers/<container>/close"): {"left": "0"},
    ("POST", "/lots/<lot>/quarantine"): {"reason": "smell"},
    ("POST", "/lots/<lot>/release"): {"reason": "tested"},
    ("POST", "/lots/<lot>/expiry"): {"expires_on": "2027-01-30", "reason": "misread"},
    ("POST", "/lots/<lot>/release-requests"): {"reason": "the lab says it is fine"},
    ("POST", "/lot-requests/<request_id>/approve"): {"note": "seen"},
    ("POST", "/lot-requests/<request_id>/refuse"): {"note": "not yet"},
    ("POST", "/lots/<lot>/write-off"): {"reason": "x", "quantity": "1", "location": "MAIN/DOCK"},
    ("POST", "/stock/transfers"): {
        "from_site": "MAIN",
        "to_site": "EAST",
        "lines": [{"lot": "LOT", "quantity": "1", "location": "MAIN/DOCK"}],
        "reason": "the other shop asked",
    },
    ("POST", "/stock/transfers/<number>/receive"): {
        "lines": [{"lot": "LOT", "quantity": "1", "location": "EAST/STOCK"}],
    },
    ("POST", "/stock/transfers/<number>/settle"): {
        "lines": [{"lot": "LOT", "outcome": "lost", "quantity": "1"}],
        "reason": "fell off the truck",
    },
    ("POST", "/stock/transfers/<number>/cancel"): {},
    ("POST", "/stock/openings/check"): _OPENING,
    ("POST", "/stock/openings"): _OPENING | {"sha256": hashlib.sha256(_STOCK).hexdigest()},
    ("POST", "/products/<sku>/track"): {"reason": "dates matter now", "rows": [_FIRST_LOT]},
    ("POST", "/attachments"): {
        "document": {"kind": "goods_receipt", "number": "GR-000001"},
        "name": "dock.txt",
        "note": "what the driver said",
        "content": b64encode(b"two cases short").decode(),
    },
    ("POST", "/attachments/<file>/strike"): {"reason": "the wrong pallet"},
    ("POST", "/landed-costs"): {"goods_receipt": "GR-000001", "amount": "1.00", "note": "freight"},
    ("POST", "/claims"): {
        "supplier": "S1",
        "site": "MAIN",
        "reason": "came too warm",
        "about": {"kind": "goods_receipt", "number": "GR-000001"},
        "lines": [
            {
                "kind": "quantity",
                "sku": "A",
                "quantity": "2",
                "amount": "2.00",
                "detail": "two cases short",
            }
        ],
    },
    ("POST", "/claims/<number>/send"): {"note": "by mail"},
    ("POST", "/claims/<number>/refuse"): {"reason": "too late"},
    ("POST", "/claims/<number>/withdraw"): {"reason": "our fault"},
    ("POST", "/claims/<number>/credits"): {
        "reference": "CN 77",
        "final": True,
        "lines": [{"line": 1, "amount": "1.00"}],
    },
    ("POST", "/supplier-returns"): {
        "supplier": "S1",
        "site": "MAIN",
        "reason": "came too warm",
        "reference": "RMA 7",
        "lines": [{"lot": "LOT", "quantity": "1", "location": "MAIN/DOCK"}],
    },
    ("POST", "/stock/counts"): {
        "location": "MAIN/DOCK",
        "lines": [{"lot": "LOT", "counted": "90"}],
        "reason": "cycle",
        "complete": True,
    },
    ("POST", "/stock/counts/<number>/approve"): {"note": "seen"},
    ("POST", "/stock/counts/<number>/reject"): {"note": "count again"},
    ("POST", "/stock/counts/<number>/swaps"): {
        "from_lot": "LOT",
        "to_lot": "LOT",
        "quantity": "1",
        "note": "the till took the other one",
    },
    ("POST", "/recalls"): {
        "reason": "glass",
        "scope": {
            "lots": ["LOT"],
            "sku": "MILK",
            "supplier": "S1",
            "supplier_lot": "L1",
            "made_from": "2026-01-01",
            "made_to": "2026-01-02",
        },
    },
    ("POST", "/recalls/<number>/close"): {},
    ("POST", "/stock/repacks"): {
        "kind": "split",
        "inputs": [{"lot": "LOT", "quantity": "2", "location": "MAIN/DOCK"}],
        "outputs": [
            {"sku": "MILK", "quantity": "1", "location": "MAIN/DOCK", "expires_on": "2026-12-02"}
        ],
        "loss": [{"lot": "LOT", "quantity": "1"}],
        "site": "MAIN",
        "reason": "for the shelf",
    },
    ("POST", "/recall-drills"): {"reason": "yearly audit", "lot": "LOT"},
    ("POST", "/recall-drills/<number>/finish"): {
        "found": [{"location": "MAIN/DOCK", "quantity": "90"}],
        "note": "labels face the wall",
    },
    ("POST", "/scans"): {"data": "4006381333931", "site": "MAIN"},
    ("POST", "/scans/picture"): {"image": as_text(jpeg(scene()))},
    ("POST", "/sales"): _SALE,
    ("POST", "/sales/<number>/returns"): _RETURN,
    ("POST", "/sales/<number>/void"): {"till": "T1", "reason": "wrong"},
    ("POST", "/zones"): {"site": "MAIN", "code": "COLD", "name": "Cold room"},
    ("POST", "/floor-levels"): {
        "location": "MAIN/A1",
        "sku": "MILK",
        "least": "2",
        "most": "10",
    },
    ("POST", "/floor-levels/remove"): {"location": "MAIN/A1", "sku": "MILK"},
    ("POST", "/stock/replenishment"): {"site": "MAIN"},
    ("POST", "/putaway-rules"): {
        "site": "MAIN",
        "sku": "MILK",
        "status": "released",
        "location": "MAIN/A1",
        "rank": 7,
    },
    ("POST", "/putaway-rules/<rule_id>/remove"): {},
    ("PATCH", "/locations/<path:code>"): {"zone": None, "most_lots": 3, "most_quantity": "12.5"},
    ("POST", "/stock/moves"): {"lines": [_MOVE]},
    ("POST", "/accounting/entries"): {
        "on": "2026-01-02",
        "memo": "rent",
        "postings": [{"account": "1300", "debit": "5.00"}, {"account": "1000", "credit": "5.00"}],
    },
    ("POST", "/devices"): {
        "till": "T1",
        "name": "Front",
        "public_key": {
            "kty": "EC",
            "crv": "P-256",
            "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
            "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
        },
        "replace": True,
    },
    ("POST", "/devices/<device>/revoke"): {"reason": "stolen"},
    ("POST", "/till/heartbeat"): {
        "now": "2026-11-21T10:00:00Z",
        "till": "T1",
        "queue_length": 1,
        "oldest": "2026-11-21T09:00:00Z",
        "last_op": 1,
        "head": "00ff",
        "news_seen": 1,
        "persisted": True,
    },
    ("POST", "/till/parked"): {
        "key": "b2f7c0de-0000-4000-8000-000000000001",
        "till": "T1",
        "name": "Blue coat",
        "cart": '{"lines":[{"sku":"MILK","quantity":1000000,"lot":null}]}',
        "total": "1.00",
    },
    ("POST", "/till/parked/<key>/take"): {"till": "T1"},
    ("POST", "/till/pin"): {"person": 1, "pin": "4071"},
    ("POST", "/till/lock"): {},
    ("POST", "/till/unlock"): {"person": 1, "pin": "407193", "locked": 2},
    ("POST", "/till/approvals"): {
        "person": 1,
        "pin": "407193",
        "kind": "price",
        "reason": "damaged",
        "detail": "MILK",
        "asker": 2,
    },
    ("POST", "/accounting/periods/close"): {"through": "2019-12-31"},
}
AMOUNTS = {
    "price", "unit_price", "discount", "amount", "rate", "factor", "quantity", "unit_cost",
    "debit", "credit", "counted",
}  # fmt: skip
"""Fields that hold an amount which is never negative, in whatever call they stand."""
WHOLE = {"shelf_life_days", "min_days_at_receipt", "min_days_at_sale", "min_days_left", "line"}


def example(route: Route, shop: Shop) -> dict[str, Any]:
    """A body that the call would take, with the shop's own lot in it."""
    body = deepcopy(EXAMPLES[route.method, route.rule])
    for where in leaves(body):
        if value_at(body, where) == "LOT":
            body = changed(body, where, shop.lot)
    return body


def leaves(value: Any, where: Where = ()) -> Iterator[Where]:
    """The places of all single values in a body."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*where, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*where, number))
    else:
        yield where


def branches(value: Any, where: Where = ()) -> Iterator[Where]:
    """The places of all objects and lists in a body, the body itself first."""
    if isinstance(value, dict | list):
        yield where
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in inner:
            yield from branches(each, (*where, name))


def value_at(body: Any, where: Where) -> Any:
    """What stands at a place of a body."""
    for step in where:
        body = body[step]
    return body


def changed(body: Any, where: Where, value: Any) -> Any:
    """The body with another value at a place."""
    if not where:
        return value
    copied = deepcopy(body)
    value_at(copied, where[:-1])[where[-1]] = value
    return copied
