"""Who is asking, and may they: every view declares its permission, or the shop does not start.

The gate of all HTTP: an undeclared view is refused at start-up, an undeclared right at the door.
Knows no business record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from app.errors import NotSignedIn
from app.identity.actors import Actor
from app.identity.devices import actor_of_request
from app.identity.origins import refuse_foreign_origin
from app.identity.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
OPEN_ENDPOINTS = ("static",)


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare what a view's visitor must be allowed to do."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def actor() -> Actor:
    """Who is behind this request; raises NotSignedIn where nobody is."""
    who: Actor | None = g.get("actor")
    if who is None:
        raise NotSignedIn("Sign in first.")
    return who


def _declared(app: Flask, endpoint: str) -> Permission | None:
    if endpoint.rpartition(".")[2] in OPEN_ENDPOINTS:
        return Permission.PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def refuse_undeclared_views(app: Flask) -> None:
    """Stop the start-up where a view does not say who may see it."""
    missing = sorted(name for name in app.view_functions if _declared(app, name) is None)
    if missing:
        raise RuntimeError(f"views without a declared permission: {', '.join(missing)}")


def _person_behind_the_browser() -> Actor | None:
    person = current_user
    return person.actor if person.is_authenticated else None


def may_open(app: Flask, address: str, who: Actor) -> bool:
    """Whether an address of this shop is a page that this person may look at."""
    path = address.partition("?")[0].partition("#")[0]
    try:
        endpoint, _values = app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RoutingException):
        return False
    permission = _declared(app, endpoint)
    return permission is Permission.PUBLIC or (permission is not None and who.may(permission))


def check_access(app: Flask) -> ResponseReturnValue | None:
    """Before each page: find the person and hold the view's permission against the role.

    The interface for programs authenticates itself (bearer tokens); only a browser's request to
    it is held against its origin here.
    """
    if "Authorization" not in request.headers:
        refuse_foreign_origin()
    if request.endpoint is None or request.blueprint == "api":
        return None
    permission = _declared(app, request.endpoint)
    if permission is Permission.PUBLIC and request.endpoint.endswith("static"):
        return None
    g.actor = actor_of_request() or _person_behind_the_browser()
    if permission is Permission.PUBLIC:
        return None
    if g.actor is None:
        if request.method != "GET":
            raise NotSignedIn("Sign in first.")
        return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))
    g.actor.require(permission)  # type: ignore[arg-type]
    return None


def register_access(app: Flask) -> None:
    """Hang the door into the application; called last, when all views are known."""
    refuse_undeclared_views(app)
    app.before_request(lambda: check_access(app))
