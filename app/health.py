"""Whether the process lives and the database answers: for supervisors and load balancers.

Says nothing about the shop's records; `doctor` does that.
"""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db import reading
from app.identity.access import needs
from app.identity.permissions import Permission

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@needs(Permission.PUBLIC)
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@needs(Permission.PUBLIC)
def ready() -> Response:
    """The database answers too; 503 where it does not."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except DBAPIError:
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")
