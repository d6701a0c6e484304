"""`POST /scans` answers 200 with one verdict to whatever a scanner, a cat or an attacker sends."""

import json

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.bodies import furnish
from tests.hostile.witness import watching
from tests.support.api import ApiClient

VERDICTS = {
    "ok", "expired", "recalled", "quarantined", "no_stock", "unknown_lot", "unknown_product",
    "unreadable",
}  # fmt: skip
MEGABYTE = 1024 * 1024
FIXED = settings(
    derandomize=True,
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CODES = st.text(alphabet="0123456789()[]]CdQe\x1d ABC", max_size=80)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)

pytestmark = pytest.mark.databases("sqlite")


def _scan(api: ApiClient, data: str) -> str:
    answer = api.raw("POST", "/scans", data=json.dumps({"data": data}).encode())
    assert answer.status_code == 200, answer.text
    return str(answer.json["verdict"])


@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("unit", ["0", "9\x1d", "(01)", "é", "\x00", "]C1"])
def test_a_scan_of_megabytes_is_unreadable(api: ApiClient, unit: str, size: int) -> None:
    assert _scan(api, unit * (size * MEGABYTE // len(unit))) == "unreadable"


def test_a_scan_without_end_is_refused_unread(app: Flask, api: ApiClient) -> None:
    said = {"CONTENT_LENGTH": str(65 * MEGABYTE)}
    with watching(app) as witness:
        answer = api.raw("POST", "/scans", data=b"{}", environ_overrides=said)
        witness.see("65 MB", answer, 413)


@FIXED
@given(data=st.one_of(CODES, ANYTHING))
def test_any_string_gets_one_verdict(api: ApiClient, data: str) -> None:
    assert _scan(api, data) in VERDICTS


def test_scans_write_nothing(app: Flask, api: ApiClient) -> None:
    furnish(api)
    with watching(app) as witness:
        for data in ("4006381333931", "(01)04006381333931(10)L1", "", "\x00", "rubbish"):
            answer = api.post("/scans", {"data": data})
            witness.see(repr(data), answer, 200)
            assert answer.json["verdict"] in VERDICTS
