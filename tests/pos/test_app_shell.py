"""The till as a program: its worker knows every file of the page, and nothing of a person."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.pos import shell_assets

pytestmark = pytest.mark.databases("sqlite")
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)["#]')


def _told(client: FlaskClient) -> dict[str, object]:
    text = client.get("/till/sw.js").text
    told: dict[str, object] = json.loads(text.removeprefix("self.SHELL = ").partition(";\n")[0])
    return told


def test_everything_the_page_links_is_kept(client: FlaskClient) -> None:
    linked = set(LINKED.findall(client.get("/till/shell").text))
    kept = _told(client)["assets"]
    assert len(linked) > 10
    assert linked <= set(kept)  # type: ignore[call-overload]


def test_every_kept_file_is_there_and_modules_bring_their_imports(client: FlaskClient) -> None:
    kept: list[str] = _told(client)["assets"]  # type: ignore[assignment]
    missing = [address for address in kept if client.get(address).status_code != 200]
    assert not missing
    names = {address.partition("?")[0] for address in kept}
    assert {"/static/pos/js/recorder.js", "/static/web/js/gs1/gtin.js"} <= names
    assert len(names) == len(kept)


def test_the_worker_may_serve_the_till_and_is_asked_for_each_time(client: FlaskClient) -> None:
    answer = client.get("/till/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/till"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    again = client.get("/till/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_kept_page_knows_nobody(client_as: Callable[[str], FlaskClient]) -> None:
    page = client_as("manager").get("/till/shell").text
    assert "data-setup" not in page
    assert "till-person" not in page
    assert 'href="/sales"' not in page


def test_a_changed_file_is_a_new_version(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        before = shell_assets.shell(app).version
        assert shell_assets.shell(app).version == before
        fewer = shell_assets.DRAWINGS[1:]
        monkeypatch.setattr(shell_assets, "DRAWINGS", fewer)
        assert shell_assets.shell(app).version != before


def test_the_manifest_installs_the_till(client: FlaskClient) -> None:
    told = client.get("/till/manifest.webmanifest").json
    assert (told["start_url"], told["scope"], told["display"]) == ("/till", "/till", "standalone")
    assert all(client.get(icon["src"]).status_code == 200 for icon in told["icons"])
