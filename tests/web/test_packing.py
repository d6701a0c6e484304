"""Files go out small, say the same to every browser, and pages are never packed."""

import gzip
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.web.packing import without_comments
from tests.pos.test_js import _node

pytestmark = pytest.mark.databases("sqlite")
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "/static/pos/js/forecast.js"
MODULES = sorted(ROOT.glob("app/*/static/**/*.js"))


def _get(client: FlaskClient, path: str, encoding: str, **headers: str):
    return client.get(path, headers={"Accept-Encoding": encoding, **headers})


def test_a_script_is_packed_for_who_can_unpack_it(client: FlaskClient) -> None:
    plain, packed = _get(client, SCRIPT, ""), _get(client, SCRIPT, "gzip, br")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 2 < len(plain.data)
    refused = _get(client, SCRIPT, "gzip;q=0")
    assert "Content-Encoding" not in refused.headers


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient) -> None:
    tag = _get(client, SCRIPT, "gzip").headers["ETag"]
    again = _get(client, SCRIPT, "gzip", **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_never_packed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in _get(client, "/sign-in", "gzip").headers


def test_pictures_and_missing_files_are_left_alone(client: FlaskClient) -> None:
    picture = _get(client, "/static/web/icon-512.png", "gzip")
    assert (picture.status_code, "Content-Encoding" in picture.headers) == (200, False)
    assert _get(client, "/static/pos/js/none.js", "gzip").status_code == 404


def test_only_whole_lines_of_comment_are_left_out_and_lines_keep_their_numbers() -> None:
    script = 'a("// no");\n  // yes\n/** yes\n * yes */\nb(); // stays\n/* yes */ c();\nd(`\nx`);\n'
    kept = without_comments(script)
    assert kept == 'a("// no");\n\n\n\nb(); // stays\n/* yes */ c();\nd(`\nx`);\n'


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_module_holds_a_text_that_looks_like_a_comment(module: Path) -> None:
    """What is left out is comment: every template text of the module is still there."""
    whole = module.read_text("utf-8")
    kept = without_comments(whole)
    assert kept.count("`") == whole.count("`") - sum(
        line.count("`")
        for line, left in zip(whole.splitlines(), kept.splitlines(), strict=True)
        if not left and line
    )
    inside = False
    for line, left in zip(whole.splitlines(), kept.splitlines(), strict=True):
        assert not (inside and line and not left), f"{module.name}: {line}"
        inside ^= left.count("`") % 2 == 1


def test_what_is_sent_is_still_a_module(tmp_path: Path) -> None:
    for module in MODULES:
        copy = tmp_path / f"{module.stem}.mjs"
        copy.write_text(without_comments(module.read_text("utf-8")), "utf-8")
        ran = subprocess.run([_node(), "--check", str(copy)], capture_output=True, check=False)
        assert ran.returncode == 0, f"{module.name}: {ran.stderr.decode()[:500]}"
