"""A person's own page: who they are here, their password, the way out."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.identity.access import needs
from app.identity.blueprint import bp
from app.identity.forms import OwnPasswordForm
from app.identity.permissions import Permission


@bp.get("/me")
@needs(Permission.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Who is signed in, with the way out."""
    return render_template("identity/account.html", form=OwnPasswordForm())
