"""Where lines break and amounts stand, for every usual paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.documents import Document, ReceiptLine, TaxRow, TestPage
from printing.layout import lay_out
from printing.ops import Text
from printing.plain import as_text
from printing.text import clean, display_width, pair, wrap
from tests.golden.compare import assert_golden
from tests.unit.printing.samples import LABEL, RECEIPT, RETURN, STRUDEL, UNTAXED, Z_REPORT

WIDTHS = (32, 42, 48)
DOCUMENTS: dict[str, Document] = {
    "receipt": RECEIPT,
    "receipt-copy": replace(RECEIPT, copy_no=2),
    "receipt-return": RETURN,
    "receipt-untaxed": UNTAXED,
    "lot-label": LABEL,
    "z-report": Z_REPORT,
    "test-page": TestPage("Till 2", ("columns 42",), "21 Nov 2026 08:00"),
}
names = st.text(min_size=1, max_size=90).map(clean).filter(str.strip)


def _texts(document: Document, columns: int) -> list[Text]:
    return [op for op in lay_out(document, columns) if isinstance(op, Text)]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_paper_looks_as_it_was_last_approved(name: str, columns: int) -> None:
    paper = as_text(lay_out(DOCUMENTS[name], columns), columns)
    assert_golden(f"printing/{name}-{columns}.txt", paper)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_no_line_is_wider_than_the_paper(document: Document, columns: int) -> None:
    for line in _texts(document, columns):
        assert display_width(line.text) * (2 if line.wide else 1) <= columns


def test_amounts_stand_at_the_right_edge() -> None:
    ends = [line.text for line in _texts(RECEIPT, 42) if "€4.20" in line.text]
    assert ends == ["  1 x €4.20" + " " * 26 + "€4.20"]


def test_an_amount_wider_than_the_paper_is_printed_whole() -> None:
    huge = "€" + "9" * 60
    paper = "".join(line.text.strip() for line in _texts(replace(RECEIPT, total=huge), 32))
    assert huge in paper


def test_taxes_too_wide_for_the_paper_are_stacked() -> None:
    row = TaxRow("VAT 20 %", "1,234,567,890.00 EUR", "246,913,578.00 EUR")
    paper = as_text(lay_out(replace(RECEIPT, taxes=(row,)), 32), 32)
    assert "\nVAT 20 %\n  Net       1,234,567,890.00 EUR\n" in paper


def test_wide_characters_count_two_columns_and_marks_none() -> None:
    assert display_width("東京") == 4
    assert display_width("e\u0301") == 1
    assert wrap("東京都港区", 4) == ["東京", "都港", "区"]


def test_a_mark_never_leaves_its_letter() -> None:
    assert wrap("xxxe\u0301y", 4) == ["xxxe\u0301", "y"]


def test_a_no_break_space_holds_an_amount_together() -> None:
    assert wrap("from 12,50\u00a0€", 9) == ["from", "12,50\u00a0€"]


@given(names, st.integers(min_value=2, max_value=64))
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(display_width(line) <= width for line in lines)


@given(names, names, st.integers(min_value=24, max_value=64))
def test_a_pair_loses_no_character(left: str, right: str, width: int) -> None:
    lines = pair(left, right, width, indent=2)
    assert "".join(lines).replace(" ", "") == (left + right).replace(" ", "")
    assert all(display_width(line) <= width for line in lines)


@given(names)
def test_a_product_name_of_any_kind_is_printed_whole(name: str) -> None:
    line = ReceiptLine(name, "1", "€1.00", "€1.00")
    paper = "".join(op.text for op in _texts(replace(RECEIPT, lines=(line,)), 32))
    assert name.replace(" ", "") in paper.replace(" ", "")


def test_an_original_says_nothing_of_a_copy_and_a_copy_says_so_twice() -> None:
    assert "COPY" not in as_text(lay_out(RECEIPT, 42), 42)
    assert as_text(lay_out(replace(RECEIPT, copy_no=3), 42), 42).count("*** COPY 3 ***") == 2


@pytest.mark.parametrize("columns", [0, 23, 65])
def test_paper_of_an_impossible_width_is_refused(columns: int) -> None:
    with pytest.raises(ValueError, match="24 to 64 columns"):
        lay_out(RECEIPT, columns)


def test_a_line_without_quantity_or_price_still_shows_its_total() -> None:
    bare = replace(STRUDEL, quantity="", unit_price="")
    assert any(
        op.text.endswith("€4.20") and op.text.strip() == "€4.20"
        for op in _texts(replace(RECEIPT, lines=(bare,)), 32)
    )


def test_a_qr_payload_too_long_for_the_roll_is_printed_as_text() -> None:
    payload = "https://shop.example/r/" + "x" * 700
    paper = "".join(op.text for op in _texts(replace(RECEIPT, qr=payload), 42))
    assert payload in paper
