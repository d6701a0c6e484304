"""The pages about people: adding, refusing, changing, and never oneself."""

import pytest
from flask import Flask

from app.identity.actors import SYSTEM
from tests.identity.visitor import Visitor, audited, rows, visit
from tests.support import people

EVE = {"name": "Eve Adams", "password": "long enough", "role": "cashier", "site": "*"}


def test_somebody_new_can_sign_in_with_the_role_and_site_given(app: Flask) -> None:
    owner = visit(app, "owner", name="Mara")
    answer = owner.send("/people/new", **{**EVE, "site": "MAIN"})
    assert answer.headers["Location"] == "/people"
    page = owner.look("/people").text
    assert "Eve Adams can sign in now." in page
    assert ("Mara", "Eve Adams") in audited(app, "person.created")
    eve = Visitor(app)
    assert eve.send("/sign-in", name="eve adams", password=EVE["password"]).status_code == 302
    assert "Cashier" in eve.look("/me").text
    assert "Main" in eve.look("/me").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Type a name."),
        ({"name": "n" * 101}, "At most 100 characters."),
        ({"password": "short"}, "Use 8 to 256 characters."),
        ({"password": "p" * 257}, "Use 8 to 256 characters."),
        ({"role": "king"}, "Not a valid choice"),
        ({"site": "NOWHERE"}, "Not a valid choice"),
        ({"name": "mara"}, "There is already a person named"),
    ],
)
def test_a_bad_form_says_why_and_writes_nothing(
    app: Flask, changed: dict[str, str], sentence: str
) -> None:
    owner = visit(app, "owner", name="Mara")
    before = rows(app)
    answer = owner.send("/people/new", **{**EVE, **changed})
    assert answer.status_code in {400, 409}
    assert sentence in answer.text
    assert EVE["password"] not in answer.text
    assert rows(app) == before


def test_two_different_new_passwords_are_refused(app: Flask) -> None:
    owner, tom = visit(app, "owner"), people.person(app, "cashier")
    before = rows(app)
    answer = owner.send(f"/people/{tom.id}/password", password="long enough", again="long enouhg")
    assert answer.status_code == 400
    assert "The two passwords differ." in answer.text
    assert rows(app) == before


@pytest.mark.parametrize(
    ("what", "fields"), [("active", {"active": "no"}), ("role", {"role": "cashier", "site": "*"})]
)
def test_nobody_can_lock_themselves_out(app: Flask, what: str, fields: dict[str, str]) -> None:
    admin = people.person(app, "admin")
    visitor = Visitor(app)
    visitor.come_in(admin)
    before = rows(app)
    answer = visitor.send(f"/people/{admin.id}/{what}", **fields)
    assert answer.status_code == 409
    assert "You cannot do this to yourself" in answer.text
    assert visitor.is_in
    assert rows(app) == before


def test_names_are_shown_as_text_and_never_as_markup(app: Flask) -> None:
    owner = visit(app, "owner")
    owner.send("/people/new", **{**EVE, "name": "<script>alert(1)</script>"})
    page = owner.look("/people").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("path", ["/people/987654", "/people/99999999999999999999", "/people/-1"])
def test_a_person_that_is_not_there_is_not_found(app: Flask, path: str) -> None:
    assert visit(app, "owner").look(path).status_code == 404


def test_the_trail_is_filtered_by_who_what_and_when(app: Flask) -> None:
    owner = visit(app, "owner", name="Mara")
    owner.send("/people/new", **EVE)
    everything = owner.look("/audit-trail").text
    assert "Person: created" in everything
    assert "Person: signed in" in everything
    mine = owner.look("/audit-trail?actor=Mara&action=person.created").text
    assert "Eve Adams" in mine
    assert f'<td data-label="Who">{SYSTEM.name}</td>' not in mine
    assert "Nothing of that kind" in owner.look("/audit-trail?last_day=2020-01-01").text
    assert "Eve Adams" in owner.look("/audit-trail?first_day=2020-01-01").text


@pytest.mark.parametrize(
    "query", ["cursor=rubbish", "cursor=%00", "first_day=9999-12-31&last_day=9999-12-31"]
)
def test_a_strange_filter_is_no_fault_of_ours(app: Flask, query: str) -> None:
    assert visit(app, "owner").look(f"/audit-trail?{query}").status_code in {200, 400}


def test_a_long_trail_is_read_page_by_page_without_a_gap(app: Flask) -> None:
    for _ in range(60):
        people.person(app, "cashier")
    owner = visit(app, "owner")
    address, seen = "/audit-trail?action=person.created", 0
    while address:
        page = owner.look(address).text
        seen += page.count('<th scope="row">')
        address = _next_page(page)
    assert seen == 61


def _next_page(page: str) -> str:
    start = page.find('href="/audit-trail?action=person.created&amp;cursor=')
    if start < 0 or "Next page" not in page:
        return ""
    return page[start + 6 : page.index('"', start + 6)].replace("&amp;", "&")
