"""How one printer is set: paper, code page, cut, drawer. Read from a printer URL's query.

Knows no transport and opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from printing.codepages import CODE_PAGES, CodePage
from printing.errors import PrinterUrlError
from printing.layout import MAX_COLUMNS, MIN_COLUMNS


class CutMode(StrEnum):
    """What happens at the end of a slip."""

    PART = "part"
    FULL = "full"
    NONE = "none"


class QrMode(StrEnum):
    """Who draws the QR code: the printer (sharp, fast) or this program (works on any printer)."""

    NATIVE = "native"
    IMAGE = "image"


class DrawerPin(StrEnum):
    """The pin of the drawer connector that gets the pulse."""

    PIN_2 = "2"
    PIN_5 = "5"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """Settings of one printer; the defaults suit an 80 mm Epson-compatible printer.

    `table` overrides n of ESC t n, for clones that number code pages their own way. `kanji_off`
    sends FS . first, for Chinese clones that read accents as double-byte characters. Without
    `answers` the printer is never asked anything: what it took counts as printed.
    """

    columns: int = 42
    code_page: CodePage = CODE_PAGES["CP858"]
    table: int | None = None
    cut: CutMode = CutMode.PART
    drawer: DrawerPin = DrawerPin.PIN_2
    qr: QrMode = QrMode.NATIVE
    kanji_off: bool = False
    answers: bool = True

    @property
    def dots(self) -> int:
        """Printable dots across, from the columns (font A is 12 dots wide)."""
        return self.columns * 12

    def described(self) -> tuple[str, ...]:
        """The settings in words, for a test page."""
        return (
            f"columns {self.columns}",
            f"code page {self.code_page.name}, table {self.code_page_table}",
            f"cut {self.cut}, drawer {self.drawer}, QR {self.qr}",
        )

    @property
    def code_page_table(self) -> int:
        """n of ESC t n as this printer numbers it."""
        return self.code_page.table if self.table is None else self.table


SETTING_NAMES = frozenset(
    {"columns", "codepage", "table", "cut", "drawer", "qr", "kanji", "answers"}
)


def settings_from(query: Mapping[str, str]) -> PrinterSettings:
    """Settings from the query of a printer URL; absent ones take their default.

    Raises PrinterUrlError with a sentence that names the setting and what it may be.
    """
    default = PrinterSettings()
    return PrinterSettings(
        columns=whole_number(query, "columns", default.columns, MIN_COLUMNS, MAX_COLUMNS),
        code_page=_code_page(query.get("codepage", default.code_page.name)),
        table=whole_number(query, "table", 0, 0, 255) if "table" in query else None,
        cut=CutMode(_choice(query, "cut", default.cut, CutMode)),
        drawer=DrawerPin(_choice(query, "drawer", default.drawer, DrawerPin)),
        qr=QrMode(_choice(query, "qr", default.qr, QrMode)),
        kanji_off=_choice(query, "kanji", "on", ("on", "off")) == "off",
        answers=_choice(query, "answers", "yes", ("yes", "no")) == "yes",
    )


def whole_number(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query between least and most, or the default where it is absent."""
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise PrinterUrlError(f"{name} must be a whole number from {least} to {most}.")
    return int(text)


def _choice(
    query: Mapping[str, str], name: str, default: str, allowed: type[StrEnum] | tuple[str, ...]
) -> str:
    text = query.get(name, default).lower()
    names = [str(one) for one in allowed]
    if text not in names:
        raise PrinterUrlError(f"{name} must be one of {', '.join(names)}.")
    return text


def _code_page(name: str) -> CodePage:
    page = CODE_PAGES.get(name.upper())
    if page is None:
        raise PrinterUrlError(f"codepage must be one of {', '.join(CODE_PAGES)}.")
    return page
