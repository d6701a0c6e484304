"""A shop process that dies at a chosen moment of a sale, as `kill -9` or a power cut would end it.

Run as a program by test_crash.py: `victim.py DATABASE_URL INSTANCE MOMENT TOKEN KEY`, the sale on
standard input. It prints the answer where it lives to give one. Never imported by the shop.
"""

import os
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.db import db
from app.factory import create_app
from tests.support.databases import settings_for

DEAD = 137
STATEMENTS = {
    "first_write": ("after_cursor_execute", "INSERT INTO request_key"),
    "sale_written": ("after_cursor_execute", "INSERT INTO sale"),
    "last_write": ("after_cursor_execute", "UPDATE request_key"),
}
"""Moments by the statement that has just been carried out."""


def _die(*_anything: object) -> None:
    os._exit(DEAD)


def arm(app: Flask, moment: str) -> None:
    """Set the moment of death; `never` lets it live."""
    with app.app_context():
        engine = db.engine
    if moment in STATEMENTS:
        when, marker = STATEMENTS[moment]

        def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if marker in statement:
                _die()

        event.listen(engine, when, look)
    if moment == "before_commit":
        event.listen(engine, "commit", _die)
    if moment == "after_commit":
        event.listen(Session, "after_commit", _die)


def main(url: str, instance: str, moment: str, token: str, key: str) -> int:
    app = create_app(settings_for(url, instance=Path(instance)))
    arm(app, moment)
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    answer = app.test_client().post("/api/v1/sales", data=sys.stdin.buffer.read(), headers=headers)
    sys.stdout.write(answer.text)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
