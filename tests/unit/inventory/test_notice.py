"""Recall notices in prose: real ones of the FDA (openFDA, CC0), labelled by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.notice import in_range, mentions, parts
from tests.unit.values.pages import rows_of

NOTICES: tuple[tuple[str, str], ...] = (
    ("Expiration dates from 01/19/2012 through 05/02/2012 and lot number from 00112 through 10412",
     "00112-10412"),
    ("1) - 5) Lot #030813", "030813"),
    ("Lot 0201111 (use by date 5/6/2011)", "0201111"),
    (("1) Units: 1) 93885489, 00265489, and 00545489; 2) 00265489, 93385489, 93075489, "
      "and 92795489;"
     "2) Units: 00075489 and 00555489;3) Units: 93555489 and 00565490"),
     ("93885489 00265489 00545489 00265489 93385489 93075489 92795489 00075489 00555489 93555489 "
     "00565490")),
    (("1) Best if Used By Date May 17 to May 25;2), 3), 4), 5) Best if Used By Date "
      "May 16 to May 26;"
     "6), 7), 8), 9) Best if Used By Date May 15 to May 25;10), 11), 12) Units: 051012 to 051812"),
     "051012-051812"),
    ("All tempeh product varieties and sizes with Best By dates between 7/11/12 and 10/25/12.", ""),
    (("a) Lot TFRS 130B 1503 KT34, Best By 5-25-2012; Lot TFRS 130B 1803 KT34, Best By 5-25-2012; "
     "b) Lot TFRS130B16, Best by 5-25-2012"), "TFRS130B1503KT34 TFRS130B1803KT34 TFRS130B16"),
    ("Lot # 439605-01, Lot # 439605-02", "439605-01 439605-02"),
    ("Lot # 5604", "5604"),
    ("All products.", ""),
    (("1) -10) Expiration date: 5/25/12;11) -13) Expiration date: 5/26/12;14) - 17) "
      "Expiration date:"
     " 5/25/12"), ""),
    ("Boxes have manufacturing dated on 04-23-2012 through 5/21/2012.", ""),
    ("Code 1742 Date produced 07 FEB 2012 Best Before 07 FEB 2014", "1742"),
    ("Expiration Dates : 5/31/12, 6/7/12, 6/14/12, 6/21/12 & 6/28/12", ""),
    ("Lot # TE1Y261, Exp 12/2013", "TE1Y261"),
    ("Lot #'s: a) 90A024, 90A026, Exp 09/13; b) 90A028, Exp 09/13", "90A024 90A026 90A028"),
    ("Lot # 8D1082, Exp 01/13; 8D1151, Exp 03/13", "8D1082 8D1151"),
    ("Lot # 467061, 487551, 507521, 548051, 132171, 136571, 140181",
     "467061 487551 507521 548051 132171 136571 140181"),
    ("Lot #: BJ3186, BJ3142, Exp 12/12.", "BJ3186 BJ3142"),
    ("Unit: 006LT46267", "006LT46267"),
    ("Units: 100265OSCN; 100265ODCN", "100265OSCN 100265ODCN"),
    ("Units: 042Y49061( 2 units), 042Y49062 (2 units)", "042Y49061 042Y49062"),
    (("1) Lot Number: 07110002 thru 07110009;2) Lot Number: 07110010 thru 07110016;"
     "3) Lot Number: 8110001 thru 8110008;4) Lot Number: 6110100"),
     "07110002-07110009 07110010-07110016 8110001-8110008 6110100"),
    ("Software version 3.2.0, 3.2.1 or 3.2.3", ""),
    ("Lot Number 40041, exp. date February 2015 and Lot Number 40043, exp. date February 2015",
     "40041 40043"),
    ("Units: 0BMHX, 0BTP7, 0BTP6, 0BTPB", "0BMHX 0BTP7 0BTP6 0BTPB"),
)  # fmt: skip


def _named(text: str) -> list[str]:
    return [f"{m.code}-{m.last}" if m.last else m.code for m in mentions(text) if m.named]


def test_of_real_notices_nearly_every_code_is_found_and_nearly_nothing_else() -> None:
    right = wrong = missed = 0
    for text, labels in NOTICES:
        found, wanted = set(_named(text)), set(labels.split())
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    assert precision >= 0.95, (right, wrong)
    assert recall >= 0.95, (right, missed)


@pytest.mark.parametrize(("text", "labels"), NOTICES[:4])
def test_the_plain_ones_are_read_exactly(text: str, labels: str) -> None:
    assert _named(text) == labels.split()


def test_the_worked_example_of_the_page_is_true() -> None:
    rows = rows_of("notices.md", "Worked example")
    assert len(rows) == 5
    for text, named, seen in rows:
        assert _named(text) == named.split()
        assert [m.code for m in mentions(text) if not m.named] == seen.split()


def test_a_code_without_the_word_lot_is_seen_and_not_named() -> None:
    (seen,) = mentions("50V08131")
    assert (seen.code, seen.named) == ("50V08131", False)


def test_a_range_holds_numbers_of_its_length() -> None:
    (mention,) = mentions("Lots 0998 to 1012")
    held = [in_range(mention, code) for code in ("0998", "1000", "1012", "1013", "01000", "10AB")]
    assert held == [True, True, True, False, False, False]


def test_the_text_comes_back_whole_with_its_codes_marked() -> None:
    text = "Please return Lot # BJ3186, at once."
    pieces = list(parts(text, mentions(text)))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, mention in pieces if mention] == ["BJ3186"]


@given(st.text(max_size=300))
def test_any_text_is_read_and_comes_back_whole(text: str) -> None:
    found = mentions(text)
    assert "".join(piece for piece, _ in parts(text, found)) == text
    assert all(m.code and 0 <= m.start < m.end <= len(text) for m in found)


def test_a_date_between_two_codes_leaves_the_second_named() -> None:
    assert _named("Lot # 8D1082, Exp 01/13; 8D1151, Exp 03/13") == ["8D1082", "8D1151"]
    assert _named("Lot # 8D1082. Made for shops. 8D1151") == ["8D1082"]
