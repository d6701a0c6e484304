"""TypeScript's checker over the browser modules: what the types in their JSDoc say must hold.

The checker is the one inside Deno, which `requirements-js.txt` pins; no other program of that name
is used. The rules are `jsconfig.json`, which editors read too. It never changes a module, never
asks the network and writes only below `.venv/js`.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "jsconfig.json"
SERVED = ROOT / ".venv" / "js" / "static"  # /static as a browser sees it, made of links
ABSENT = (
    "JavaScript was NOT type-checked: the checker of requirements-js.txt could not be installed; "
    "every `make lint` and `make test` tries again"
)
UNLINKED = "JavaScript was NOT type-checked: this system lets nobody make links to folders"
QUIET = {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "RUST_BACKTRACE": "0"}
ALONE = ("--quiet", "--no-lock", "--no-remote", "--no-npm")
SLOWEST_S = 120


def checker() -> str:
    """The Deno of this environment, else nothing."""
    return shutil.which("deno", path=str(Path(sys.executable).parent)) or ""


def why_not() -> str:
    """Why nothing can be checked here, as one line; empty where everything can."""
    if not checker():
        return ABSENT
    try:
        serve()
    except OSError:
        return UNLINKED
    return ""


def serve() -> None:
    """Lay out /static: modules import each other by address, `../../web/js/dom.js`."""
    SERVED.mkdir(parents=True, exist_ok=True)
    rooms = {folder.parent.name: folder for folder in ROOT.glob("app/*/static")}
    for link in SERVED.iterdir():
        if link.name not in rooms or not link.exists():
            link.unlink(missing_ok=True)
    for room, folder in rooms.items():
        with contextlib.suppress(FileExistsError):
            target = os.path.relpath(folder, SERVED)
            (SERVED / room).symlink_to(target, target_is_directory=True)


def modules() -> list[Path]:
    """Every browser module of the product, where it is served."""
    own = ROOT.glob("app/*/static/**/*.js")
    return sorted(SERVED / path.parts[1] / Path(*path.parts[3:]) for path in map(_relative, own))


def _relative(path: Path) -> Path:
    return path.relative_to(ROOT)


def complaints(files: Iterable[Path]) -> str:
    """What the checker says about these modules and all they import; empty where all is well."""
    command = [checker(), "check", *ALONE, "--config", str(RULES), *map(str, files)]
    env = {**os.environ, **QUIET, "DENO_DIR": str(SERVED.parent / "cache")}
    ran = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SLOWEST_S, check=False
    )
    return at_home(ran.stderr + ran.stdout) if ran.returncode else ""


def at_home(text: str) -> str:
    """`app/web/static/js/dom.js:4:1` for the address below which the module was checked."""
    return re.sub(re.escape(SERVED.as_uri()) + r"/(\w+)/", r"app/\1/static/", text)


def main() -> int:
    """For `make lint`: 0 where all is well, or where one clear line says why not checked."""
    reason = why_not()
    said = reason or complaints(modules())
    sys.stdout.write(f"{said}\n" if said else "")
    return 1 if said and not reason else 0


if __name__ == "__main__":
    sys.exit(main())
