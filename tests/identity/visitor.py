"""A browser without JavaScript for this room's tests: it sends forms with the page's CSRF token."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading
from app.identity.models import AuditEvent, Person, PersonSession, SignInTry
from tests.support import people

_TOKEN = re.compile(r'name="csrf(?:_|-)token"[^>]*(?:value|content)="([^"]+)"')


class Visitor:
    """Somebody at a browser; `come_in` signs in through the door."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def come_in(self, somebody: people.Somebody, address: str = "/sign-in") -> TestResponse:
        return self.send(address, name=somebody.name, password=somebody.password)

    def look(self, path: str) -> TestResponse:
        return self.client.get(path)

    def csrf(self) -> str:
        page = self.client.get("/me", follow_redirects=True)
        found = _TOKEN.search(page.text)
        assert found, page.text
        return found[1]

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as the page itself would."""
        return self.client.post(path, data={"csrf_token": self.csrf(), **fields})

    @property
    def is_in(self) -> bool:
        return self.client.get("/me").status_code == 200


def visit(app: Flask, role: str, **more: Any) -> Visitor:
    """A new person of that role, signed in."""
    visitor = Visitor(app)
    answer = visitor.come_in(people.person(app, role, **more))
    assert answer.status_code == 302, answer.text
    return visitor


def rows(app: Flask) -> dict[str, int]:
    """How much is written: people, open sessions, tries, audit rows."""
    is_open = PersonSession.ended_at.is_(None)
    counted = {
        "people": select(func.count(Person.id)),
        "open": select(func.count(PersonSession.token_hash)).where(is_open),
        "tries": select(func.count(SignInTry.id)),
        "audit": select(func.count(AuditEvent.id)),
    }
    with app.app_context(), reading() as session:
        return {name: session.scalar(query) or 0 for name, query in counted.items()}


def audited(app: Flask, action: str) -> list[tuple[str, str]]:
    """Who did an action to which record, oldest first."""
    query = select(AuditEvent.actor, AuditEvent.subject).where(AuditEvent.action == action)
    with app.app_context(), reading() as session:
        return [(row.actor, row.subject) for row in session.execute(query.order_by(AuditEvent.id))]
