"""`POST /scans/picture`: one picture of a camera, the codes in it. Reads nothing, writes nothing.

For browsers that cannot read codes themselves. What a code means is asked of `POST /scans`.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from app.api.v1.calls import PICTURE_SIZE, Call, call
from app.api.v1.fields import Answer, Body
from app.catalog.pictured_codes import codes_in
from app.identity.permissions import Permission


def _bytes(value: Any) -> bytes:
    """Base64 as text; a browser's `data:image/jpeg;base64,` before it is not part of it."""
    if not isinstance(value, str) or not value:
        raise ValueError("must be a JPEG picture in base64")
    try:
        return b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("must be a JPEG picture in base64") from None


class PictureBody(Body):
    """A baseline JPEG of at most Full HD."""

    model_config = ConfigDict(extra="forbid", str_max_length=None)
    image: Annotated[
        bytes,
        BeforeValidator(_bytes),
        WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
    ]


class SeenCode(Answer):
    """One code: FNC1 is U+001D in its text; `carrier` is its symbology identifier."""

    text: str
    format: str
    carrier: str


class SeenCodes(Answer):
    """The codes in the picture, none where none was found."""

    codes: list[SeenCode]


@call(
    "POST",
    "/scans/picture",
    needs=Permission.SEE_CATALOG,
    body=PictureBody,
    answer=SeenCodes,
    writes=False,
    size=PICTURE_SIZE,
)
def scan_picture(asked: Call) -> dict[str, Any]:
    """Read the bar codes in a picture; say nothing of what they mean."""
    seen = codes_in(asked.body.image)
    return {
        "codes": [
            {"text": each.text, "format": each.format, "carrier": each.carrier} for each in seen
        ]
    }
