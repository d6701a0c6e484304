"""The token file: readable in light and dark, and the only place that names a colour."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "app" / "web" / "static"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
SHEETS = sorted(STATIC.glob("*.css"))
PAIR = re.compile(r"--(c-[a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
SCHEMES = ("light", "dark")
VERDICTS = ("ok", "warn", "error", "held", "info")
BACKGROUNDS = ("c-paper", "c-surface", "c-raised", "c-sunken", "c-hover")

TEXTS = [
    *[(ink, back, 4.5) for ink in ("c-ink", "c-ink-soft", "c-brand-ink") for back in BACKGROUNDS],
    *[("c-ink-faint", back, 4.5) for back in ("c-paper", "c-surface", "c-raised", "c-hover")],
    ("c-on-brand", "c-brand", 4.5),
    ("c-brand-ink", "c-brand-soft", 4.5),
    ("c-on-rail", "c-rail", 4.5),
    ("c-on-rail-soft", "c-rail", 4.5),
    ("c-on-rail", "c-rail-active", 4.5),
    ("c-on-warn", "c-brass", 4.5),
    ("c-brass", "c-rail-active", 3.0),
    ("c-paper", "c-ink", 4.5),
    *[("c-line-strong", back, 3.0) for back in ("c-paper", "c-surface", "c-raised")],
    *[("c-focus", back, 3.0) for back in BACKGROUNDS],
    *[(f"c-on-{verdict}", f"c-{verdict}", 4.5) for verdict in VERDICTS],
    *[(f"c-{verdict}-ink", f"c-{verdict}-soft", 4.5) for verdict in VERDICTS],
    *[(f"c-{verdict}-ink", back, 4.5) for verdict in VERDICTS for back in ("c-surface", "c-paper")],
    *[("c-ink", f"c-{verdict}-soft", 4.5) for verdict in VERDICTS],
]


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_formula_is_the_standards() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "back", "least"), TEXTS, ids=lambda v: str(v))
def test_text_is_legible_in_both_schemes(ink: str, back: str, least: float, scheme: str) -> None:
    which = SCHEMES.index(scheme)
    ratio = _contrast(COLOURS[ink][which], COLOURS[back][which])
    assert ratio >= least, f"{ink} on {back} in {scheme}: {ratio:.2f}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_only_the_token_file_names_colours(sheet: Path) -> None:
    if sheet.name in {"tokens.css", "print.css"}:
        return
    rules = sheet.read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b|rgba?\(|hsla?\(", rules)


def test_every_token_used_is_defined() -> None:
    everything = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", everything))
    defined = set(re.findall(r"(--[a-z0-9-]+):", everything))
    assert used <= defined, used - defined


def test_the_style_sheets_stay_small() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS) < 43_008


PHYSICAL = re.compile(r"(?:margin|padding|border)-(?:left|right)\b|text-align: (?:left|right)")


def test_every_sheet_speaks_in_a_layer_and_in_logical_directions() -> None:
    for sheet in SHEETS:
        rules = sheet.read_text(encoding="utf-8")
        assert "@layer" in rules, sheet.name
        assert not PHYSICAL.findall(rules), sheet.name


def test_no_sheet_reaches_outside() -> None:
    for sheet in SHEETS:
        assert not re.search(r"@import|url\(", sheet.read_text(encoding="utf-8")), sheet.name
