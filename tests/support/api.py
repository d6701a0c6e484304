"""A small client for /api/v1 in tests: tokens, idempotency keys and JSON are taken care of.

It never asserts anything itself; tests look at the answer.
"""

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PREFIX = "/api/v1"


class ApiClient:
    """Speaks as one token. `api.post("/products", {...})`, `api.get("/stock", sku="A")`."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._token = token

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._call("GET", path, query_string=query)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        """POST `body` under idempotency `key`; a new key each time where none is given."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self._call("POST", path, json={} if body is None else body, headers=headers)

    def patch(self, path: str, body: Any) -> TestResponse:
        return self._call("PATCH", path, json=body)

    def raw(self, method: str, path: str, **request: Any) -> TestResponse:
        """Anything else: own body, own headers."""
        return self._call(method, path, **request)

    def _call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **request: Any
    ) -> TestResponse:
        named = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        named.update(headers or {})
        return self._client.open(PREFIX + path, method=method, headers=named, **request)
