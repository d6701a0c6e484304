"""The till's browser modules, run by the node binary that comes with Playwright."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

from app.values.tax import tax_document

HERE = Path(__file__).parent
DRIVER = Path(playwright.__file__).parent / "driver"
RATES = (0, 55_000, 70_000, 100_000, 190_000, 200_000, 333_333)


def _node() -> str:
    found = shutil.which("node", path=str(DRIVER)) or shutil.which("node")
    assert found, "neither Playwright's wheel nor PATH holds a node binary"
    return found


def _vector(chance: random.Random) -> dict[str, object]:
    size = chance.randint(1, 9)
    amounts = [chance.choice((0, 1, chance.randint(0, 99_999))) for _ in range(size)]
    rates = [chance.choice(RATES) for _ in range(size)]
    included = chance.random() < 0.5
    lines, rows = tax_document(amounts, rates, included=included)
    return {
        "amounts": amounts,
        "rates": rates,
        "included": included,
        "lines": [[str(line.net), str(line.tax)] for line in lines],
        "rows": [[str(row.rate), str(row.net), str(row.tax)] for row in rows],
    }


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(20261121)
    path = tmp_path_factory.mktemp("tax") / "vectors.json"
    path.write_text(json.dumps([_vector(chance) for _ in range(300)]))
    return path


@pytest.mark.parametrize("module", sorted((HERE / "js").glob("*.test.mjs")), ids=lambda p: p.stem)
def test_the_till_module_does_what_it_says(module: Path, vectors: Path) -> None:
    ran = subprocess.run(
        [_node(), "--test", "--test-reporter=tap", str(module)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "TAX_VECTORS": str(vectors)},
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert "# fail 0" in ran.stdout
    assert "# pass 0" not in ran.stdout


def test_every_till_module_is_typed_plain_and_short() -> None:
    modules = sorted((HERE.parents[1] / "app" / "pos" / "static" / "js").glob("*.js"))
    assert len(modules) >= 15
    for module in modules:
        text = module.read_text(encoding="utf-8")
        assert text.startswith("// @ts-check\n"), module.name
        assert "innerHTML" not in text, module.name
        assert len(text.splitlines()) < 300, module.name
