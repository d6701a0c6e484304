"""Receipts as HTML and PDF, and the engine that can reach nothing."""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp

from printing import pdf as pdf_module
from printing.documents import SalesReceipt
from printing.pdf import (
    PdfUnavailable,
    html_to_pdf,
    receipt_css,
    receipt_fragment,
    receipt_html,
    receipt_pdf,
)
from tests.golden.compare import assert_golden
from tests.unit.printing.samples import RECEIPT, RETURN, UNTAXED, WINE

MM_PER_POINT = 25.4 / 72


def _text_of(pdf: bytes) -> str:
    """The words of a PDF in reading order, wrapped anew so that fonts do not matter."""
    words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return textwrap.fill(" ".join(words.split()), 90) + "\n"


@pytest.fixture
def eavesdropper() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that writes down who asked for what."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("name", "receipt"),
    [
        ("receipt", RECEIPT),
        ("receipt-copy", replace(RECEIPT, copy_no=1)),
        ("receipt-return", RETURN),
        ("receipt-untaxed", UNTAXED),
    ],
)
def test_the_pdf_of_a_receipt_says_what_was_approved(name: str, receipt: SalesReceipt) -> None:
    assert_golden(f"printing/{name}.pdf.txt", _text_of(receipt_pdf(receipt)))


def test_the_html_of_a_receipt_is_the_approved_one() -> None:
    one_tag_a_line = re.sub(r">\s*<", ">\n<", receipt_fragment(RECEIPT))
    drawn = re.sub(r'd="M[^"]+"', 'd="M..."', one_tag_a_line)
    assert_golden("printing/receipt.html", drawn + "\n")


def test_a_receipt_is_one_page_as_long_as_it_needs_to_be() -> None:
    (short,) = pypdfium2.PdfDocument(receipt_pdf(RETURN))
    long_pdf = receipt_pdf(replace(RECEIPT, lines=(WINE,) * 20))
    (long,) = pypdfium2.PdfDocument(long_pdf)
    assert round(short.get_width() * MM_PER_POINT) == round(long.get_width() * MM_PER_POINT) == 80
    assert 60 < short.get_height() * MM_PER_POINT < 110
    assert 450 < long.get_height() * MM_PER_POINT < 800
    assert "Thank you" in _text_of(long_pdf)


def test_a_receipt_longer_than_the_longest_page_goes_on_over_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_module, "_LONGEST_ROLL", 200)
    pdf = receipt_pdf(replace(RECEIPT, lines=(WINE,) * 9))
    assert len(pypdfium2.PdfDocument(pdf)) > 1
    assert "Thank you" in _text_of(pdf)


def test_the_qr_on_the_pdf_reads_back_the_same() -> None:
    (page,) = pypdfium2.PdfDocument(receipt_pdf(RECEIPT))
    found = zxingcpp.read_barcode(page.render(scale=300 / 72).to_pil())
    assert found is not None
    assert found.text == RECEIPT.qr


def test_text_of_people_is_never_markup() -> None:
    hostile = '"><img src=x onerror=alert(1)><style>*{}</style>{{ 7*7 }}'
    receipt = replace(
        RECEIPT,
        shop_name=hostile,
        footer=(hostile,),
        copy_no=1,
        title=hostile,
        lines=(replace(WINE, name=hostile, note=hostile),),
        receipt_number=hostile,
    )
    html = receipt_html(receipt)
    assert "<img" not in html
    assert html.count("<style>") == 1
    assert "49" not in receipt_fragment(replace(RETURN, footer=(hostile,)))


def test_controls_and_lone_surrogates_make_a_pdf_all_the_same() -> None:
    hostile = "a\x00b\x1b@c\ud800 \u202e99\u202c 🧀"
    html = receipt_html(replace(RETURN, shop_name=hostile, qr=hostile))
    assert not {"\x00", "\x1b", "\ud800", "\u202e"} & set(html)
    assert html_to_pdf(html).startswith(b"%PDF")


def test_the_fragment_obeys_a_strict_content_policy() -> None:
    fragment = receipt_fragment(RECEIPT)
    assert "style=" not in fragment
    assert "<style" not in fragment
    assert "<script" not in fragment


def test_every_rule_of_the_receipt_style_is_scoped() -> None:
    selectors = [line for line in receipt_css().splitlines() if line.endswith("{") or "{ " in line]
    assert selectors
    assert all(line.startswith(".receipt") for line in selectors)


WAYS_OUT = (
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    "<style>@import url({});</style>",
    '<style>body {{ background: url("{}") }}</style>',
    '<object data="{}"></object>',
    '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    '<link rel="attachment" href="{}">',
    '<base href="{}"><img src="x.png">',
)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_the_pdf_engine_asks_no_server(way: str, eavesdropper: tuple[str, list[str]]) -> None:
    address, asked = eavesdropper
    assert html_to_pdf(f"<body>{way.format(address + '/secret')}</body>").startswith(b"%PDF")
    assert asked == []


@pytest.mark.parametrize("way", WAYS_OUT)
def test_the_pdf_engine_opens_no_file(way: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'stolen words' }", encoding="utf-8")
    for address in (secret.as_uri(), "file:///etc/passwd", str(secret)):
        pdf = html_to_pdf(f"<body>{way.format(address)}</body>")
        assert "stolen" not in _text_of(pdf)
        assert "root:" not in _text_of(pdf)
        assert b"EmbeddedFile" not in pdf


def test_a_picture_inside_a_picture_reaches_nothing_either(
    eavesdropper: tuple[str, list[str]],
) -> None:
    address, asked = eavesdropper
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        f'<image href="{address}/nested" width="9" height="9"/></svg>'
    )
    inside = base64.b64encode(svg.encode()).decode()
    html_to_pdf(f'<img src="data:image/svg+xml;base64,{inside}">')
    assert asked == []


def test_a_machine_without_pango_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_pango(name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf_module, "import_module", without_pango)
    with pytest.raises(PdfUnavailable, match="apt-get install libpango"):
        html_to_pdf("<p>x</p>")
