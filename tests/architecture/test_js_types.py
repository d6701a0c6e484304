"""The browser modules keep the types they state, and the checker can tell good from bad.

That the product's own modules pass is a row of `tasks.linters()`, which test_commands runs.
"""

import json
import re
import sys
from pathlib import Path

import pytest

import tasks
from tests.support import js_types

RULES = json.loads(js_types.RULES.read_text(encoding="utf-8"))
OPTIONS = RULES["compilerOptions"]
STRICT = ("checkJs", "noEmit", "strict", "noImplicitAny", "noImplicitReturns", "noUnusedLocals")
SILENCED = re.compile(r"@ts-(nocheck|ignore|expect-error)")
DOM = 'import { one } from "/static/web/js/dom.js";\n'

GOOD = (
    DOM
    + """
/** @param {string} text @returns {number} */
export function digits(text) {
  return one("[data-digits]")?.hidden ? 0 : text.length;
}

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
worker.addEventListener("fetch", (event) => {
  event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
});
"""
)
BAD = {
    "a text where a number is due": ("/** @type {number} */\nexport const price = '2.50';", 2322),
    "a parameter without a type": ("export function sold(lot) {\n  return lot.sku;\n}", 7006),
    "nothing where an element is due": (DOM + 'export const at = one("p").id;', 2531),
    "a name the other room lacks": ('import { two } from "/static/web/js/dom.js";\ntwo();', 2305),
    "a branch without an answer": (
        "/** @param {number} n */\nexport function up(n) {\n  if (n > 0) return n;\n}",
        7030,
    ),
}


@pytest.fixture(scope="module")
def checked() -> None:
    reason = js_types.why_not()
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def verdict(checked: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("mistakes")
    samples = [_module(folder, text, number) for text, number in BAD.values()]
    return js_types.complaints(samples)


def _module(folder: Path, text: str, number: int = 0) -> Path:
    path = folder / f"sample{number}.js"
    path.write_text(f"// @ts-check\n{text}\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("checked")
def test_a_module_that_keeps_its_word_passes(tmp_path: Path) -> None:
    assert js_types.complaints([_module(tmp_path, GOOD)]) == ""


@pytest.mark.parametrize("mistake", BAD)
def test_the_checker_refuses(mistake: str, verdict: str) -> None:
    number = BAD[mistake][1]
    assert f"sample{number}.js:" in verdict
    assert f"TS{number} " in verdict


@pytest.mark.usefixtures("checked")
def test_the_checker_refuses_an_import_that_leads_nowhere(tmp_path: Path) -> None:
    text = 'import { one } from "/static/web/js/absent.js";\none("p");'
    assert "absent.js" in js_types.complaints([_module(tmp_path, text)])


def test_a_complaint_names_the_file_in_its_room() -> None:
    at = (js_types.SERVED / "web" / "js" / "dom.js").as_uri()
    assert js_types.at_home(f"at {at}:4:1") == "at app/web/static/js/dom.js:4:1"


@pytest.mark.usefixtures("checked")
def test_the_checker_sees_every_module_where_a_browser_does() -> None:
    seen = {path.resolve() for path in js_types.modules()}
    assert seen == set(tasks.ROOT.glob("app/*/static/**/*.js"))
    assert len(seen) >= 45


def test_the_rules_are_strict_and_no_module_gets_around_them() -> None:
    assert all(OPTIONS[name] is True for name in STRICT)
    loud = [
        str(path)
        for path in tasks.ROOT.glob("app/*/static/**/*.js")
        if SILENCED.search(path.read_text(encoding="utf-8"))
    ]
    assert loud == []


def test_an_editor_finds_the_modules_of_every_room() -> None:
    rooms = {path.parts[-3] for path in tasks.ROOT.glob("app/*/static/js")}
    assert {f"app/{room}" for room in rooms} <= set(OPTIONS["rootDirs"])


def test_without_a_checker_linting_says_so_in_one_line_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert js_types.main() == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 1
    assert "NOT type-checked" in said


def test_a_checker_that_cannot_be_installed_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tasks, "VENV", tmp_path)
    monkeypatch.setattr(tasks, "install_with_uv", lambda _locks: False)
    monkeypatch.setattr(tasks, "install_with_pip", lambda _locks: False)
    tasks.install_packages("js", required=False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(tasks.Stop):
        tasks.install_packages("test")


def test_the_checker_is_pinned_by_hash_and_names_no_address() -> None:
    text = (tasks.ROOT / "requirements-js.txt").read_text(encoding="utf-8")
    assert re.search(r"^deno==2\.9\.\d+ ", text, re.MULTILINE)
    assert "--hash=sha256:" in text
    assert "://" not in text
