"""The state machine on both databases: the same histories on every run, deeper ones on demand.

`SHOP_HISTORIES=500 pytest tests/properties` plays 500 random histories of 60 steps instead.
"""

import contextlib
import os
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.factory import create_app
from tests.properties.shop_machine import ShopMachine
from tests.support import databases, people
from tests.support.api import ApiClient

DEEP = int(os.environ.get("SHOP_HISTORIES", "0"))
HISTORIES = {"sqlite": 20, "postgresql": 6}
STEPS = 50


def _profile(kind: str) -> settings:
    return settings(
        derandomize=not DEEP,
        database=None,
        max_examples=DEEP or HISTORIES[kind],
        stateful_step_count=60 if DEEP else STEPS,
        deadline=None,
        phases=(
            Phase.explicit,
            Phase.generate,
            *((Phase.shrink,) if DEEP else ()),
        ),  # explaining traces
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.slow
@pytest.mark.timeout(0 if DEEP else 600)
@pytest.mark.parametrize("kind", HISTORIES)
def test_every_history_keeps_the_books_right(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    name = {"sqlite": "sqlite_template", "postgresql": "postgres_template"}[kind]
    template = request.getfixturevalue(name)

    class Machine(ShopMachine):
        def open_shop(self) -> tuple[Flask, ApiClient]:
            self.stack = contextlib.ExitStack()
            url = self.stack.enter_context(template.fresh(tmp_path))
            app = create_app(databases.settings_for(url, instance=tmp_path))
            self.stack.callback(databases.dispose, app)
            return app, ApiClient(app.test_client(), people.token(app, "owner"))

        def close_shop(self) -> None:
            self.stack.close()

    run_state_machine_as_test(Machine, settings=_profile(kind))
