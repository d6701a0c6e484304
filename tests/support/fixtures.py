"""Fixtures of the whole suite: both databases, the application, an API client, a real server
and a real browser. What they stand on is beside this file; here it is only wired together.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.factory import create_app
from tests.support import databases, people
from tests.support.api import ApiClient
from tests.support.browser import browser_path, running_browser, watched_page
from tests.support.clock import Clock
from tests.support.postgres import Cluster, NoPostgres, running_cluster
from tests.support.remote import RemoteApi
from tests.support.served import Served, Serving
from tests.support.server import Server, start_server
from tests.support.thrift import be_thrifty

T = TypeVar("T")
SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
be_thrifty()
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _skip_or_fail(reason: str) -> None:
    """Nothing may be skipped in CI; elsewhere the summary says why."""
    if IN_CI:
        pytest.fail(f"CI must not skip: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository; the only absence that CI forgives."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data lies beside a working copy only")
    return SHARED_DATA


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A real PostgreSQL server of this worker."""
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(running_cluster())
        except NoPostgres as missing:
            _skip_or_fail(str(missing))
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteTemplate:
    return databases.make_sqlite_template(tmp_path_factory.mktemp("sqlite-template"))


@pytest.fixture(scope="session")
def postgres_template(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[databases.PostgresTemplate]:
    made = databases.make_postgres_template(cluster, tmp_path_factory.mktemp("postgres-template"))
    yield made
    cluster.drop(made.name)


TEMPLATES = {"sqlite": "sqlite_template", "postgresql": "postgres_template"}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database that nobody else uses."""
    template = request.getfixturevalue(TEMPLATES[request.param])
    with template.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table: for tests of migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    running: Cluster = request.getfixturevalue("cluster")
    name = databases.unique_name("empty")
    yield running.create(name)
    running.drop(name)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database; make another with `make_app(currency=...)`."""
    made = create_app(databases.settings_for(database_url, instance=tmp_path))
    yield made
    databases.dispose(made)


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """The application with other settings: make_app(currency="EUR", prices_include_tax=True)."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        made.append(create_app(databases.settings_for(database_url, instance=tmp_path, **changes)))
        return made[-1]

    yield make
    for each in made:
        databases.dispose(each)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context pushed, for tests that call services directly."""
    with app.app_context():
        yield app


@pytest.fixture
def write(context: Flask) -> Callable[[Callable[[Session], T]], T]:
    """Run work in one committed transaction: `write(lambda s: services.receive(s, ...))`."""
    return transaction


@pytest.fixture
def session(context: Flask) -> Iterator[Session]:
    """A session on the write engine, rolled back at the end.

    On SQLite it holds the write lock from its first statement, so a test that also goes through
    HTTP or `write` looks with `reading()` instead.
    """
    with Session(db.engine, autoflush=False, expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript: cookies, forms, no token."""
    return app.test_client()


@pytest.fixture
def client_as(app: Flask) -> Callable[[str], FlaskClient]:
    """`client_as("manager")`: a signed-in browser without JavaScript."""

    def signed_in(role: str) -> FlaskClient:
        client = app.test_client()
        people.sign_in(client, people.person(app, role))
        return client

    return signed_in


@pytest.fixture
def api_as(app: Flask) -> Callable[[str], ApiClient]:
    """`api_as("cashier")`: the API under a token of that role; `api_as("")`: without one."""
    return lambda role: ApiClient(app.test_client(), people.token(app, role) if role else "")


@pytest.fixture
def api(api_as: Callable[[str], ApiClient]) -> ApiClient:
    """The API under an owner's token."""
    return api_as("owner")


@pytest.fixture
def clock(time_machine: object) -> Clock:
    """The wall clock: `clock.at("2026-11-21T10:00:00Z")`, `clock.forward(days=1)`."""
    return Clock(time_machine)


@pytest.fixture
def server(app: Flask, database_url: str) -> Iterator[Server]:
    """The shop as a real process with several workers, on the same database as `app`."""
    environment = {
        "SECRET_KEY": databases.SECRET_KEY,
        "SHOP_PIN_PEPPER": databases.PIN_PEPPER,
    }
    running = start_server(database_url, environment=environment)
    yield running
    running.stop()


@pytest.fixture
def remote_as(app: Flask, server: Server) -> Iterator[Callable[[str], RemoteApi]]:
    """`remote_as("cashier")`: one client of the real server; make one for each thread."""
    clients: list[RemoteApi] = []

    def make(role: str) -> RemoteApi:
        clients.append(RemoteApi(server.port, people.token(app, role)))
        return clients[-1]

    yield make
    for each in clients:
        each.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if not path:
        _skip_or_fail("no Chromium found: apt-get install chromium, or set CHROME")
    with sync_playwright() as playwright, running_browser(playwright, path) as running:
        yield running


@pytest.fixture
def served(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Served]:
    """The shop behind a port of this process, on the same database as `app`."""
    serving = Serving(database_url, tmp_path)
    yield serving.served
    serving.stop()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of a real browser that looks at `served`."""
    with watched_page(browser, served.url) as opened:
        yield opened


@pytest.fixture
def page_as(app: Flask, page: Page) -> Callable[[str], Page]:
    """`page_as("cashier")`: the real browser, signed in as a new person of that role."""

    def signed_in(role: str) -> Page:
        people.sign_in_browser(page, people.person(app, role))
        return page

    return signed_in
