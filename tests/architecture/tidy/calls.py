"""What code never does: commit, read the clock or the environment, use floats for money."""

import ast
from collections.abc import Iterator

from tests.architecture.tidy.source import Source, base_name, called_name

CLOCK_READS = {"now", "today", "utcnow", "fromtimestamp"}
MONEY_ROOMS = {"values", "gs1", "facts", "catalog", "accounting", "inventory", "purchasing"}
MONEY_ROOMS |= {"sales", "pos", "storefront", "api"}
LEDGER_COLUMNS = {"on_hand", "value"}


def only_db_commits(source: Source) -> Iterator[str]:
    for call in source.calls():
        if called_name(call) == "commit":
            yield f"line {call.lineno} commits: only app/db.py does"


def only_the_clock_reads_the_clock(source: Source) -> Iterator[str]:
    for call in source.calls():
        name, base = called_name(call), base_name(call)
        if (name in CLOCK_READS and base not in {"", "clock"}) or (name, base) == ("time", "time"):
            yield f"line {call.lineno} reads the clock ({base}.{name}): only app/clock.py does"


def only_config_reads_the_environment(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
            yield f"line {node.lineno} reads the environment: only config.py does"


def money_is_never_a_float(source: Source) -> Iterator[str]:
    """No float literal and no float() where money and quantities live; refusing one is fine."""
    allowed = {id(inner) for node in _type_questions(source) for inner in ast.walk(node)}
    for node in ast.walk(source.tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        named = isinstance(node, ast.Name) and node.id == "float" and id(node) not in allowed
        if literal or named:
            yield f"line {getattr(node, 'lineno', 0)} uses a float"


def _type_questions(source: Source) -> Iterator[ast.Call]:
    return (call for call in source.calls() if called_name(call) == "isinstance")


def balances_are_never_assigned(source: Source) -> Iterator[str]:
    """on_hand and value change by one conditional UPDATE, never through a loaded row.

    A plain object may keep its own account (`self.on_hand`), as long as it is no table.
    """
    for node in ast.walk(source.tree):
        for target in _targets(node):
            ours = isinstance(target, ast.Attribute) and target.attr in LEDGER_COLUMNS
            if ours and (source.name == "models.py" or ast.unparse(target.value) != "self"):
                yield f"line {target.lineno} assigns .{target.attr}"


def _targets(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target):
            return [target]
    return []
