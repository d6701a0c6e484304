"""Every vector of the official engine and of biip holds, by the module meant and by `read`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.gs1.associations import association_fault
from app.gs1.digital_link import split_digital_link
from app.gs1.elements import Gs1Fault, Pairs, split_bracketed, split_element_string
from app.gs1.encode import digital_link
from app.gs1.gtin import expand_upc_e, normalise_gtin
from app.gs1.parse import read
from app.gs1.rcn import rules_for
from app.gs1.reading import Kind, Reading
from tests.unit.gs1.shared_facts import load

TODAY = date(2026, 11, 21)
VECTORS: list[dict[str, Any]] = load("gs1_vectors.json")["vectors"]

# what a vector calls it -> what a Reading calls it
NAMES = {
    "gtin14": "gtin14", "lot": "lot", "serial": "serial", "expiry": "expires_on",
    "best_before": "best_before", "production_date": "made_on", "packaging_date": "packed_on",
    "sell_by": "sell_by", "net_weight_kg": "weight", "weight": "weight", "price": "price",
    "count": "count", "variable_count": "count", "content_gtin14": "content_gtin14",
    "currency_iso4217_num": "currency", "amount": "amount", "sscc": "sscc", "gln_414": "gln",
    "item_reference": "item_reference", "usage": "usage", "expiry_datetime": "expires_at",
}  # fmt: skip

# the same characters mean something else where nobody says how they were written
OTHERWISE = {
    "891234": "six digits may be a UPC-E or a SKU: no error, nothing claimed",
    "17221231": "without brackets it is a valid element string",
    "2425261": "seven digits that read as AI (242)",
    "9425261": "seven digits that read as AI (94)",
    "425261": "six digits: kept as text, the UPC-E is offered for look-up",
}


def _of(*kinds: str) -> list[Any]:
    return [pytest.param(v, id=v["id"]) for v in VECTORS if v["kind"] in kinds]


def _config(vector: dict[str, Any], name: str) -> Any:
    return (vector.get("config") or {}).get(name)


def _read(vector: dict[str, Any]) -> Reading:
    return read(
        vector["input"],
        today=TODAY,
        rcn=rules_for(_config(vector, "rcn_region") or ""),
        short_gtin=bool(_config(vector, "permit_zero_suppressed_gtin_in_digital_link")),
    )


def _split(vector: dict[str, Any]) -> Pairs:
    if vector["kind"] == "element_string":
        return split_element_string(vector["input"])
    if vector["kind"] == "digital_link":
        short = _config(vector, "permit_zero_suppressed_gtin_in_digital_link")
        return split_digital_link(vector["input"], short_gtin=bool(short))
    return split_bracketed(vector["input"])


def _as_text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


@pytest.mark.parametrize("vector", _of("element_string", "hri", "digital_link"))
def test_the_pairs_are_those_of_the_official_engine(vector: dict[str, Any]) -> None:
    expected = vector["expect"]
    if not expected["valid"]:
        with pytest.raises(Gs1Fault):
            _split(vector)
        return
    pairs = _split(vector)
    assert [list(pair) for pair in pairs] == expected["ais"]
    assert bool(association_fault(pairs)) == ("association_error" in expected)
    if "canonical_digital_link" in expected:
        assert digital_link(pairs) == expected["canonical_digital_link"]


@pytest.mark.parametrize("vector", _of("association"))
def test_associations_are_judged_like_the_official_engine(vector: dict[str, Any]) -> None:
    reading = _read(vector)
    assert vector["expect"]["valid"] == (not reading.error and not reading.association_error)


@pytest.mark.parametrize("vector", _of("encode_digital_link"))
def test_links_are_written_like_the_official_engine(vector: dict[str, Any]) -> None:
    pairs = split_bracketed(vector["input"])
    assert digital_link(pairs, stem=vector["config"]["stem"]) == vector["expect"]["uri"]


@pytest.mark.parametrize("vector", _of("gtin_normalise"))
def test_numbers_of_any_length_get_fourteen_digits(vector: dict[str, Any]) -> None:
    assert normalise_gtin(vector["input"]) == vector["expect"].get("gtin14")


@pytest.mark.parametrize("vector", _of("upc_e_expand"))
def test_upc_e_is_expanded(vector: dict[str, Any]) -> None:
    assert expand_upc_e(vector["input"]) == vector["expect"].get("gtin14")


@pytest.mark.parametrize("vector", _of("rcn13", "rcn8"))
def test_in_store_numbers_follow_the_rules_of_the_region(vector: dict[str, Any]) -> None:
    reading, expected = _read(vector), vector["expect"]
    assert reading.kind is Kind.IN_STORE
    assert reading.readable == expected["valid"]
    for name in ("weight", "price", "count"):
        wanted = expected.get(name)
        assert getattr(reading, name) == (None if wanted is None else Decimal(wanted))
    if "lookup_gtin13" in expected:
        assert reading.lookup_gtin14 == "0" + expected["lookup_gtin13"]


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
def test_one_door_reads_them_all(vector: dict[str, Any]) -> None:
    reading, expected = _read(vector), vector["expect"]
    if vector["input"] in OTHERWISE:
        assert reading.kind in (Kind.TEXT, Kind.ELEMENT_STRING)
        assert reading.gtin14 is None
        return
    flawless = not reading.error and not (
        vector["kind"] == "association" and reading.association_error
    )
    assert flawless == expected["valid"], reading
    if not expected["valid"]:
        return
    for theirs, ours in NAMES.items():
        if theirs in expected:
            assert _as_text(getattr(reading, ours)) == _as_text(expected[theirs]), theirs
    if "ais" in expected:
        assert [list(pair) for pair in reading.ais] == expected["ais"]
    assert "association_error" not in expected or reading.association_error
