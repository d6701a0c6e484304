"""How long a file, a function, a view and a line may be, and what a module must open with."""

import ast
from collections.abc import Iterator

from tests.architecture.tidy.source import Source, body_lines, decorators

HARD_FILE_LINES = {".py": 400, ".js": 300, ".css": 400, ".html": 250}
HARD_FUNCTION_LINES = 60
VIEW_LINES = 15
COLUMNS = {".py": 100, ".js": 100, ".css": 100, ".toml": 100, ".html": 160}
ROUTE_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
VAGUE_NAMES = {"utils", "util", "helpers", "common", "misc"}


def files_are_short(source: Source) -> Iterator[str]:
    most = HARD_FILE_LINES.get(source.suffix)
    if most and len(source.lines) > most:
        yield f"{len(source.lines)} lines, at most {most}: split by noun"


def functions_are_short(source: Source) -> Iterator[str]:
    for function in source.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > HARD_FUNCTION_LINES:
            yield f"{function.name}() has {lines} lines, at most {HARD_FUNCTION_LINES}"


def views_are_thin(source: Source) -> Iterator[str]:
    for function in source.functions():
        is_view = ROUTE_DECORATORS & set(decorators(function))
        if is_view and body_lines(function) > VIEW_LINES:
            yield f"view {function.name}() has {body_lines(function)} lines, at most {VIEW_LINES}"


def lines_fit(source: Source) -> Iterator[str]:
    most = COLUMNS.get(source.suffix)
    for number, line in enumerate(source.lines, 1):
        if most and len(line) > most:
            yield f"line {number} has {len(line)} columns, at most {most}"


def modules_say_what_they_are_for(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield "no module docstring"


def packages_hold_a_docstring_only(source: Source) -> Iterator[str]:
    if source.name != "__init__.py":
        return
    if len(source.tree.body) != 1 or not ast.get_docstring(source.tree):
        yield "__init__.py holds a docstring and nothing else"


def files_are_named_for_a_noun(source: Source) -> Iterator[str]:
    stem = source.name.split(".")[0]
    if stem in VAGUE_NAMES:
        yield f"{stem!r} says nothing: name the noun"
