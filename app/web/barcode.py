"""Code 128 bar codes for pages that are printed; every scanner reads them. Draws only."""

from __future__ import annotations

import re

import zxingcpp
from markupsafe import Markup

_PATH = re.compile(r'<path d="([^"]+)"')
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


def code128_svg(text: str, label: str) -> Markup:
    """A Code 128 bar code as an SVG element with its quiet zone, three times as wide as high."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg(
        scale=1, add_quiet_zones=True
    )
    size, path = _SIZE.search(drawn), _PATH.search(drawn)
    assert size is not None
    assert path is not None
    return Markup(
        '<svg class="barcode" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" '
        'viewBox="0 0 {} {}" preserveAspectRatio="none" shape-rendering="crispEdges">'
        '<rect width="{}" height="{}" class="barcode-paper"/>'
        '<path d="{}" class="barcode-ink"/></svg>'
    ).format(label, size[1], size[2], size[1], size[2], path[1])
