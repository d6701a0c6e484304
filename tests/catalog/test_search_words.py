"""How words are compared: without case, accents and needless zeros."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.search_words import clean_line, plain_words, query_words, search_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème  Brûlée", "creme brulee"),
        ("STRAẞE Straße", "strasse strasse"),
        ("Łódź Ærø İzmir", "lodz aero izmir"),
        ("ﬁne ½ Ⅷ", "fine 1⁄2 viii"),
        ("Ünï\u0301co\u0308de\x00\u202e", "unicode"),
    ],
)
def test_words_lose_case_and_accents(text: str, words: str) -> None:
    assert plain_words(text) == words


@given(st.text(max_size=60))
def test_plain_words_are_plain_already(text: str) -> None:
    once = plain_words(text)
    assert plain_words(once) == once


@given(st.text(max_size=40))
def test_a_product_is_found_by_its_own_name(name: str) -> None:
    text = search_text(sku="SKU-1", name=name, category="", gtins=())
    assert all(any(form in text for form in forms) for forms in query_words(name))


def test_a_long_number_also_matches_without_leading_zeros() -> None:
    assert query_words("004006381333931") == (("004006381333931", "4006381333931"),)
    assert query_words("4006381-333931") == (("4006381-333931", "4006381333931"),)
    assert query_words("0012") == (("0012",),)


def test_a_line_keeps_what_people_see() -> None:
    assert clean_line(" a\tb\r\n c\u0007\u202e\ud800 👩\u200d🍳") == "a b c 👩\u200d🍳"
