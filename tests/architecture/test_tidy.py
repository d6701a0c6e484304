"""The habits of CONTRIBUTING.md hold in every file, and every rule can tell good from bad."""

import pytest

from tests.architecture.tidy.source import Source, own_sources
from tests.architecture.tidy.table import RULES, Rule


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return own_sources()


def _name(rule: Rule) -> str:
    return rule.name


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_every_file_keeps_the_rule(rule: Rule, sources: list[Source]) -> None:
    complaints = [
        f"{source.path}: {complaint}" for source in sources for complaint in rule.complaints(source)
    ]
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_the_rule_accepts_its_good_sample(rule: Rule) -> None:
    assert rule.complaints(rule.good) == []


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_the_rule_refuses_its_bad_sample(rule: Rule) -> None:
    assert rule.complaints(rule.bad)


def test_the_rules_look_at_the_whole_house(sources: list[Source]) -> None:
    seen = {source.parts[0] for source in sources}
    assert {"app", "printing", "tests", "config.py", "tasks.py", "migrations"} <= seen
