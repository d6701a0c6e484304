"""Command bar codes: what a scanner can say to the receiving page without a finger on the glass.

Code 128, which every scanner reads. Draws; does nothing by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import zxingcpp
from markupsafe import Markup

_PATH = re.compile(r'<path d="([^"]+)"')
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


@dataclass(frozen=True)
class Command:
    """A code, its short name and what it does."""

    code: str
    name: str
    does: str


COMMANDS = (
    Command("CMD-DONE", "Done", "Shows the summary; once more posts the delivery."),
    Command("CMD-UNDO", "Undo", "Takes back the last scan, or closes what is open."),
    Command("CMD-OK", "Continue", "Goes on after a red screen, or accepts what is offered."),
    Command("CMD-QTY", "Quantity", "Then type how many the last line has."),
    Command("CMD-NEWLOT", "New lot", "The next plain code asks for its lot and date again."),
    Command("CMD-HOLD", "Hold", "Puts the last line on hold, or takes it off."),
    Command("CMD-PRINT", "Print", "Prints the labels of the posted delivery."),
)
TIMES = tuple(
    Command(f"CMD-X{count}", f"× {count}", f"The last line has {count} packs.")
    for count in (2, 3, 4, 5, 6, 8, 10, 12, 24, 48)
)


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
