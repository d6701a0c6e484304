"""A shop that has lived: deliveries, sales, returns, a void, a shift, waste, a move, a
recall, two sites.

Made over the interface, so that every row comes from the shop's own services.
"""

import hashlib
from base64 import b64encode
from typing import Any

from tests.support.api import ApiClient

TODAY = "2026-11-21"
YOGURT: dict[str, Any] = {
    "sku": "YOG-500",
    "name": "Yogurt 500 g",
    "base_unit": "each",
    "tracking": "lot",
    "lot_policy": "fefo",
    "expiry_kind": "use_by",
    "price": "2.49",
    "tax_category": "reduced",
}
CHEESE: dict[str, Any] = {
    "sku": "GOUDA",
    "name": "Gouda",
    "base_unit": "kg",
    "tracking": "lot",
    "lot_policy": "fefo",
    "expiry_kind": "best_before",
    "price": "19.90",
    "tax_category": "standard",
}
BAGS: dict[str, Any] = {
    "sku": "BAG",
    "name": "Paper bag",
    "base_unit": "each",
    "tracking": "none",
    "lot_policy": "fifo",
    "expiry_kind": "none",
    "price": "0.10",
    "tax_category": "standard",
}


def done(answer: Any) -> Any:
    """The answer's body; a refusal of the history itself is a mistake of the test."""
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


def furnish(api: ApiClient) -> None:
    """Products, tax, a supplier, a customer."""
    done(api.post("/tax-categories", {"code": "standard", "rate": "0.20"}))
    done(api.post("/tax-categories", {"code": "reduced", "rate": "0.07"}))
    for product in (YOGURT, CHEESE, BAGS):
        done(api.post("/products", product))
    done(api.post("/suppliers", {"code": "DAIRY", "name": "Dairy"}))
    done(api.post("/customers", {"code": "C1", "name": "Ms. Regular"}))


def deliver(api: ApiClient, *lines: dict[str, Any], site: str = "MAIN", **more: Any) -> list[str]:
    """A delivery from the dairy; the lots it made."""
    body = {"supplier": "DAIRY", "site": site, "lines": list(lines), **more}
    return [line["lot"] for line in done(api.post("/goods-receipts", body))["lines"]]


def line(sku: str, quantity: str, cost: str, **more: Any) -> dict[str, Any]:
    """A delivered line."""
    return {"sku": sku, "quantity": quantity, "line_cost": cost, **more}


def sell(
    api: ApiClient,
    *lines: dict[str, Any],
    paid: str,
    tender: str = "cash",
    till: str = "T1",
    note: str = "",
) -> str:
    """A sale; its number."""
    payments = [{"tender": tender, "amount": paid}]
    body = {"till": till, "lines": list(lines), "payments": payments, "note": note}
    return str(done(api.post("/sales", body))["number"])


def bring_back(api: ApiClient, sale: str, sold_line: int, quantity: str, disposition: str) -> None:
    """A return of part of a line."""
    wish = {
        "line": sold_line,
        "quantity": quantity,
        "disposition": disposition,
        "reason": "not liked",
    }
    body = {"till": "T1", "lines": [wish], "refund": {"tender": "cash"}}
    done(api.post(f"/sales/{sale}/returns", body))


def live(api: ApiClient) -> list[str]:
    """A busy day; returns the lots in the order they came."""
    furnish(api)
    order = {"supplier": "DAIRY", "site": "MAIN", "lines": []}
    order["lines"] = [{"sku": "YOG-500", "quantity": "20", "unit_cost": "1.10"}]
    number = done(api.post("/purchase-orders", order))["number"]
    lots = deliver(
        api,
        line("YOG-500", "20", "22.01", supplier_lot="A1", expires_on="2026-12-24"),
        purchase_order=number,
    )
    lots += deliver(
        api,
        line("YOG-500", "10", "10.00", supplier_lot="B7", expires_on="2026-12-01"),
        line("GOUDA", "12.345", "100.03", supplier_lot="G1", expires_on="2027-03-01"),
        line("BAG", "1000", "9.99"),
    )
    _shift(api)
    _stock(api, lots)
    _second_site(api)
    repack(api, lots[2])
    claim(api)
    keep_a_file(api, lots[2])
    rehearse(api, lots[0])
    return lots


def _sales(api: ApiClient) -> None:
    mixed = [{"sku": "YOG-500", "quantity": "13"}, {"sku": "GOUDA", "quantity": "0.333"}]
    first = sell(api, *mixed, {"sku": "BAG", "quantity": "1"}, paid="100.00")
    bring_back(api, first, 1, "2", "restock")
    bring_back(api, first, 1, "1", "waste")
    bring_back(api, first, 2, "0.1", "quarantine")
    second = sell(api, {"sku": "GOUDA", "quantity": "1.5"}, paid="35.82", tender="card")
    done(api.post(f"/sales/{second}/void", {"till": "T1", "reason": "wrong customer"}))
    bags = {"sku": "BAG", "quantity": "3", "discount": "0.05", "note": "without handles"}
    sell(api, bags, paid="1.00", note="fetched at five")
    _vouchers(api)


def _vouchers(api: ApiClient) -> None:
    """A voucher sold, spent in part, and refilled by a return; another one's paper taken."""
    bought = [{"tender": "cash", "amount": "30.00"}]
    body = {"till": "T1", "amount": "25.00", "payments": bought}
    number = done(api.post("/vouchers", body))["number"]
    for reference in (number, ""):
        paid = [{"tender": "voucher", "amount": "2.40", "reference": reference}]
        sold = {"till": "T1", "lines": [{"sku": "BAG", "quantity": "20"}], "payments": paid}
        bags = done(api.post("/sales", sold))["number"]
        wish = {"line": 1, "quantity": "5", "disposition": "restock", "reason": "too many"}
        back = {"till": "T1", "lines": [wish], "refund": {"tender": "original"}}
        done(api.post(f"/sales/{bags}/returns", back))


def _shift(api: ApiClient) -> None:
    """A shift with sales and money moved, closed short; and the next one, open."""
    done(api.post("/tills/T1/shifts", {"opening_cash": "100.00"}))
    _sales(api)
    for way, reason in (("in", "change"), ("out", "petty"), ("out", "drop")):
        done(api.post("/tills/T1/cash", {"direction": way, "reason": reason, "amount": "7.00"}))
    done(api.post("/tills/T1/shifts/close", {"counted_cash": "120.00"}))
    done(api.post("/tills/T1/shifts", {"opening_cash": "80.00"}))


def _stock(api: ApiClient, lots: list[str]) -> None:
    done(api.post("/zones", {"site": "MAIN", "code": "FLOOR", "name": "Shop floor"}))
    done(api.post("/locations", {"code": "MAIN/A1", "kind": "stock", "zone": "FLOOR"}))
    level = {"location": "MAIN/A1", "sku": "GOUDA", "least": "0.5", "most": "1"}
    done(api.post("/floor-levels", level))
    done(api.post("/putaway-rules", {"site": "MAIN", "sku": "YOG-500", "zone": "FLOOR"}))
    shift = {"lot": lots[2], "quantity": "2", "from": "MAIN/DOCK", "to": "MAIN/A1"}
    done(api.post("/stock/moves", {"lines": [shift]}))
    done(api.post(f"/lots/{lots[2]}/write-off", {"reason": "dropped", "quantity": "0.5"}))
    done(api.post(f"/lots/{lots[2]}/quarantine", {"reason": "smell"}))
    done(api.post(f"/lots/{lots[2]}/release", {"reason": "tested"}))
    short = {"location": "MAIN/DOCK", "lines": [{"lot": lots[3], "counted": "900"}]}
    done(api.post("/stock/counts", short | {"reason": "cycle"}))
    done(api.post("/recalls", {"reason": "glass", "scope": {"lots": [lots[0]]}}))


def _second_site(api: ApiClient) -> None:
    done(api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"}))
    done(api.post("/tills", {"code": "N1", "site": "NORTH"}))
    deliver(api, line("YOG-500", "5", "5.55", expires_on="2026-12-20"), site="NORTH")
    sell(api, {"sku": "YOG-500", "quantity": "2"}, paid="5.33", till="N1")


def transfer(api: ApiClient, lot: str) -> None:
    """Goods to the second site, in part received, in part lost; and some back to the supplier."""
    sent = {"from_site": "MAIN", "to_site": "NORTH", "lines": [{"lot": lot, "quantity": "1.5"}]}
    number = done(api.post("/stock/transfers", sent))["number"]
    came = {"lines": [{"lot": lot, "quantity": "1"}]}
    done(api.post(f"/stock/transfers/{number}/receive", came))
    lost = {"lot": lot, "quantity": "0.25", "outcome": "lost"}
    done(api.post(f"/stock/transfers/{number}/settle", {"lines": [lost], "reason": "fell off"}))
    back = {"supplier": "DAIRY", "site": "MAIN", "reason": "mould"}
    back |= {"lines": [{"lot": lot, "quantity": "0.5"}]}
    done(api.post("/supplier-returns", back))


def claim(api: ApiClient) -> None:
    """A supplier credits part of what a lot cost, sold units and returned ones too."""
    done(api.post("/products", YOGURT | {"sku": "KEFIR", "expiry_kind": "best_before"}))
    (lot,) = deliver(api, line("KEFIR", "10", "10.01", expires_on="2030-12-24"))
    sale = sell(api, {"sku": "KEFIR", "quantity": "4"}, paid="20.00")
    body = {"supplier": "DAIRY", "site": "MAIN", "reason": "dearer than agreed"}
    body |= {"lines": [{"kind": "price", "lot": lot, "quantity": "10", "amount": "3.00"}]}
    number = done(api.post("/claims", body))["number"]
    credited = {"lines": [{"line": 1, "amount": "2.99"}], "reference": "CN 1"}
    done(api.post(f"/claims/{number}/credits", credited))
    bring_back(api, sale, 1, "1", "restock")
    receipt = done(api.get(f"/lots/{lot}/trace"))["origin"]["goods_receipt"]
    done(api.post("/landed-costs", {"goods_receipt": receipt, "amount": "0.50"}))


def keep_a_file(api: ApiClient, lot: str) -> None:
    """What the laboratory wrote about a lot."""
    on = {"kind": "lot", "number": lot}
    body = {"document": on, "name": "lab.txt", "content": b64encode(b"all well").decode()}
    done(api.post("/attachments", body))


def repack(api: ApiClient, lot: str) -> None:
    """Part of a lot gets a number of its own."""
    body = {"kind": "split", "inputs": [{"lot": lot, "quantity": "1"}], "reason": "for the bar"}
    done(api.post("/stock/repacks", body | {"outputs": [{"quantity": "1"}]}))


def rehearse(api: ApiClient, lot: str) -> None:
    """A recall drill that found something."""
    number = done(api.post("/recall-drills", {"lot": lot, "reason": "audit"}))["number"]
    found = [{"location": "MAIN/DOCK", "quantity": "1"}]
    done(api.post(f"/recall-drills/{number}/finish", {"found": found}))


def open_stock(api: ApiClient) -> None:
    """Two rows of opening stock from a file."""
    rows = ("location,sku,quantity,line_cost", "MAIN/A1,BAG,50,0.40", "MAIN/STOCK,GOUDA,1.25,9.99")
    data = "\n".join(rows).encode()
    body = {"file_name": "shelves.csv", "content": b64encode(data).decode()}
    done(api.post("/stock/openings", body | {"sha256": hashlib.sha256(data).hexdigest()}))


def swap_lots(api: ApiClient, second: ApiClient) -> None:
    """Jam sold by its date, which a count says was of the later lot; settled by a second person."""
    done(api.post("/products", YOGURT | {"sku": "JAM", "expiry_kind": "best_before"}))
    lots = deliver(
        api,
        line("JAM", "5", "5.01", expires_on="2030-12-24"),
        line("JAM", "5", "9.00", expires_on="2031-12-24"),
    )
    sell(api, {"sku": "JAM", "quantity": "2"}, paid="10.00")
    figures = [{"lot": lots[0], "counted": "5"}, {"lot": lots[1], "counted": "3"}]
    body = {"location": "MAIN/DOCK", "lines": figures, "reason": "cycle"}
    count = done(second.post("/stock/counts", body))["number"]
    pair = {"from_lot": lots[0], "to_lot": lots[1]}
    done(api.post(f"/stock/counts/{count}/swaps", pair))


def change_dates(api: ApiClient, second: ApiClient, lot: str) -> None:
    """A date made earlier by one person, and later by two."""
    for day in ("2027-02-01", "2027-02-15"):
        body = {"expires_on": day, "reason": "printed twice"}
        asked = done(api.post(f"/lots/{lot}/expiry", body))["request"]
    done(second.post(f"/lot-requests/{asked['request']}/approve", {"note": "seen"}))
