"""An enrolled terminal for this room's tests: it signs its calls as the browser's key would."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.db import reading, transaction
from app.identity import pins
from app.identity.actors import SYSTEM
from app.identity.device_signatures import request_words
from app.identity.devices import create_device
from app.identity.models import Site
from tests.support import people
from tests.support.databases import PIN_PEPPER


def _text(number: int, size: int = 32) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(size)).rstrip(b"=").decode()


def first_site(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalars(select(Site.id).order_by(Site.id)).first() or 0


class Terminal:
    """A browser enrolled at a site."""

    def __init__(self, app: Flask, site_id: int | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_numbers()
        jwk = {"kty": "EC", "crv": "P-256", "x": _text(point.x), "y": _text(point.y)}
        site_id = site_id or first_site(app)
        with app.app_context():
            self.id = transaction(
                lambda s: create_device(
                    s, "Counter", jwk, site_id=site_id, at=clock.now(), by=SYSTEM
                )
            )

    def _signed(self, method: str, path: str, body: bytes) -> str:
        time = clock.now().isoformat().replace("+00:00", "Z")
        words = request_words(method, path, time, body).encode()
        r, s = decode_dss_signature(self.key.sign(words, ec.ECDSA(SHA256())))
        return f'Device id="{self.id}", time="{time}", signature="{_text((r << 256) | s, 64)}"'

    def call(self, method: str, path: str, body: Any = None) -> TestResponse:
        """A signed call, with the cookies of whoever is at the terminal."""
        raw = b"" if body is None else json.dumps(body).encode()
        address = f"/api/v1{path}"
        headers = {"Authorization": self._signed(method, address, raw)}
        kind = "application/json" if raw else None
        return self.client.open(
            address, method=method, data=raw, headers=headers, content_type=kind
        )

    def pin(self, somebody: people.Somebody, pin: str) -> TestResponse:
        return self.call("POST", "/till/pin", {"person": somebody.id, "pin": pin})

    def password(self, somebody: people.Somebody, password: str) -> TestResponse:
        return self.call("POST", "/till/pin", {"person": somebody.id, "password": password})


def with_pin(app: Flask, role: str, pin: str, **more: Any) -> people.Somebody:
    """A new person of that role with a PIN, set as the shop does it."""
    somebody = people.person(app, role, **more)
    give_pin(app, somebody, pin)
    return somebody


@cache
def _kept(pin: str, role: str) -> pins.KeptPin:
    """Hashing is slow on purpose; one PIN of a role is hashed once for the whole suite."""
    return pins.keep_pin(pin, role, PIN_PEPPER)


def give_pin(app: Flask, somebody: people.Somebody, pin: str) -> None:
    kept = _kept(pin, somebody.role)
    with app.app_context():
        transaction(lambda s: pins.set_pin(s, somebody.id, kept, at=clock.now(), by=SYSTEM))
