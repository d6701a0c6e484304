"""The table of rules: which files each one looks at, one sample it accepts and one it refuses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.tidy import calls, imports, sizes, suite, words
from tests.architecture.tidy.source import Source

Check = Callable[[Source], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """A check, the files it is for, and a pair of samples that prove it."""

    check: Check
    applies: Callable[[Source], bool]
    good: Source
    bad: Source

    @property
    def name(self) -> str:
        return self.check.__name__

    def complaints(self, source: Source) -> list[str]:
        return list(self.check(source)) if self.applies(source) else []


def everything(_source: Source) -> bool:
    return True


def python(source: Source) -> bool:
    return source.suffix == ".py"


def written(source: Source) -> bool:
    """Written by hand: a first schema is as long as the shop has tables."""
    return not migration(source)


def written_python(source: Source) -> bool:
    return python(source) and written(source)


def migration(source: Source) -> bool:
    return source.parts[:2] == ("migrations", "versions")


def product(source: Source) -> bool:
    return python(source) and source.parts[0] in {"app", "printing"}


def product_but_clock(source: Source) -> bool:
    return product(source) and source.path != "app/clock.py"


def product_but_db(source: Source) -> bool:
    return product(source) and source.path != "app/db.py"


def money(source: Source) -> bool:
    return product(source) and source.room in calls.MONEY_ROOMS


def rooms(source: Source) -> bool:
    return product(source) and source.parts[0] == "app"


def tests(source: Source) -> bool:
    return source.is_test


def pages(source: Source) -> bool:
    return source.suffix == ".html" and "templates" in source.parts


def screen_pages(source: Source) -> bool:
    """Templates a browser gets; those for PDF carry their own style."""
    return pages(source) and "pdf" not in source.parts and source.parts[0] == "app"


def scripts(source: Source) -> bool:
    return source.suffix == ".js" and source.parts[0] == "app"


def styles(source: Source) -> bool:
    return (
        source.suffix == ".css"
        and source.name not in {"tokens.css", "print.css"}
        and "static" in source.parts
    )


def of(path: str, text: str) -> Source:
    return Source(path, text)


LONG_BODY = "\n    pass" * 70
LONG_VIEW = "@bp.get('/x')\ndef lots():" + "\n    pass" * 16
NOW = "import datetime\nx = datetime.datetime.now()"
ITEM_STYLE = '<p class="price" data-state="due">3</p>'

RULES = (
    Rule(sizes.files_are_short, written, of("app/a.py", "x\n" * 400), of("app/a.js", "x\n" * 301)),
    Rule(
        sizes.functions_are_short,
        written_python,
        of("app/a.py", "def a():\n    pass"),
        of("app/a.py", f"def a():{LONG_BODY}"),
    ),
    Rule(
        sizes.views_are_thin,
        rooms,
        of("app/pos/views.py", "def lots():" + "\n    pass" * 16),
        of("app/pos/views.py", LONG_VIEW),
    ),
    Rule(sizes.lines_fit, written, of("app/a.py", "x" * 100), of("app/a.css", "x" * 101)),
    Rule(
        sizes.modules_say_what_they_are_for,
        python,
        of("app/a.py", '"""Says."""\nx = 1'),
        of("app/a.py", "x = 1"),
    ),
    Rule(
        sizes.packages_hold_a_docstring_only,
        python,
        of("app/a/__init__.py", '"""A room."""'),
        of("app/a/__init__.py", '"""A room."""\nimport os'),
    ),
    Rule(
        sizes.files_are_named_for_a_noun, everything, of("app/lots.py", ""), of("app/utils.py", "")
    ),
    Rule(
        imports.imports_stand_at_the_top,
        python,
        of("app/a.py", "def pdf():\n    import weasyprint"),
        of("app/a.py", "def a():\n    from app.b import c"),
    ),
    Rule(
        imports.migrations_import_no_models,
        migration,
        of("migrations/versions/a.py", "from migrations.column_types import DAY"),
        of("migrations/versions/a.py", "from app.sales.models import Sale"),
    ),
    Rule(
        imports.no_type_checking_detours,
        rooms,
        of("app/sales/a.py", "if TYPE_CHECKING:\n    from app.sales.b import C"),
        of("app/sales/a.py", "if TYPE_CHECKING:\n    from app.pos.b import C"),
    ),
    Rule(
        imports.relationships_stay_in_their_room,
        rooms,
        of("app/sales/a.py", "class Line: pass\nclass S:\n    x = relationship('Line')"),
        of("app/sales/a.py", "class S:\n    lot: Mapped['Lot'] = relationship()"),
    ),
    Rule(
        calls.only_db_commits,
        product_but_db,
        of("app/db.py", "session.commit()"),
        of("app/sales/services.py", "session.commit()"),
    ),
    Rule(
        calls.only_the_clock_reads_the_clock,
        product_but_clock,
        of("app/a.py", "from app import clock\nx = clock.now()"),
        of("app/a.py", NOW),
    ),
    Rule(
        calls.only_config_reads_the_environment,
        product,
        of("config.py", "import os\nos.environ"),
        of("app/a.py", "import os\nos.environ['X']"),
    ),
    Rule(
        calls.money_is_never_a_float,
        money,
        of("app/sales/a.py", "ok = isinstance(x, float)"),
        of("app/sales/a.py", "x = 0.5"),
    ),
    Rule(
        calls.balances_are_never_assigned,
        rooms,
        of("app/inventory/a.py", "update(Balance).values(on_hand=Balance.on_hand - n)"),
        of("app/inventory/a.py", "balance.on_hand -= 1"),
    ),
    Rule(
        words.no_machine_paths,
        everything,
        of("a.md", "see docs/tmp/x and app/work/"),
        of("a.md", "see /" + "root/x"),
    ),
    Rule(
        words.no_package_index,
        everything,
        of("a.py", "'--no-emit-index" + "-url'"),
        of("a.toml", "https://pypi." + "org/simple"),
    ),
    Rule(
        words.no_promises, everything, of("a.py", "# todos los lotes"), of("a.py", "# TO" + "DO x")
    ),
    Rule(
        words.no_inline_script_or_style,
        screen_pages,
        of("app/web/templates/a.html", ITEM_STYLE),
        of("app/web/templates/a.html", '<p style="color:red">3</p>'),
    ),
    Rule(
        words.scripts_are_type_checked,
        scripts,
        of("app/pos/static/a.js", "// @ts-check\n"),
        of("app/pos/static/a.js", "let x"),
    ),
    Rule(
        words.colours_come_from_tokens,
        styles,
        of("app/web/static/a.css", "#add { color: var(--ink); }"),
        of("app/web/static/a.css", "p { color: #fff; }"),
    ),
    Rule(
        suite.names_are_sentences,
        tests,
        of("tests/test_a.py", "def test_a_lot_is_sold(): pass"),
        of("tests/test_a.py", "def test_lot(): pass"),
    ),
    Rule(
        suite.only_tests_in_test_files,
        tests,
        of("tests/test_a.py", "@pytest.fixture\ndef lot(): pass\ndef _lots(): pass"),
        of("tests/test_a.py", "def make_lot(): pass"),
    ),
    Rule(
        suite.nothing_is_silently_left_out,
        tests,
        of("tests/test_a.py", "pytest.mark.skipif(absent, reason='no data')"),
        of("tests/test_a.py", "pytest.mark.xfail"),
    ),
)
