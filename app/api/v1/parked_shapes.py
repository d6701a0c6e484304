"""Bodies, queries and answers of the calls for parked carts. No rule of its own."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.fields import Answer, Body, Code, Decimals, Money, Name
from app.api.v1.json_body import load_object
from app.errors import BadInput
from app.sales.parked import cart_lines

MOST_TEXT = 90_000


def _cart(value: Any) -> dict[str, Any]:
    """A cart as its till keeps it, written as JSON; the till alone reads its inside."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError(f"must be JSON text of at most {MOST_TEXT} characters")
    try:
        cart = load_object(value.encode("utf-8", "surrogatepass"))
    except BadInput as refused:
        raise ValueError(refused.message) from None
    written = json.dumps(cart, ensure_ascii=False)
    if "\\u0000" in written or _half(written):
        raise ValueError("holds characters that no text has")
    cart_lines(cart)
    return cart


def _half(text: str) -> bool:
    """Whether a text holds half of a character, which no database keeps."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


Cart = Annotated[
    dict[str, Any],
    BeforeValidator(_cart),
    WithJsonSchema({"type": "string", "maxLength": MOST_TEXT}),
]


class ParkBody(Body):
    """A cart to be set aside, under a key that its till made."""

    key: Annotated[Code, Field(min_length=8)]
    till: Code
    name: Annotated[Name, Field(max_length=60)]
    cart: Cart
    total: Money


class TakeBody(Body):
    """The till that takes a cart up."""

    till: Code


class ParkedQuery(Body):
    """The till that asks: it sees what is parked at its site."""

    till: Code


class ParkedAnswer(Answer):
    """A parked cart; `cart` is its JSON text, only for the till that takes it up."""

    key: str
    name: str
    lines: int
    total: Decimals
    till: str
    parked_at: str
    parked_by: str


class TakenAnswer(ParkedAnswer):
    """A cart taken up, and which of the lots it names may not be sold any more."""

    cart: str
    blocked: list[dict[str, Any]]


class ParkedList(Answer):
    """What is parked at a site, the first parked on top; each with the `goods` it holds."""

    items: list[ParkedAnswer]
