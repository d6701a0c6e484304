"""Where imports stand, and which of them are never made."""

import ast
from collections.abc import Iterator

from tests.architecture.tidy.source import Function, Source

LAZY = {
    "weasyprint": "0.7 s and Pango, only for PDF",
    "escpos": "0.5 s, only where a receipt printer is attached",
    "usb": "needs libusb, only for USB printers",
    "serial": "only for serial printers",
    "pdfplumber": "heavy, only for packing slips",
    "xlsxwriter": "only for spreadsheets",
}


def imports_stand_at_the_top(source: Source) -> Iterator[str]:
    for function in source.functions():
        for name in _imported_inside(function):
            if name.split(".")[0] not in LAZY:
                yield f"{function.name}() imports {name}: only {', '.join(LAZY)} may be lazy"


def migrations_import_no_models(source: Source) -> Iterator[str]:
    """A migration is frozen history; the models move on."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "app":
            yield f"imports {node.module}"


def no_type_checking_detours(source: Source) -> Iterator[str]:
    """A cycle hidden under TYPE_CHECKING is still a cycle."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            continue
        for inner in ast.walk(node):
            module = inner.module if isinstance(inner, ast.ImportFrom) else None
            if module and module.startswith("app.") and module.split(".")[1] != source.room:
                yield f"imports {module} for types only: another room stays another room"


def _imported_inside(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def relationships_stay_in_their_room(source: Source) -> Iterator[str]:
    """relationship("Lot") only where Lot is defined here or imported from the same room."""
    known = {node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and f"app.{source.room}" in (node.module or ""):
            known |= {alias.name for alias in node.names}
    for target in _relationship_targets(source):
        if target not in known:
            yield f"relationship() to {target!r}, which is not of this room"


def _relationship_targets(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        match value:
            case ast.Call(
                func=ast.Name(id="relationship"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield name
            case ast.Call(func=ast.Name(id="relationship"), args=[ast.Name(id=name), *_]):
                yield name
            case ast.Call(func=ast.Name(id="relationship"), args=[]):
                yield from _annotated(node)


def _annotated(node: ast.AST) -> Iterator[str]:
    """The innermost word of Mapped[list["Line"]]."""
    if isinstance(node, ast.AnnAssign):
        text = ast.unparse(node.annotation)
        yield text.split("[")[-1].rstrip("]").strip("'\"").removesuffix(" | None")
