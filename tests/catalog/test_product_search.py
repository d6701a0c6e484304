"""Products are found by words and codes, page by page."""

from typing import Any

import pytest

from tests.catalog.goods import YOGURT
from tests.support.api import ApiClient


def _skus(answer: Any) -> list[str]:
    return [item["sku"] for item in answer.get_json()["items"]]


def test_products_are_found_by_words_without_accents_and_by_any_code(api: ApiClient) -> None:
    api.post("/products", YOGURT)
    api.post("/products", {"sku": "M%_1", "name": "Łosoś Ærø", "price": "1", "gtins": ["96385074"]})
    for query in (
        "creme",
        "YOGURT CRÈME",
        "dairy 500",
        "yog-5",
        "4006381333931",
        "0004006381333931",
        "14006381333938",
        "338133",
    ):
        expected = [] if query == "338133" else ["YOG-500"]
        assert _skus(api.get("/products", q=query)) == expected, query
    for query in ("losos", "aero", "m%_", "96385074", "00000096385074"):
        assert _skus(api.get("/products", q=query)) == ["M%_1"], query
    for query in ("%", "_", "\\", "milk", "creme losos"):
        assert "YOG-500" not in _skus(api.get("/products", q=query)), query


def test_a_list_is_read_page_by_page_without_gaps(api: ApiClient) -> None:
    for number in range(5):
        api.post("/products", {"sku": f"P{number}", "name": f"Pear {number // 2}", "price": "1"})
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = api.get("/products", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += _skus(page)
        cursor = page.get_json()["next"]
        if cursor is None:
            break
    assert seen == ["P0", "P1", "P2", "P3", "P4"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "1000000"}, {"limit": "1e2"}, {"limit": "-1"}, {"cursor": "x"},
        {"cursor": "é"}, {"q": "x" * 201}, {"page": "2"}, {"limit": ""} | {"cursor": "AAAA"},
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(api: ApiClient, query: dict[str, str]) -> None:
    assert api.get("/products", **query).status_code == 400


def test_strange_questions_are_answered(api: ApiClient) -> None:
    for query in ("\x00", "\u202e", " ", "'; --", "a " * 99, "0" * 200, "-" * 20):
        assert api.get("/products", q=query).status_code == 200, query
