"""The door in a real Chromium: signing in, being told off, demo log-ins, the way out."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import clock
from app.db import transaction
from app.identity import audit
from app.identity.actors import SYSTEM
from app.values.document import DocumentRef
from tests.support import people

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]


def test_a_person_signs_in_looks_around_and_signs_out(app: Flask, page: Page) -> None:
    people.person(app, "owner", name="Mara Keller")
    page.goto("/people")
    expect(page).to_have_url("/sign-in?next=/people")
    page.get_by_label("Name").fill("mara keller")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    page.complaints[:] = [each for each in page.complaints if "401" not in each]
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/people")
    expect(page.get_by_role("row", name="Mara Keller")).to_contain_text("Signed in")
    page.get_by_role("link", name="Mara Keller owner").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("You are signed out.")
    page.goto("/people")
    expect(page).to_have_url("/sign-in?next=/people")


def test_a_demo_shop_s_log_in_fills_the_form(app: Flask, page: Page) -> None:
    people.person(app, "admin", name="Mara")
    login = {"name": "Mara", "password": people.PASSWORD, "role": "admin"}
    with app.app_context():
        transaction(
            lambda session: audit.record(
                session,
                SYSTEM,
                "demo.opened",
                DocumentRef("shop", "1"),
                at=clock.now(),
                detail={"logins": [login]},
            )
        )
    page.goto("/sign-in?next=/tokens")
    page.get_by_role("button", name="Mara").click()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/tokens")
    page.goto("/tokens/new")
    page.get_by_label("Used by").fill("Scale")
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_label("Token", exact=True)).to_have_value(re.compile("^lw_"))
    page.get_by_role("link", name="I have it").click()
    page.get_by_role("button", name="Revoke").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Revoke the token of Scale?")
    dialog.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("row", name="Scale")).to_contain_text("Revoked")


def test_the_password_can_be_looked_at(app: Flask, page: Page) -> None:
    page.goto("/sign-in")
    secret = page.get_by_label("Password", exact=True)
    secret.fill("a secret")
    expect(secret).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show password").click()
    expect(secret).to_have_attribute("type", "text")
