"""The call that hands out the books as files: for spreadsheets, paper and other programs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app import clock
from app.api.v1.calls import Call, FileAnswer, call
from app.api.v1.fields import Body, Code, Day
from app.identity.permissions import Permission
from app.identity.queries import home_site, site_by_code
from app.reporting.exports.asked import AskedExport, with_days
from app.reporting.exports.files import EXPORTS, export


class ExportQuery(Body):
    """Days inclusive; `as_of` is another word for `to`. One site's books, or all."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    as_of: Day | None = None
    site: Code | None = None


def _asked(asked: Call) -> AskedExport:
    query, shop, session = asked.query, asked.shop, asked.session
    home = home_site(session, shop.actor)
    site = site_by_code(session, query.site, shop.actor) if query.site else None
    if site is None and shop.actor.site_id is not None:
        site = home
    plain = AskedExport(
        shop.currency,
        shop.now,
        clock.local_day(shop.now, home.time_zone),
        home.time_zone,
        site_id=site.id if site else None,
        site=site.code if site else None,
    )
    return with_days(plain, query.from_, query.to, query.as_of)


@call(
    "GET",
    "/accounting/exports/<name>",
    needs=Permission.SEE_BOOKS,
    query=ExportQuery,
    media=tuple(sorted({each.media for each in EXPORTS.values()})),
)
def get_export(asked: Call) -> FileAnswer:
    """The books as a file by its name; long ones are sent as they are made."""
    name = asked.path["name"]
    wanted, chosen = _asked(asked), export(name)
    return FileAnswer(name, chosen.media, lambda: chosen.make(wanted))
