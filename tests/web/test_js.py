"""The browser modules' own tests, run by the node binary that comes with Playwright."""

import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

HERE = Path(__file__).parent
DRIVER = Path(playwright.__file__).parent / "driver"


def _node() -> str:
    found = shutil.which("node", path=str(DRIVER)) or shutil.which("node")
    assert found, "neither Playwright's wheel nor PATH holds a node binary"
    return found


@pytest.mark.parametrize("module", sorted((HERE / "js").glob("*.test.mjs")), ids=lambda p: p.stem)
def test_the_browser_module_does_what_it_says(module: Path) -> None:
    ran = subprocess.run(
        [_node(), "--test", "--test-reporter=tap", str(module)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert "# fail 0" in ran.stdout
    assert "# pass 0" not in ran.stdout


def test_every_module_is_typed_plain_and_short() -> None:
    modules = sorted((HERE.parents[1] / "app" / "web" / "static" / "js").glob("*.js"))
    assert len(modules) >= 8
    for module in modules:
        text = module.read_text(encoding="utf-8")
        assert text.startswith("// @ts-check\n"), module.name
        assert "innerHTML" not in text, module.name
        assert len(text.splitlines()) < 300, module.name
