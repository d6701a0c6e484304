"""People and tokens for tests, made by the shop's own identity services."""

import re
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from app import clock
from app.db import transaction
from app.identity.services import create_person, hash_password, issue_token

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Somebody:
    """A person who may sign in."""

    id: int
    name: str
    role: str
    password: str = PASSWORD


@cache
def _hash() -> str:
    """Hashing is slow on purpose; every person of the suite has the same password."""
    return hash_password(PASSWORD)


def token(app: Flask, role: str, *, site_id: int | None = None) -> str:
    """A new API token of that role, bound to a site where one is given."""
    name = f"{role} {uuid4().hex[:8]}"
    with app.app_context():
        return transaction(
            lambda session: issue_token(session, name, role=role, at=clock.now(), site_id=site_id)
        )


def person(app: Flask, role: str, *, name: str = "", site_id: int | None = None) -> Somebody:
    """A new person of that role."""
    called = name or f"{role} {uuid4().hex[:8]}"
    hashed = _hash()
    with app.app_context():
        made = transaction(
            lambda session: create_person(
                session, called, role=role, password_hash=hashed, at=clock.now(), site_id=site_id
            )
        )
    return Somebody(made, called, role)


def form_token(page: TestResponse) -> str:
    """The CSRF token of a page, as its forms and scripts send it back."""
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page.text)
    return found.group(1) if found else ""


def sign_in(client: FlaskClient, somebody: Somebody) -> TestResponse:
    """Sign in through the form, as a person does; the answer to the form."""
    form = {"name": somebody.name, "password": somebody.password}
    return client.post("/sign-in", data={**form, "csrf_token": form_token(client.get("/sign-in"))})


def sign_in_browser(page: Page, somebody: Somebody) -> None:
    """Sign in through the form in a real browser."""
    page.goto("/sign-in")
    page.locator("input[name=name]").fill(somebody.name)
    page.locator("input[name=password]").fill(somebody.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
