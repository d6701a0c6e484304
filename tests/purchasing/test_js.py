"""The receiving pages' own modules, run by the node binary that comes with Playwright."""

from pathlib import Path

import pytest

from tests.web.test_js import test_the_browser_module_does_what_it_says as run_module

HERE = Path(__file__).parent


@pytest.mark.parametrize("module", sorted((HERE / "js").glob("*.test.mjs")), ids=lambda p: p.stem)
def test_the_receiving_module_does_what_it_says(module: Path) -> None:
    run_module(module)
