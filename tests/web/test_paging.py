"""Cursors lead back to the very key, and nothing else is taken for one."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.paging import clean_limit, decode_cursor, encode_cursor, page_of

KEYS = st.lists(
    st.one_of(
        st.integers(-(2**63), 2**63),
        st.text(max_size=20),
        st.none(),
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
    ),
    min_size=1,
    max_size=3,
)


@given(KEYS)
def test_a_cursor_is_its_key(key: list[object]) -> None:
    text = encode_cursor(*key)  # type: ignore[arg-type]
    if len(text) <= 400:
        assert decode_cursor(text, len(key)) == tuple(key)


def test_a_cursor_is_safe_in_an_address() -> None:
    text = encode_cursor("L7/ä?&=", 12, date(2026, 11, 21), datetime(2026, 1, 1, tzinfo=UTC))
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(text, 1)


def test_a_changed_cursor_is_refused() -> None:
    good = encode_cursor(41)
    for at in range(len(good)):
        for letter in "AB":
            changed = good[:at] + letter + good[at + 1 :]
            if changed != good:
                with pytest.raises(ValueError, match="cursor"):
                    decode_cursor(changed, 1)


@pytest.mark.parametrize("text", ["", "x" * 100_000, "é", "====", "\x00"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(text, 1)


def test_the_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(encode_cursor(1, "x"), 1)


def test_a_page_knows_whether_there_is_more() -> None:
    page = page_of([1, 2, 3], 2, lambda row: (row,), first=True)
    assert (page.items, page.is_first) == ([1, 2], True)
    assert decode_cursor(page.next or "", 1) == (2,)
    last = page_of([3], 2, lambda row: (row,), first=False)
    assert (last.items, last.next, last.is_first) == ([3], None, False)
    assert page_of([], 2, lambda row: (row,), first=True).next is None


def test_a_limit_is_a_small_whole_number() -> None:
    assert [clean_limit(text) for text in (None, "", "1", "200")] == [50, 50, 1, 200]
    for text in ("0", "201", "-1", "1e2", "٣", "x", "9" * 5000):
        with pytest.raises(ValueError, match="limit"):
            clean_limit(text)
