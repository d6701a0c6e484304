"""Words that never stand in a file: machine paths, package indexes, promises, inline scripts."""

import re
from collections.abc import Iterator

from tests.architecture.tidy.source import Source

MACHINE_PATH = re.compile(r"(?<![\w.}/-])/(?:" + "work|tmp|root|home|Users" + r")/")
PACKAGE_INDEX = re.compile(
    r"pypi\." + r"org|pythonhosted\." + r"org|registry\.npmjs|registry\.yarnpkg"
    r"|(?<!emit-)index" + r"-url"
)
PROMISE = re.compile(r"\b(?:" + "TO" + "DO|FIX" + "ME|HA" + "CK|XX" + r"X)\b")
INLINE = re.compile(
    r"""<[^>]*\s(?:style|on[a-z]+)\s*=|<style\b|<script(?![^>]*\bsrc=)""", re.IGNORECASE
)
DATA_BLOCK = re.compile(r"""<script[^>]*type="(?:application/json|importmap)""", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|\b(?:rgba?|hsla?|oklch|oklab|lab)\(")


def _found(source: Source, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for number, line in enumerate(source.lines, 1):
        if pattern.search(line):
            yield f"line {number} {what}"


def no_machine_paths(source: Source) -> Iterator[str]:
    return _found(source, MACHINE_PATH, "names a folder of one machine")


def no_package_index(source: Source) -> Iterator[str]:
    return _found(source, PACKAGE_INDEX, "names a package index")


def no_promises(source: Source) -> Iterator[str]:
    return _found(source, PROMISE, "promises work for later: do it or write an issue")


def no_inline_script_or_style(source: Source) -> Iterator[str]:
    """The Content-Security-Policy would block it."""
    for number, line in enumerate(source.lines, 1):
        if INLINE.search(line) and not DATA_BLOCK.search(line):
            yield f"line {number} has inline script or style"


def scripts_are_type_checked(source: Source) -> Iterator[str]:
    if "// @ts-check" not in source.lines[:3]:
        yield "does not begin with // @ts-check"


def colours_come_from_tokens(source: Source) -> Iterator[str]:
    """A mask is not a colour, and paper (print.css) is black on white in every theme."""
    for number, line in enumerate(source.lines, 1):
        if COLOUR.search(line) and "mask" not in line:
            yield f"line {number} names a colour: take it from tokens.css"
