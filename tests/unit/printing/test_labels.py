"""Lot labels: what a scanner reads from the page is the lot that was meant."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image, ImageOps

from printing.labels import LABEL_SIZES, LabelSizeUnknown, lot_labels_html, lot_labels_pdf
from printing.symbols import SymbolError, bracketed, datamatrix_image, datamatrix_svg, qr_image
from tests.unit.printing.samples import GTIN, LABEL

PAYLOADS = (
    LABEL.payload,
    f"01{GTIN}17261212" + "10L26-0007K",
    f"01{GTIN}10A(1)/+-\x1d17261212\x1d".removesuffix("\x1d"),
    f"01{GTIN}310300035217261212" + "10B",
    f"01{GTIN}21SER1\x1d240TPX\x1d7003" + "2612121530" + "\x1d10Z",
)


def _pictures(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=300 / 72).to_pil() for page in document]


def _decoded(image: Image.Image) -> list[tuple[str, str]]:
    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    return [(code.symbology_identifier, code.text) for code in found]


@pytest.mark.parametrize("size_name", LABEL_SIZES)
def test_a_label_on_any_stock_decodes_to_the_same_lot(size_name: str) -> None:
    pages = _pictures(lot_labels_pdf([LABEL], size_name))
    assert [_decoded(page) for page in pages] == [[("]d2", LABEL.payload)]]


def test_each_copy_is_a_label_and_each_label_a_page() -> None:
    other = replace(LABEL, lot_number="L26-0008M", payload=f"01{GTIN}10L26-0008M")
    pages = _pictures(lot_labels_pdf([replace(LABEL, copies=2), other], "62x29"))
    assert [_decoded(page)[0][1] for page in pages] == [LABEL.payload, LABEL.payload, other.payload]
    assert {page.size for page in pages} == {(733, 343)}  # 62 x 29 mm at 300 dots per inch


def test_a_sheet_holds_24_labels_and_may_begin_where_the_last_one_ended() -> None:
    labels = [replace(LABEL, payload=f"01{GTIN}10L{number:03}") for number in range(24)]
    first, second = _pictures(lot_labels_pdf(labels, "a4-3x8", skip=2))
    assert [len(_decoded(page)) for page in (first, second)] == [22, 2]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_drawn_code_says_the_element_string_in_gs1_mode(payload: str) -> None:
    image = datamatrix_image(payload, 4)
    assert image.width == image.height
    assert _decoded(ImageOps.expand(image, 8, 255)) == [("]d2", payload)]


def test_the_quiet_zone_is_white_and_two_modules_wide() -> None:
    image = datamatrix_image(LABEL.payload, 5)
    frame = image.copy()
    frame.paste(255, (10, 10, image.width - 10, image.height - 10))
    assert frame.getextrema() == (255, 255)
    assert image.getpixel((10, image.height - 11)) == 0


def test_a_qr_has_a_quiet_zone_of_four_modules() -> None:
    image = qr_image("https://shop.example/r/1", 3)
    assert image.getpixel((11, 11)) == 255
    assert image.getpixel((12, 12)) == 0


@pytest.mark.parametrize(
    "payload", ["", "05123", "0109506", "10", "\x1d", "01" + GTIN + "10\x1d", "lot 7", "é", "<svg>"]
)
def test_what_is_no_element_string_is_never_drawn(payload: str) -> None:
    with pytest.raises(SymbolError):
        datamatrix_svg(payload)


def test_a_code_that_would_say_something_else_is_never_drawn() -> None:
    """The drawing library forgets the FNC1 after identifier 235; the guard notices."""
    with pytest.raises(SymbolError, match="would not say what was asked"):
        datamatrix_svg(f"01{GTIN}235ABC\x1d10L7")


def test_an_element_string_is_split_at_its_identifiers() -> None:
    assert bracketed(LABEL.payload) == f"[01]{GTIN}[10]L26-0007K[17]261212"
    assert bracketed("3103001234" + "8008" + "261212") == "[3103]001234[8008]261212"


def test_an_unknown_label_size_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LabelSizeUnknown, match="62x29"):
        lot_labels_html([LABEL], "7x7")


def test_a_name_with_markup_is_only_text_on_a_label() -> None:
    html = lot_labels_html([replace(LABEL, product_name="<script>alert(1)</script>")], "62x29")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
