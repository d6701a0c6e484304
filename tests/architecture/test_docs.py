"""The pages tell the truth: what they name exists, and what exists is named."""

import configparser
import re
import shlex
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.errors import ShopError
from app.identity.models import ROLES
from docs.write_tables import calls_text

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("app/", "docs/", "printing/", "migrations/", "tests/", "bench/", ".ci/")
FILES = ("config.py", "tasks.py", "wsgi.py", "Makefile", ".importlinter", "pyproject.toml")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
DOCUMENT = re.compile(r"\bdocs/[a-z0-9/_-]+\.md\b")
FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
SETTING = re.compile(r"\b(SHOP_[A-Z_]+|DATABASE_URL|SECRET_KEY|WEB_CONCURRENCY)\b")
MOST_PICTURE_BYTES = 200_000


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _table(text: str, marker: str = "") -> list[list[str]]:
    """The rows of the tables in a page, or of the one between two markers, heads left out."""
    if marker:
        text = text.partition(f"<!-- {marker} -->")[2].partition(f"<!-- /{marker} -->")[0]
    rows = [re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in text.splitlines() if "|" in line]
    rules = [number for number, row in enumerate(rows) if row and set(row[0].strip()) <= set("-: ")]
    heads = {number for rule in rules for number in (rule, rule - 1)}
    return [[cell.strip() for cell in row] for n, row in enumerate(rows) if n not in heads and row]


def _commands(text: str) -> Iterator[list[str]]:
    """Every shell command of a page: whole lines of its blocks, and what stands in backquotes."""
    blocks = [line for block in FENCE.findall(text) for line in block.splitlines()]
    for line in [*blocks, *CODE.findall(text)]:
        try:
            yield shlex.split(line.split("$(")[-1].split(")")[0], comments=True)
        except ValueError:
            continue


def _after(words: list[str], *names: str) -> Iterator[str]:
    """The word after a run of words: `run` in `PORT=1 make run`."""
    for start in range(len(words) - len(names)):
        if tuple(words[start : start + len(names)]) == names:
            yield words[start + len(names)]


def _everywhere(find: Callable[[str], Iterable[str]], known: Container[str]) -> list[str]:
    """What pages name and is not known, with the page that names it."""
    return [
        f"{_name(page)}: {word}"
        for page in PAGES
        for word in find(page.read_text(encoding="utf-8"))
        if word not in known
    ]


def _links(page: Path) -> list[str]:
    found = (one or two for one, two in LINK.findall(page.read_text(encoding="utf-8")))
    return [link for link in found if "://" not in link]


def test_links_lead_somewhere() -> None:
    lost = [(_name(p), link) for p in PAGES for link in _links(p) if not (p.parent / link).exists()]
    assert not lost


class OurFiles:
    """Whether a file or folder stands in this repository; a pattern must fit something."""

    def __contains__(self, name: object) -> bool:
        path = str(name).rstrip(".,;:").split(":")[0]
        return any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()


def _files(text: str) -> Iterator[str]:
    words = (word for code in CODE.findall(text) for word in code.split())
    return (word for word in words if word.startswith(FOLDERS) or word in FILES)


def test_files_that_are_named_exist() -> None:
    assert _everywhere(_files, OurFiles()) == []


def test_pages_that_the_code_names_exist() -> None:
    sources = [
        path for folder in ("app", "printing", "bench") for path in (ROOT / folder).rglob("*")
    ]
    texts = (path.read_text() for path in sources if path.suffix in {".py", ".js", ".css", ".html"})
    named = {page for text in texts for page in DOCUMENT.findall(text)}
    assert [page for page in sorted(named) if not (ROOT / page).exists()] == []


def _targets(text: str) -> Iterator[str]:
    for words in _commands(text):
        for named in (*_after(words, "make"), *_after(words, "python3", "tasks.py")):
            yield from named.split("|")


def test_make_targets_and_tasks_exist() -> None:
    made = re.search(r"^TARGETS := (.+)$", _text("Makefile"), re.MULTILINE)
    assert made is not None
    assert _everywhere(_targets, made[1].split()) == []


def _flask_commands(text: str) -> Iterator[str]:
    for words in _commands(text):
        yield from _after(words, ".venv/bin/flask", "--app", "wsgi")


@pytest.mark.databases("sqlite")
def test_flask_commands_exist(app: Flask) -> None:
    assert _everywhere(_flask_commands, app.cli.commands) == []


@pytest.mark.databases("sqlite")
def test_the_readme_lists_every_command(app: Flask) -> None:
    firsts = {row[0].strip("`").split()[0] for row in _table(_text("README.md")) if row}
    own = {name for name, command in app.cli.commands.items() if name not in {"db", "run", "shell"}}
    assert own - firsts - {"routes"} == set()


def test_settings_that_are_named_are_read() -> None:
    assert (
        _everywhere(SETTING.findall, SETTING.findall(_text("config.py") + _text("tasks.py"))) == []
    )


def test_every_setting_is_explained() -> None:
    known = set(re.findall(r'env\.get\("([A-Z_]+)"\)', _text("config.py")))
    told = {cell for row in _table(_text("docs/operations.md")) for cell in CODE.findall(row[0])}
    assert known - told == set()


def test_every_call_of_the_interface_is_listed() -> None:
    page = _text("docs/api.md")
    assert calls_text() in page, "run: .venv/bin/python -m docs.write_tables"


def _errors(error: type[ShopError]) -> Iterator[type[ShopError]]:
    yield error
    for below in error.__subclasses__():
        yield from _errors(below)


def test_every_code_of_an_error_is_listed() -> None:
    known = {(str(e.status), e.code) for e in _errors(ShopError) if e.__module__ == "app.errors"}
    rows = {(row[0], row[1].strip("`")) for row in _table(_text("docs/api.md")) if len(row) == 3}
    assert known - {("409", "refused")} - rows == set()


def test_each_term_is_defined_once_and_in_order() -> None:
    terms = [row[0].lower() for row in _table(_text("docs/glossary.md"))]
    assert [term for term, count in Counter(terms).items() if count > 1] == []
    assert terms == sorted(terms)


def test_the_map_shows_the_rooms_in_the_order_that_is_enforced() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:rooms"]["layers"].split("\n")
    enforced = [set(re.findall(r"\w+", layer)) for layer in layers if layer.strip()]
    drawn = [set(CODE.findall(row[0])) for row in _table(_text("docs/map.md"), "rooms")]
    assert drawn == enforced


def test_every_algorithm_is_in_the_index() -> None:
    pages = {page.name for page in (ROOT / "docs/algorithms").glob("*.md")} - {"README.md"}
    assert pages <= set(_links(ROOT / "docs/algorithms/README.md"))


def test_every_role_has_a_page() -> None:
    pages = {page.stem for page in (ROOT / "docs/roles").glob("*.md")}
    assert set(ROLES) - {"admin"} <= pages


def test_decisions_are_numbered_without_gap_and_listed() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    listed = re.findall(r"\]\((\d{4}[^)]*)\)", _text("docs/decisions/README.md"))
    assert listed == [page.name for page in pages]
    assert [_name(page) for page in pages if len(page.read_text().splitlines()) > 60] == []


def test_pictures_are_shown_and_small() -> None:
    pictures = set((ROOT / "docs/screenshots").glob("*.png"))
    shown = {ROOT / link for links in LINK.findall(_text("README.md")) for link in links if link}
    assert pictures <= shown
    assert [p.name for p in pictures if p.stat().st_size >= MOST_PICTURE_BYTES] == []
