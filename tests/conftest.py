"""Names the suite's fixtures. They are written down in tests/support/fixtures.py.

Tests that use `database_url` (and so `app`, `session`, `api`, `server`, `page`) run on SQLite and
on PostgreSQL. `@pytest.mark.databases("sqlite")` or `("postgresql")` narrows that.
"""

import gc

import pytest

DATABASES = ("sqlite", "postgresql")
TAKES_A_DATABASE = ("database_url", "empty_database_url")

pytest.register_assert_rewrite("tests.support")
pytest_plugins = ["tests.support.fixtures"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that needs a database on each kind that its marker names."""
    for name in set(TAKES_A_DATABASE) & set(metafunc.fixturenames):
        marker = metafunc.definition.get_closest_marker("databases")
        chosen = marker.args if marker else DATABASES
        metafunc.parametrize(name, chosen, indirect=True, ids=chosen)


def pytest_collection_finish() -> None:
    """Leave what was collected alone: looking through it again is a quarter of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure() -> None:
    """Extensions that count their objects at the end find them again."""
    gc.unfreeze()
