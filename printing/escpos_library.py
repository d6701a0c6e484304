"""The door to python-escpos: imported late, and cleaned up after.

Importing it takes a second, puts a handler on the root logger and leaves a folder in the temporary
directory. Nothing else in this room imports it.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import gettempprefix
from types import ModuleType


@cache
def library(name: str) -> ModuleType:
    """A module of python-escpos, by its name within the package, such as "printer"."""
    root = logging.getLogger()
    before = list(root.handlers)
    capabilities = import_module("escpos.capabilities")
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
    leftover = Path(capabilities.pickle_path)
    if leftover.parent.name.startswith(gettempprefix()):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)
            leftover.parent.rmdir()
    return import_module(f"escpos.{name}")
