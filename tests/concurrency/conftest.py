"""One running shop per database for all tests of this folder: starting servers costs the most.

Tests share it, so each names its own products and tills.
"""

import contextlib
from collections.abc import Iterator

import pytest

from app.factory import create_app
from tests.concurrency.crowd import Crowd
from tests.support import databases, people
from tests.support.server import start_server

TEMPLATES = {"sqlite": "sqlite_template", "postgresql": "postgres_template"}


@pytest.fixture(scope="package", params=TEMPLATES)
def crowd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crowd]:
    """A shop served by several processes, and clients for it."""
    folder = tmp_path_factory.mktemp("crowd")
    template = request.getfixturevalue(TEMPLATES[request.param])
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(template.fresh(folder))
        app = create_app(databases.settings_for(url, instance=folder))
        stack.callback(databases.dispose, app)
        server = start_server(url, environment={"SECRET_KEY": databases.SECRET_KEY})
        stack.callback(server.stop)
        yield Crowd(app, server.port, people.token(app, "owner"))
