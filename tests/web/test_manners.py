"""Headers, error pages, statics: what every answer has in common."""

import pytest
from flask.testing import FlaskClient

from app.web.statuses import CERTAINTIES, STATUSES, lot_tone, status_look
from tests.web.scratch import scratch_app


@pytest.fixture
def client() -> FlaskClient:
    return scratch_app().test_client()


@pytest.mark.parametrize("path", ["/styleguide", "/nowhere", "/broken", "/static/web/tokens.css"])
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_https_is_pinned_only_over_https(client: FlaskClient) -> None:
    secure = client.get("/styleguide", base_url="https://shop.example")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=")


def test_no_page_carries_inline_script_or_style(client: FlaskClient) -> None:
    page = client.get("/styleguide")
    assert page.status_code == 200
    text = page.text
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src=')


def test_a_refusal_becomes_a_page_with_its_sentence(client: FlaskClient) -> None:
    answer = client.get("/expired", headers={"Referer": "http://localhost/till?x=1"})
    assert answer.status_code == 409
    assert "Lot &lt;L7&gt; expired 3 days ago." in answer.text
    assert "lot_expired" in answer.text
    assert 'href="/till?x=1"' in answer.text


def test_the_way_back_never_leaves_the_shop(client: FlaskClient) -> None:
    for referer in ("http://evil.example/", "http://localhost.evil.example/", "javascript:x"):
        answer = client.get("/expired", headers={"Referer": referer})
        assert "evil" not in answer.text
        assert "Go back" not in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 418, 429, 500, 503])
def test_every_http_error_is_a_page(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/abort/{status}")
    assert answer.status_code == status
    assert answer.text.startswith("<!doctype html>")
    assert f"http_{status}" in answer.text


def test_a_fault_of_ours_shows_no_trace(client: FlaskClient) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "a fault of ours" not in answer.text
    assert "Traceback" not in answer.text


def test_a_form_without_its_token_is_refused_kindly(client: FlaskClient) -> None:
    answer = client.post("/sent", data={"name": "x"})
    assert answer.status_code == 400
    assert "reload it" in answer.text
    assert client.get("/sent").text == "0"


def test_a_forbidden_method_says_what_is_allowed(client: FlaskClient) -> None:
    assert "GET" in client.put("/styleguide").headers.get("Allow", "GET")


def test_the_api_gets_no_page(client: FlaskClient) -> None:
    assert "web/tokens.css" not in client.get("/api/v1/nowhere").text


def test_versioned_statics_are_kept_and_modules_are_revalidated(client: FlaskClient) -> None:
    page = client.get("/styleguide").text
    address = page.split('href="')[-1] and page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]
    module = client.get("/static/web/js/shell.js")
    assert module.headers["Cache-Control"] == "no-cache"
    assert '/static/web/js/shell.js"' in page


def test_the_theme_of_this_browser_is_drawn_by_the_server(client: FlaskClient) -> None:
    assert "data-theme=" not in client.get("/styleguide").text.split("</head>")[0]
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/styleguide").text
    client.set_cookie("theme", '"><script>')
    assert "data-theme=" not in client.get("/styleguide").text.split("</head>")[0]


def test_every_status_has_a_drawing_and_a_word(client: FlaskClient) -> None:
    sprite = client.get("/static/web/icons.svg").text
    for look in (*STATUSES.values(), *CERTAINTIES.values()):
        assert f'id="{look.icon}"' in sprite, look
        assert look.label


def test_an_unknown_status_is_shown_plainly() -> None:
    assert status_look("half_baked").label == "Half baked"


def test_the_tone_of_a_lot_follows_its_state_before_its_days() -> None:
    assert lot_tone("recalled", 300) == "error"
    assert lot_tone("quarantined", -3) == "held"
    assert [lot_tone("released", days) for days in (-1, 0, 7, 8, None)] == [
        "error",
        "warn",
        "warn",
        "ok",
        "plain",
    ]
