"""A page of codes to hold before a scanner or camera: what the demo shop has to say to each.

A whole HTML document that needs nothing else, for the screen or for paper. Reads no database.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from app.demo.scans import DELIVERY, SCALE_LABEL, SCALE_RULE, TRIALS, Trial
from printing.pdf import page_html
from printing.symbols import datamatrix_svg, qr_svg

CSS = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 24px; color: #111; background: #fff; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 16px;
  padding: 0; list-style: none; }
li { border: 1px solid #bbb; border-radius: 8px; padding: 16px; break-inside: avoid; }
svg { display: block; width: 120px; height: 120px; margin-bottom: 8px; }
code { display: block; overflow-wrap: anywhere; font-size: 12px; }
b { float: inline-end; }
"""
SCALE = Trial(f"Parmigiano from the scale, with {SCALE_RULE}", "ok", plain=SCALE_LABEL)
SECTIONS = (
    ("Codes to try", (*TRIALS, SCALE)),
    ("The delivery that is on its way", DELIVERY),
)


def sheet_html() -> str:
    """The page with every trial and the packs of the delivery on its way."""
    body = Markup("").join(_section(title, trials) for title, trials in SECTIONS)
    return page_html(body, CSS, title="Lotwise demo: codes to try")


def _section(title: str, trials: Iterable[Trial]) -> Markup:
    cards = Markup("").join(map(_card, trials))
    return Markup("<h1>{}</h1><ul>{}</ul>").format(title, cards)


def _card(trial: Trial) -> Markup:
    drawn = datamatrix_svg(trial.symbol) if trial.symbol else qr_svg(trial.text)
    picture = Markup(drawn)  # noqa: S704 - drawn by us from our own codes
    return Markup("<li><b>{}</b>{}{}<code>{}</code></li>").format(
        trial.verdict, picture, trial.title, trial.text
    )
