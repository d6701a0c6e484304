"""The description of the interface, used against it: made-up requests never break the shop."""

from collections.abc import Callable

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings

from tests.support import people

FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _asking(headers: dict[str, str], seen: set[int]) -> Callable[..., None]:
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        seen.add(answer.status_code)
        assert answer.status_code < 500, case.as_curl_command()

    return ask


@pytest.mark.databases("sqlite")
@pytest.mark.timeout(300)
def test_no_described_request_breaks_a_call(app: Flask) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    headers = {"Authorization": f"Bearer {people.token(app, 'owner')}"}
    statuses: dict[str, set[int]] = {}
    for found in described.get_all_operations():
        operation = found.ok()
        seen = statuses.setdefault(operation.label, set())
        given(case=operation.as_strategy())(FEW(_asking(headers, seen)))()
    assert len(statuses) >= 40
    assert {201, 400, 404} <= set().union(*statuses.values())
