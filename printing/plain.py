"""The laid-out paper as plain text, for previews and golden files. Speaks to no printer."""

from __future__ import annotations

from collections.abc import Iterable

from printing.ops import Align, Cut, Feed, Matrix, Op, Pulse, Qr, Rule, Text
from printing.text import display_width


def as_text(ops: Iterable[Op], columns: int) -> str:
    """One string that looks like the paper; codes, cuts and pulses are named in brackets."""
    lines = [line for op in ops for line in _lines(op, columns)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(op: Op, columns: int) -> list[str]:
    match op:
        case Text():
            return [_placed(op, columns)]
        case Rule(char):
            return [char * columns]
        case Feed(lines):
            return [""] * lines
        case Qr(payload):
            return [f"[QR {payload}]"]
        case Matrix(payload):
            return [f"[DATAMATRIX {payload.replace(chr(29), '<GS>')}]"]
        case Cut():
            return ["[CUT]"]
        case Pulse():
            return ["[DRAWER]"]


def _placed(op: Text, columns: int) -> str:
    free = max(0, columns - display_width(op.text))
    lead = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[op.align]
    return " " * lead + op.text
