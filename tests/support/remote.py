"""The API of a real server process over a kept-open connection, for many clients at once.

One `RemoteApi` is one client: give each thread its own. It never retries by itself.
"""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, and the JSON body (None where there is none)."""

    status: int
    headers: dict[str, str]
    json: Any


@dataclass
class RemoteApi:
    """Speaks as one token to one server."""

    port: int
    token: str
    _connection: http.client.HTTPConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT_SECONDS
        )

    def get(self, path: str) -> Answer:
        return self._call("GET", path, None, {})

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        """POST under idempotency `key`; raises http.client or OS errors where the server dies."""
        text = json.dumps({} if body is None else body)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or uuid4().hex}
        return self._call("POST", path, text, headers)

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        named = {"Authorization": f"Bearer {self.token}", **headers}
        try:
            self._connection.request(method, f"/api/v1{path}", body=body, headers=named)
            answer = self._connection.getresponse()
            text = answer.read()
        except BaseException:
            self._connection.close()  # the next call opens a new one
            raise
        received = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, received, json.loads(text) if text else None)
