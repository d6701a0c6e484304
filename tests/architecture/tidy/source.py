"""A file of the repository as the rules see it. It never changes a file."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[3]
NOT_OURS = {".git", ".venv", "instance", "__pycache__", "artifacts", "results", "node_modules"}
NOT_OURS |= {".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
TEXT_KINDS = {".py", ".js", ".css", ".html", ".xml", ".md", ".toml", ".in", ".txt", ".cfg", ".ini"}
TEXT_KINDS |= {".sh", ".yml", ".yaml", ".json", ".svg", ""}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One text file: where it is, relative to the root, and what it says."""

    path: str
    text: str

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix

    @property
    def room(self) -> str:
        """`inventory` for app/inventory/models.py, `facts` for app/facts.py, else empty."""
        inside = len(self.parts) > 1 and self.parts[0] == "app"
        return PurePosixPath(self.parts[1]).stem if inside else ""

    @property
    def is_test(self) -> bool:
        return self.parts[0] == "tests" and self.name.startswith("test_") and self.suffix == ".py"

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def own_sources() -> list[Source]:
    """Every text file that is ours, in order of path."""
    found = [path for path in _walk(ROOT) if path.suffix in TEXT_KINDS and path.is_file()]
    texts = ((path.relative_to(ROOT).as_posix(), _text(path)) for path in found)
    return sorted((Source(*each) for each in texts if each[1]), key=lambda source: source.path)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture or a sound, whatever it is called


def called_name(call: ast.Call) -> str:
    """`commit` for session.commit(...), `float` for float(...)."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def base_name(call: ast.Call) -> str:
    """`clock` for clock.now(), `datetime` for datetime.datetime.now(), else empty."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def decorators(function: Function) -> Iterator[str]:
    """The last names of a function's decorators: `get` for @bp.get("/x")."""
    for node in function.decorator_list:
        match node.func if isinstance(node, ast.Call) else node:
            case ast.Attribute(attr=name) | ast.Name(id=name):
                yield name


def body_lines(function: Function) -> int:
    """How many lines a function's body has, its docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
