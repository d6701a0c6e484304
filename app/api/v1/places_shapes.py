"""Bodies, queries and answers of the calls for sites, locations, tills and parties. No rule."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.fields import Answer, Body, Code, Name, Note, Quantity
from app.identity.models import SITE_KINDS
from app.inventory.models import LOCATION_KINDS
from app.inventory.services.arrange import MOST_LOTS
from app.purchasing.suppliers import LONGEST_TERMS
from app.web.paging import DEFAULT_LIMIT, MAX_CURSOR, MAX_LIMIT, clean_limit

SHELF_KINDS = tuple(kind for kind in LOCATION_KINDS if kind != "transit")
"""Goods in transit have no shelf that somebody could add."""


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(value: Any) -> str:
    if not isinstance(value, str) or value not in _zones():
        raise ValueError("must be a time zone such as Europe/Berlin")
    return value


def _word_of(words: tuple[str, ...]) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check), WithJsonSchema({"type": "string", "enum": list(words)})


def _limit(value: Any) -> int:
    try:
        return clean_limit(value)
    except ValueError:
        raise ValueError(f"must be a whole number from 1 to {MAX_LIMIT}") from None


TimeZone = Annotated[
    str,
    BeforeValidator(_time_zone),
    WithJsonSchema({"type": "string", "examples": ["Europe/Berlin"]}),
]
Limit = Annotated[int, BeforeValidator(_limit), WithJsonSchema({"type": "integer"})]
Cursor = Annotated[Note, Field(max_length=MAX_CURSOR)]
Contact = Annotated[Note, Field(max_length=254)]
Terms = Annotated[Note, Field(max_length=LONGEST_TERMS)]


class SiteBody(Body):
    """A store or warehouse; its time zone decides what day it is there."""

    code: Code
    name: Name
    kind: Annotated[str, *_word_of(SITE_KINDS)] = "store"
    time_zone: TimeZone | None = None


MostLots = Annotated[int, Field(strict=True, ge=1, le=MOST_LOTS)]


class LocationBody(Body):
    """A shelf, dock or cage: `MAIN/A1` stands at site MAIN unless `site` says otherwise.

    `zone` is a zone of that site; `most_lots` and `most_quantity` say how much fits.
    """

    code: Code
    kind: Annotated[str, *_word_of(SHELF_KINDS)]
    site: Code | None = None
    zone: Code | None = None
    most_lots: MostLots | None = None
    most_quantity: Quantity | None = None


class TillBody(Body):
    """A till and the site it stands at."""

    code: Code
    site: Code


class PartyBody(Body):
    """A customer or supplier."""

    code: Code
    name: Name
    email: Contact = ""
    phone: Contact = ""


class SupplierBody(PartyBody):
    """A supplier, with the terms of payment and delivery that go onto its orders."""

    terms: Terms = ""


class SupplierChanges(Body):
    """What changes of a supplier; its code never does."""

    name: Name | None = None
    email: Contact | None = None
    phone: Contact | None = None
    terms: Terms | None = None


class PagedQuery(Body):
    """How much of a list."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class LocationQuery(PagedQuery):
    """Of one site, or of all the caller works at."""

    site: Code | None = None


class SearchQuery(PagedQuery):
    """Words of a code, name, e-mail address or phone number."""

    q: Annotated[Note, Field(max_length=200)] = ""


class SiteAnswer(Answer):
    """A site as it stands."""

    code: str
    name: str
    kind: str
    time_zone: str


class LocationAnswer(Answer):
    """A location as it stands."""

    code: str
    kind: str
    site: str


class TillAnswer(Answer):
    """A till as it stands."""

    code: str
    site: str


class PartyAnswer(Answer):
    """A customer or supplier as they stand."""

    code: str
    name: str
    email: str
    phone: str


class SupplierAnswer(PartyAnswer):
    """A supplier as it stands."""

    terms: str


class SitesAnswer(Answer):
    """A page of sites; `next` is the cursor of the following one."""

    items: list[SiteAnswer]
    next: str | None


class LocationsAnswer(Answer):
    """A page of locations."""

    items: list[LocationAnswer]
    next: str | None


class TillsAnswer(Answer):
    """A page of tills."""

    items: list[TillAnswer]
    next: str | None


class PartiesAnswer(Answer):
    """A page of customers or suppliers."""

    items: list[PartyAnswer]
    next: str | None


class SuppliersAnswer(Answer):
    """A page of suppliers; `next` is the cursor of the following one."""

    items: list[SupplierAnswer]
    next: str | None
