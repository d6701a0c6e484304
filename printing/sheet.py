"""A sheet of so many columns being filled with operations. Wraps and aligns; computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from printing.ops import Align, Feed, Op, Qr, Text
from printing.text import clean, display_width, pad_left, pad_right, pair, wrap

_MAX_QR_BYTES = 600  # more would not fit a 58 mm roll readably
_LEAST_LABEL = 8  # columns a row's label needs beside its amounts

Spell = Callable[[str], str]


class Sheet:
    """Collects the operations of one piece of paper; every text goes through `spell`."""

    def __init__(self, columns: int, spell: Spell) -> None:
        self.columns = columns
        self.ops: list[Op] = []
        self._spell = spell

    def add(self, *ops: Op) -> None:
        """Operations that carry no text of people."""
        self.ops.extend(ops)

    def centred(self, text: str, *, bold: bool = False, wide: bool = False) -> None:
        """A centred text on as many lines as it needs; nothing for an empty one."""
        room = self.columns // 2 if wide else self.columns
        for line in wrap(self._spell(text), room) if text else ():
            self.add(Text(line, Align.CENTER, bold=bold, wide=wide, tall=wide))

    def left(self, text: str, *, indent: int = 0, bold: bool = False) -> None:
        """A text from the left edge, wrapped under its own indent."""
        self.pair(text, "", indent=indent, bold=bold)

    def parts(self, parts: tuple[str, ...], *, indent: int) -> None:
        """Parts joined by commas; where they do not fit, the line breaks between parts."""
        spelled = [self._spell(part) for part in parts if part]
        lines = [spelled[0]]
        for part in spelled[1:]:
            joined = f"{lines[-1]}, {part}"
            if display_width(joined) <= self.columns - indent:
                lines[-1] = joined
            else:
                lines[-1] += ","
                lines.append(part)
        for line in lines:
            self.left(line, indent=indent)

    def pair(
        self, left: str, right: str, *, indent: int = 0, bold: bool = False, tall: bool = False
    ) -> None:
        """A label and an amount at the right edge."""
        spelled = (self._spell(left), self._spell(right))
        for line in pair(*spelled, self.columns, indent=indent):
            self.add(Text(line, bold=bold, tall=tall))

    def table(self, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
        """A first column of text and right-aligned amounts; stacked where they do not fit."""
        cells = [tuple(map(self._spell, row)) for row in (header, *rows)]
        widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)][1:]
        room = self.columns - sum(widths) - 2 * len(widths)
        if room < _LEAST_LABEL:
            self._stacked(cells)
            return
        for row in cells:
            amounts = "".join(
                "  " + pad_left(cell, width) for cell, width in zip(row[1:], widths, strict=True)
            )
            first = wrap(row[0], room)
            for line in first[:-1]:
                self.add(Text(line))
            self.add(Text(pad_right(first[-1], room) + amounts))

    def _stacked(self, cells: list[tuple[str, ...]]) -> None:
        header = cells[0]
        for row in cells[1:]:
            self.left(row[0])
            for name, cell in zip(header[1:], row[1:], strict=True):
                self.pair(name, cell, indent=2)

    def qr(self, payload: str, caption: str = "") -> None:
        """A QR code with its caption; a payload too long for the roll is printed as text."""
        safe = clean(payload)
        if not safe:
            return
        self.add(Feed())
        if len(safe.encode()) > _MAX_QR_BYTES:
            self.left(safe)
            return
        self.add(Qr(safe))
        self.centred(caption)
