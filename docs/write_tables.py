"""Writes the tables of calls in docs/api.md: `.venv/bin/python -m docs.write_tables`.

Reads the declared routes and the models that validate; the suite compares its answer with the page.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from app.api.v1.calls import ROUTES, Route
from app.api.v1.registered import CALL_MODULES

PAGE = Path(__file__).parent / "api.md"
BEGIN, END = "<!-- calls -->\n", "<!-- /calls -->\n"
HEAD = "| call | permission | key | does | fields |\n| --- | --- | --- | --- | --- |\n"


def _models_in(annotation: Any) -> type[BaseModel] | None:
    """The model a field holds, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_models_in, get_args(annotation))), None)


def _field(name: str, field: Any) -> str:
    inner = _models_in(field.annotation)
    many = "list" in str(field.annotation)
    shape = f"{{{_fields(inner)}}}" if inner else ""
    shape = f"[{shape}]" if many else shape
    label = (field.alias or name) + ("" if field.is_required() else "?")
    return f"{label}: {shape}" if shape else label


def _fields(model: type[BaseModel]) -> str:
    """A model's fields in short: `sku, name, price?, lines: [{lot, quantity}]`."""
    return ", ".join(_field(name, field) for name, field in model.model_fields.items())


def _asked(route: Route) -> str:
    shown = [f"query `{_fields(route.query)}`"] if route.query else []
    shown += [f"`{{{_fields(route.body)}}}`"] if route.body else []
    return " ".join(shown)


def _row(route: Route) -> str:
    rule = route.rule.replace("<path:", "{").replace("<", "{").replace(">", "}")
    key = "yes" if route.document else ""
    does = (route.handler.__doc__ or "").splitlines()[0]
    call = f"`{route.method} {rule}`"
    return f"| {call} | `{route.needs.value}` | {key} | {does} | {_asked(route)} |\n"


def _area(route: Route) -> str:
    return route.rule.split("/")[1]


def calls_text() -> str:
    """The tables of all calls, one for each area, as Markdown."""
    assert CALL_MODULES  # importing them is what declares the routes
    ordered = sorted(ROUTES.routes, key=lambda route: (_area(route), route.rule, route.method))
    parts = []
    for area, routes in groupby(ordered, _area):
        parts.append(f"\n### {area}\n\n{HEAD}{''.join(map(_row, routes))}")
    return "".join(parts) + "\n"


def page_with_calls(page: str) -> str:
    """A page with the tables between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{calls_text()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with_calls(PAGE.read_text()))
