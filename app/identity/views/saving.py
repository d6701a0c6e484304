"""How the pages about people carry out a form: validate, prepare, one transaction, or say why.

Decides nothing itself: what is refused, the services refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import ShopError
from app.identity import queries
from app.identity.actors import Actor
from app.identity.forms import ANY_SITE, AtSiteForm, show_refusal

SAID_ON_THE_FORM = frozenset({400, 409, 429})
Work = Callable[[Session], Any]


def refusal(form: FlaskForm, prepare: Callable[[], Work]) -> int | None:
    """Carry out a form; None where it was done, else the status of the page that says why not.

    `prepare` runs after validation and before the transaction: the place for slow hashing.
    """
    if not form.validate():
        return 400
    try:
        transaction(prepare())
    except ShopError as error:
        if error.status not in SAID_ON_THE_FORM:
            raise
        show_refusal(form, error)
        return error.status
    return None


def offer_sites(form: AtSiteForm, who: Actor) -> None:
    """Fill the form's choice with the sites the person may give away."""
    with reading() as session:
        mine = queries.sites_of(session, who)
        codes = [(site.code, f"{site.code}: {site.name}") for site in mine]
    form.offer_sites(codes, bound=who.site_id is not None)


def site_id_of(session: Session, code: str, who: Actor) -> int | None:
    """The chosen site; None for all of them."""
    return queries.site_by_code(session, code, who).id if code != ANY_SITE else None
