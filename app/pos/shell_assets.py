"""Which static files the till's page needs, so that a browser can keep them and start without us.

Follows the modules' own imports from the page's two entries, and reads the style sheets out of the
page's template. Serves nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask

from app.web.assets import asset

SHARED_SHEETS: tuple[tuple[str, str], ...] = tuple(
    ("web", f"{name}.css")
    for name in ("tokens", "base", "shell", "controls", "data", "lots", "feedback", "print")
)
DRAWINGS: tuple[tuple[str, str], ...] = tuple(
    ("web", name) for name in ("icons.svg", "favicon.svg", "icon-app.svg", "icon-192.png")
)
ENTRIES: tuple[tuple[str, str], ...] = (("pos", "js/till.js"), ("web", "js/shell.js"))
TEMPLATES = (
    "pos/till.html",
    "web/bare.html",
    "web/document.html",
    "web/macros/icon.html",
    "web/macros/actions.html",
    "web/macros/forms.html",
)
"""What the page is drawn from: a change in one of these is a new version."""
WORKER = "sw.js"
_IMPORT = re.compile(r"""(?:^|\s)(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']""")
_LATER = re.compile(r"""\bimport\(\s*["']([^"']+)["']""")
_SHEET = re.compile(r"asset\('(\w+)', '([\w./]+\.css)'\)")
_STATIC = "/static/"


@dataclass(frozen=True)
class Shell:
    """The addresses of everything the page loads, and a word that changes when any of it does."""

    version: str
    addresses: tuple[str, ...]


def _file(app: Flask, room: str, name: str) -> Path:
    return Path(app.blueprints[room].static_folder or "") / name


@lru_cache(maxsize=1024)
def _imports(path: str, changed_ns: int) -> tuple[str, ...]:
    """What a module imports, as it writes it; `changed_ns` makes an edited file a new question."""
    text = Path(path).read_text(encoding="utf-8")
    return (*_IMPORT.findall(text), *_LATER.findall(text))


def _beside(room: str, name: str, wanted: str) -> tuple[str, str]:
    """The module that `wanted` means inside another one, as room and name."""
    base = f"{_STATIC}{room}/{name}".rsplit("/", 1)[0]
    whole = wanted if wanted.startswith("/") else f"{base}/{wanted}"
    parts: list[str] = []
    for part in whole.removeprefix(_STATIC).split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return parts[0], "/".join(parts[1:])


def modules(app: Flask) -> Iterator[tuple[str, str]]:
    """Every module that the page's entries reach, each once."""
    waiting, seen = list(ENTRIES), set(ENTRIES)
    while waiting:
        room, name = waiting.pop()
        yield room, name
        path = _file(app, room, name)
        for wanted in _imports(str(path), path.stat().st_mtime_ns):
            found = _beside(room, name, wanted)
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def _page_sources(app: Flask) -> Iterator[Path]:
    for name in TEMPLATES:
        yield Path(app.jinja_env.get_template(name).filename or "")


def sheets(app: Flask) -> list[tuple[str, str]]:
    """The style sheets the page links: those of every page, and its own."""
    page = app.jinja_env.get_template(TEMPLATES[0]).filename or ""
    return [*SHARED_SHEETS, *_SHEET.findall(Path(page).read_text(encoding="utf-8"))]


def shell(app: Flask) -> Shell:
    """The page's files and the version they make together."""
    files = [*sheets(app), *DRAWINGS, *sorted(modules(app))]
    paths = [_file(app, room, name) for room, name in [*files, ("pos", WORKER)]]
    known = hashlib.sha256()
    for path in [*_page_sources(app), *paths]:
        known.update(f"{path.name}\n".encode())
        known.update(path.read_bytes())
    return Shell(known.hexdigest()[:16], tuple(asset(room, name) for room, name in files))
