"""What a scan means: product, pack, weight, price and lot, and what is never guessed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.drafts import PackDraft, ProductDraft
from app.catalog.scanning import ResolvedScan, gtins_in, resolve, resolve_all, skus_in
from app.catalog.services import create_product
from app.db import reading
from app.gs1.check_digits import check_digit
from app.gs1.parse import read
from app.gs1.rcn import RcnRules, rules_for, rules_from
from app.values.quantity import MICRO

GS = "\x1d"
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
MILK, CASE = "4006381333931", "14006381333938"
Scan = Callable[..., ResolvedScan]

SHELF = (
    ProductDraft("MILK", "Milk", 0, gtins=(MILK,), packs=(PackDraft("case", 12 * MICRO, CASE),)),
    ProductDraft("HAM", "Ham", 0, base_unit="kg", gtins=("2312345600004",)),
    ProductDraft("CHEESE", "Cheese", 0, base_unit="g", gtins=("9506000134352",)),
    ProductDraft("OIL", "Oil", 0, base_unit="l", gtins=("9780000000002",)),
    ProductDraft("123456", "Sausage by piece", 0, base_unit="kg"),
    ProductDraft("10AB", "Named like a lot", 0),
    ProductDraft("PIE", "Pie", 0),
    ProductDraft("pie", "Other pie", 0),
    ProductDraft("9780000000002", "Named like the oil's number", 0),
)


@pytest.fixture
def scan(write: Callable[[Callable[..., Any]], Any]) -> Scan:
    for draft in SHELF:
        write(lambda session, draft=draft: create_product(session, draft, at=AT))

    def look(data: str, *, rcn: RcnRules | None = None) -> ResolvedScan:
        rules = rcn or rules_for("")
        with reading() as session:
            return resolve(session, read(data, today=TODAY, rcn=rules))

    return look


def _sku(found: ResolvedScan) -> str | None:
    return found.product.sku if found.product else None


@pytest.mark.parametrize(
    "data", [MILK, f"0{MILK}", f"]E0{MILK}", f"(01)0{MILK}", f"https://id.gs1.org/01/0{MILK}"]
)
def test_every_writing_of_a_number_finds_its_product(scan: Scan, data: str) -> None:
    found = scan(data)
    assert (_sku(found), found.quantity, found.problem) == ("MILK", MICRO, "")


def test_a_pack_number_stands_for_its_pieces(scan: Scan) -> None:
    found = scan(f"]C101{CASE}10L77{GS}17261224")
    assert (_sku(found), found.pack_unit, found.quantity) == ("MILK", "case", 12 * MICRO)
    assert (found.lot_code, found.expires_on) == ("L77", date(2026, 12, 24))


def test_a_pallet_counts_its_cases(scan: Scan) -> None:
    found = scan(f"]C10034012345000000001702{CASE}375{GS}10LOT-9")
    assert (found.quantity, found.lot_code) == (60 * MICRO, "LOT-9")


def test_a_weight_in_the_code_is_the_quantity(scan: Scan) -> None:
    assert scan("]C101095060001343523103001250").quantity == 1250 * MICRO
    ham = scan("2312345601254", rcn=rules_for("se"))
    assert (_sku(ham), ham.quantity) == ("HAM", 125_000)
    assert scan("2312345601254").product is None


def test_weighed_goods_without_a_weight_are_asked_about(scan: Scan) -> None:
    found = scan("9506000134352")
    assert (_sku(found), found.quantity) == ("CHEESE", None)


def test_a_typed_sku_is_found_in_any_case(scan: Scan) -> None:
    assert _sku(scan("milk")) == "MILK"
    assert _sku(scan("pie")) == "pie"


def test_two_products_that_answer_are_both_named_and_none_is_taken(scan: Scan) -> None:
    number = scan("9780000000002")
    assert (number.product, number.ambiguous) == (None, ("9780000000002", "OIL"))
    assert "several products" in number.problem
    assert (_sku(scan("PIE")), scan("Pie").ambiguous) == ("PIE", ("PIE", "pie"))


def test_text_that_is_a_sku_is_no_lot_though_it_reads_like_one(scan: Scan) -> None:
    found = scan("10AB")
    assert (_sku(found), found.lot_codes) == ("10AB", ())


def test_text_without_a_product_is_offered_as_a_lot(scan: Scan) -> None:
    assert scan("FR-7719").lot_codes == ("FR-7719",)
    guess = scan("10XYZ")
    assert (guess.product, guess.lot_codes, guess.lot_code) == (None, ("10XYZ", "XYZ"), None)


def test_an_unreadable_scan_says_why_and_names_nothing(scan: Scan) -> None:
    found = scan(f"]C101{MILK}")
    assert (found.product, found.lot_codes) == (None, ())
    assert found.problem


def test_many_scans_are_looked_up_together(scan: Scan) -> None:
    with reading() as session:
        found = resolve_all(session, [read(text, today=TODAY) for text in (MILK, CASE, "nothing")])
    assert [_sku(each) for each in found] == ["MILK", "MILK", None]


def test_a_price_in_the_code_is_told_and_the_weight_is_not_invented(scan: Scan) -> None:
    found = scan("2312345601254", rcn=rules_from("23 price 2 IIIIIIVVVV"))
    assert (_sku(found), found.price, found.quantity) == ("HAM", 1_250_000, None)


def test_an_in_store_number_is_known_by_its_item_number_where_it_has_no_barcode(
    scan: Scan,
) -> None:
    rules = rules_from("28 weight 3 IIIIIIVVVV")
    data = "281234560250"
    found = scan(data + check_digit(data), rcn=rules)
    assert (_sku(found), found.quantity) == ("123456", 250_000)


def test_a_weight_that_checks_wrong_is_not_used(scan: Scan) -> None:
    found = scan("2312345601254", rcn=rules_from("23 weight 3 IIIIICVVVV"))
    assert found.quantity is None
    assert "incorrect" in found.problem


def test_a_lot_without_a_separator_is_asked_about(scan: Scan) -> None:
    found = scan(f"010{MILK}10AB17261224")
    assert (_sku(found), found.lot_code) == ("MILK", None)
    assert found.lot_codes == ("AB17261224", "AB")


@given(st.text(max_size=40))
def test_any_text_is_resolved_without_a_shop(data: str) -> None:
    found = read(data, today=TODAY)
    assert len(list(gtins_in(found))) <= 2
    assert all(isinstance(text, str) for text in skus_in(found))


def test_strange_scans_are_looked_up_without_harm(scan: Scan) -> None:
    for data in ("", "\x00", "\ud800", "\u202eMUSLI", "x" * 9999, "'; DROP", "10", "()", "]C1"):
        assert scan(data).product is None, data
