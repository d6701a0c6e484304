"""What test files look like: sentences for names, no hidden helpers, nothing silently left out."""

import ast
from collections.abc import Iterator

from tests.architecture.tidy.source import Source, called_name, decorators

FIXTURE_MARKS = {"fixture", "composite", "rule", "invariant", "initialize", "precondition"}
FEWEST_WORDS = 3


def names_are_sentences(source: Source) -> Iterator[str]:
    for function in source.functions():
        words = function.name.removeprefix("test_").split("_")
        if function.name.startswith("test_") and len(words) < FEWEST_WORDS:
            yield f"{function.name} is not a sentence"


def only_tests_in_test_files(source: Source) -> Iterator[str]:
    """Tests, fixtures and _private helpers; what several files need goes to tests/support."""
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith(("test_", "_", "pytest_")):
            continue
        if not FIXTURE_MARKS & set(decorators(node)):
            yield f"{node.name}() is neither a test nor a fixture nor _private"


def nothing_is_silently_left_out(source: Source) -> Iterator[str]:
    """No skip or xfail marks; skipif and pytest.skip() only with a reason."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"xfail", "skipTest"}:
            yield f"line {node.lineno} expects to fail"
        if isinstance(node, ast.Attribute) and node.attr == "skip" and _is_mark(node):
            yield f"line {node.lineno} is switched off"
    for call in source.calls():
        named = {keyword.arg for keyword in call.keywords}
        if called_name(call) == "skipif" and "reason" not in named:
            yield f"line {call.lineno} skips without a reason"


def _is_mark(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "mark"
