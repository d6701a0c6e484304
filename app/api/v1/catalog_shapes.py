"""Bodies, queries and answers of the calls for products and tax categories. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Decimals,
    Name,
    Note,
    Quantity,
    Rate,
    Sku,
    UnitPrice,
    YesNo,
)
from app.catalog.drafts import MAX_DAYS, MAX_GTINS, MAX_PACKS
from app.catalog.models import EXPIRED_SALES, EXPIRY_KINDS, LOT_POLICIES, RISKS, TRACKING, UNITS
from app.catalog.search_words import LONGEST_QUERY
from app.web.paging import DEFAULT_LIMIT, MAX_CURSOR, MAX_LIMIT, clean_limit


def _word_of(words: tuple[str, ...]) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check), WithJsonSchema({"type": "string", "enum": list(words)})


def _days(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise ValueError(f"must be a whole number from 0 to {MAX_DAYS}")
    return value


MOST_ASKED = 999_999
"""Who asks for more rows than a page holds gets a full page and the cursor to the next."""


def _limit(value: Any) -> int:
    try:
        return min(clean_limit(value, most=MOST_ASKED), MAX_LIMIT)
    except ValueError:
        raise ValueError("must be a whole number from 1") from None


BaseUnit = Annotated[str, *_word_of(UNITS)]
Tracking = Annotated[str, *_word_of(TRACKING)]
LotPolicy = Annotated[str, *_word_of(LOT_POLICIES)]
ExpiryKind = Annotated[str, *_word_of(EXPIRY_KINDS)]
Risk = Annotated[str, *_word_of(RISKS)]
ExpiredSale = Annotated[str, *_word_of(EXPIRED_SALES)]
Days = Annotated[int | None, BeforeValidator(_days)]
Gtin = Annotated[Note, Field(max_length=32)]
Category = Annotated[Note, Field(max_length=200)]
Limit = Annotated[int, BeforeValidator(_limit)]
Word = Annotated[Note, Field(max_length=LONGEST_QUERY)]
Cursor = Annotated[Note, Field(max_length=MAX_CURSOR)]


class TaxCategoryBody(Body):
    """A kind of goods for tax: `rate` 0.20 is 20 %."""

    code: Code
    rate: Rate


class PackBody(Body):
    """A buying or selling unit: how many base units it holds, and its own GTIN."""

    unit: Annotated[Name, Field(max_length=40)]
    factor: Quantity
    gtin: Gtin | None = None


Gtins = Annotated[list[Gtin], Field(max_length=MAX_GTINS)]
Packs = Annotated[list[PackBody], Field(max_length=MAX_PACKS)]


class ProductBody(Body):
    """A new product; price per base unit."""

    sku: Sku
    name: Name
    price: UnitPrice
    base_unit: BaseUnit = "each"
    gtins: Gtins = Field(default_factory=list)
    tracking: Tracking = "lot"
    lot_policy: LotPolicy = "fefo"
    expiry_kind: ExpiryKind = "none"
    shelf_life_days: Days = None
    min_days_at_receipt: Days = None
    min_days_at_sale: Days = None
    tax_category: Code = "standard"
    category: Category | None = None
    packs: Packs = Field(default_factory=list)
    active: YesNo = True
    risk: Risk = "normal"
    expired_sale: ExpiredSale = "never"


class ProductChanges(Body):
    """The fields to change; what is not given stays. `null` takes a limit of days away."""

    sku: Sku = ""
    name: Name = ""
    price: UnitPrice = 0
    base_unit: BaseUnit = ""
    gtins: Gtins = Field(default_factory=list)
    tracking: Tracking = ""
    lot_policy: LotPolicy = ""
    expiry_kind: ExpiryKind = ""
    shelf_life_days: Days = None
    min_days_at_receipt: Days = None
    min_days_at_sale: Days = None
    tax_category: Code = ""
    category: Category | None = None
    packs: Packs = Field(default_factory=list)
    active: YesNo = True
    risk: Risk = ""
    expired_sale: ExpiredSale = ""


class ProductQuery(Body):
    """Which products: words of name, SKU, GTIN or category, without case or accents."""

    q: Word = ""
    category: Category | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class TaxCategoryAnswer(Answer):
    """A tax category as it stands."""

    code: str
    rate: Decimals


class PackAnswer(Answer):
    """A pack as it stands."""

    unit: str
    factor: Decimals
    gtin: str | None


class ProductAnswer(Answer):
    """A product as it stands; GTINs in their 14-digit form."""

    sku: str
    name: str
    base_unit: str
    gtins: list[str]
    tracking: str
    lot_policy: str
    expiry_kind: str
    shelf_life_days: int | None
    min_days_at_receipt: int | None
    min_days_at_sale: int | None
    price: Decimals
    tax_category: str
    category: str
    packs: list[PackAnswer]
    active: bool
    risk: str
    expired_sale: str


class ProductsAnswer(Answer):
    """A page of products; `next` is the cursor of the following one."""

    items: list[ProductAnswer]
    next: str | None
