"""The interface's OpenAPI 3.1 description, made from the very routes and models that validate.

Describes; decides nothing.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.v1.calls import ROUTES, Route, api, json_response, json_text
from app.identity.access import needs
from app.identity.permissions import Permission

REF = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
REFUSALS = {
    "400": "A field is wrong; `errors` names it.",
    "401": "No valid token.",
    "403": "The role may not do this.",
    "404": "No such record.",
    "409": "Refused by a rule; `code` says which.",
    "413": "The body is too large.",
    "422": "The Idempotency-Key was used with another request.",
    "503": "The shop is busy; nothing was written.",
}


def _models() -> list[type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for route in ROUTES.routes:
        for model in (route.body, route.query, route.answer):
            if model is not None:
                found[model.__name__] = model
    return list(found.values())


def _ref(model: type[BaseModel] | None) -> dict[str, Any]:
    return {"$ref": REF.format(model=model.__name__)} if model else {}


def _query_parameters(route: Route, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = schemas[route.query.__name__]
    return [
        {"name": name, "in": "query", "required": False, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _parameters(route: Route, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(?:\w+:)?(\w+)>", route.rule)
    ]
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": route.document,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }
    writes = [key] if route.writes else []
    return [*path, *_query_parameters(route, schemas), *writes]


def _responses(route: Route) -> dict[str, Any]:
    content = {media: {"schema": _ref(route.answer) or {}} for media in route.media}
    problem = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
    done = {str(route.status): {"description": "Done.", "content": content}}
    return done | {
        status: {"description": text, "content": problem} for status, text in REFUSALS.items()
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}_{route.handler.__name__}",
        "summary": (route.handler.__doc__ or "").strip().splitlines()[0],
        "description": f"Needs the permission `{route.needs.value}`.",
        "tags": [route.rule.split("/")[1]],
        "parameters": _parameters(route, schemas),
        "responses": _responses(route),
    }
    if route.body is not None:
        content = {"application/json": {"schema": _ref(route.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def describe() -> dict[str, Any]:
    """The whole description."""
    _places, definitions = models_json_schema(
        [(model, "validation") for model in _models()], ref_template=REF
    )
    schemas: dict[str, Any] = definitions.get("$defs", {})
    for schema in schemas.values():
        for part in schema.get("properties", {}).values():
            part.pop("default", None)  # defaults are in our own units, not as they are written
    paths: dict[str, Any] = {}
    for route in ROUTES.routes:
        path = "/api/v1" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lotwise",
            "version": "1",
            "description": "Lots, selling, stock and ledger. Amounts are decimal strings.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas | {"Problem": PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@api.get("/openapi.json")
@needs(Permission.PUBLIC)
def openapi() -> Response:
    """The description of the interface, open to everybody."""
    known = current_app.extensions.setdefault("lotwise.description", {})
    if "text" not in known:
        known["text"] = json_text(describe())
    return json_response(known["text"], 200)
