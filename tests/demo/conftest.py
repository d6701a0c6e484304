"""One demo shop for each database, made by the command and then only looked at."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask

from app.demo.scans import SCALE_RULE
from app.factory import create_app
from tests.demo.shop import DemoShop
from tests.support import databases
from tests.support.fixtures import TEMPLATES


@pytest.fixture(scope="session", params=TEMPLATES)
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoShop]:
    folder = tmp_path_factory.mktemp("demo")
    sheet = folder / "codes.html"
    with request.getfixturevalue(TEMPLATES[request.param]).fresh(folder) as url:
        settings = databases.settings_for(url, instance=folder, in_store_codes=SCALE_RULE)
        app = create_app(settings)
        began = time.monotonic()
        answer = app.test_cli_runner().invoke(args=["demo", "--sheet", str(sheet)])
        if answer.exit_code:
            raise AssertionError(answer.output) from answer.exception
        yield DemoShop(app, answer, time.monotonic() - began, sheet)
        databases.dispose(app)


@pytest.fixture
def inside(demo: DemoShop) -> Iterator[Flask]:
    """The application's context, for tests that read the demo's tables."""
    with demo.app.app_context():
        yield demo.app
