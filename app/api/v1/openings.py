"""Calls for opening stock from a file: look at it, take it in, see what came of it."""

from __future__ import annotations

import binascii
from base64 import b64decode
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Day, Decimals, Note
from app.api.v1.lot_shapes import Cursor
from app.api.v1.texts import day, moment, money, quantity
from app.errors import bad_field
from app.identity.permissions import Permission
from app.purchasing import openings
from app.purchasing.opening_check import DryRun, dry_run
from app.purchasing.opening_file import opening_file
from app.purchasing.opening_judging import Judged
from app.purchasing.services.open_stock import OpeningFile, open_stock, refuse_twice
from app.web.paging import DEFAULT_LIMIT, encode_cursor, id_before

P = Permission
FILE_SIZE = 6 * 1024 * 1024


def base64_bytes(value: Any) -> bytes:
    """A file as programs send it."""
    if not isinstance(value, str) or not value:
        raise ValueError("must be the file in base64")
    try:
        return b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("must be the file in base64") from None


class OpeningBody(Body):
    """A CSV or XLSX file; its decimal mark where it shows none; the day it opens on, else today."""

    model_config = ConfigDict(extra="forbid", str_max_length=None)
    file_name: Annotated[Note, Field(max_length=200)]
    content: Annotated[
        bytes,
        BeforeValidator(base64_bytes),
        WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
    ]
    decimal: Annotated[Note, Field(max_length=1)] = ""
    opened_on: Day | None = None


class OpeningImportBody(OpeningBody):
    """The same, with the fingerprint that the dry run answered."""

    sha256: Annotated[Note, Field(max_length=64)]


class OpeningCheckAnswer(Answer):
    """What a dry run found: `importable` where no row is bad."""

    sha256: str
    read_as: str
    importable: bool
    row_count: int
    bad_count: int
    warned_count: int
    totals: list[dict[str, Any]]
    rows: list[dict[str, Any]]


class OpeningAnswer(Answer):
    """A file that came in; `value` only where the role sees cost."""

    number: str
    file_name: str
    sha256: str
    row_count: int
    value: Decimals | None = None


class OpeningQuery(Body):
    """A page of a list."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


def _opened_on(asked: Call) -> date | None:
    if asked.body.opened_on is not None:
        asked.shop.actor.require(P.BACKDATE)
    return asked.body.opened_on  # type: ignore[no-any-return]


def _file(asked: Call) -> OpeningFile:
    body = asked.body
    return opening_file(body.file_name, body.content, body.decimal)


def _verdict(judged: Judged, asked: Call) -> dict[str, Any]:
    row, product, place = judged.row, judged.product, judged.place
    answer = {
        "row": row.number,
        "verdict": "bad" if row.bad else "look" if row.findings else "ok",
        "findings": [
            {"tone": each.tone, "column": each.column, "message": each.text}
            for each in row.findings
        ],
        "location": place.code if place else None,
        "sku": product.sku if product else None,
        "name": product.name if product else None,
        "quantity": quantity(judged.quantity),
        "unit": product.base_unit if product else None,
        "supplier_lot": row.texts.get("supplier_lot"),
        "expires_on": day(judged.expires_on),
    }
    costs = asked.shop.actor.may(P.SEE_COST)
    return answer | ({"value": money(judged.worth, asked.shop)} if costs else {})


def _totals(run: DryRun, asked: Call) -> list[dict[str, Any]]:
    costs = asked.shop.actor.may(P.SEE_COST)
    return [
        {"site": site, "rows": count} | ({"value": money(value, asked.shop)} if costs else {})
        for site, (count, value) in run.totals.items()
    ]


@call(
    "POST",
    "/stock/openings/check",
    needs=P.OPEN_STOCK,
    body=OpeningBody,
    answer=OpeningCheckAnswer,
    writes=False,
    size=FILE_SIZE,
)
def check_opening(asked: Call) -> dict[str, Any]:
    """Judge every row of an opening stock file; writes nothing."""
    shop, file = asked.shop, _file(asked)
    refuse_twice(asked.session, file)
    run = dry_run(
        asked.session,
        file.sheet.rows,
        currency=shop.currency,
        on=_opened_on(asked),
        at=shop.now,
        by=shop.actor,
    )
    return {
        "sha256": file.sha256,
        "read_as": file.sheet.said,
        "importable": run.bad_count == 0,
        "row_count": len(run.rows),
        "bad_count": run.bad_count,
        "warned_count": run.warned_count,
        "totals": _totals(run, asked),
        "rows": [_verdict(judged, asked) for judged in run.rows],
    }


def _head(it: Any, asked: Call) -> dict[str, Any]:
    answer = {
        "number": it.number,
        "file_name": it.file_name,
        "sha256": it.sha256,
        "read_as": it.read_as,
        "row_count": it.line_count,
        "opened_on": day(it.opened_on),
        "imported_at": moment(it.imported_at),
        "imported_by": it.imported_by,
    }
    costs = asked.shop.actor.may(P.SEE_COST)
    return answer | ({"value": money(it.value, asked.shop)} if costs else {})


@call(
    "POST",
    "/stock/openings",
    needs=P.OPEN_STOCK,
    body=OpeningImportBody,
    answer=OpeningAnswer,
    status=201,
    document=True,
    size=FILE_SIZE,
)
def import_opening(asked: Call) -> dict[str, Any]:
    """Take an opening stock file in, whole: lots, stock, Dr inventory Cr opening equity."""
    shop = asked.shop
    number = open_stock(
        asked.session,
        _file(asked),
        looked_at=asked.body.sha256,
        currency=shop.currency,
        on=_opened_on(asked),
        at=shop.now,
        by=shop.actor,
    )
    return _head(openings.opening(asked.session, number, shop.actor), asked)


@call("GET", "/stock/openings", needs=P.OPEN_STOCK, query=OpeningQuery)
def list_openings(asked: Call) -> dict[str, Any]:
    """Opening stock files that came in, newest first."""
    limit, before = asked.query.limit, id_before(asked.query.cursor)
    found = openings.openings(asked.session, asked.shop.actor, before=before, limit=limit + 1)
    more = encode_cursor(found[limit - 1].id) if len(found) > limit else None
    return {"items": [_head(it, asked) for it in found[:limit]], "next": more}


def _line(row: Any, asked: Call) -> dict[str, Any]:
    line, lot = row.OpeningLine, row.Lot
    answer = {
        "row": line.sheet_row,
        "lot": lot.number,
        "location": row.location,
        "sku": row.Product.sku,
        "quantity": quantity(line.quantity),
        "supplier_lot": lot.supplier_lot,
        "expires_on": day(lot.expires_on),
        "reference": line.reference,
    }
    costs = asked.shop.actor.may(P.SEE_COST)
    return answer | ({"value": money(line.value, asked.shop)} if costs else {})


@call(
    "GET",
    "/stock/openings/<number>",
    needs=P.OPEN_STOCK,
    query=OpeningQuery,
    answer=OpeningAnswer,
)
def get_opening(asked: Call) -> dict[str, Any]:
    """One file that came in, with a page of its rows and the lots they became."""
    session, limit, after = asked.session, asked.query.limit, id_before(asked.query.cursor) or 0
    it = openings.opening(session, asked.path["number"], asked.shop.actor)
    if after > 32_767:
        raise bad_field("cursor", "is not one of ours")
    found = openings.opening_lines(session, it.id, after=after, limit=limit + 1)
    more = encode_cursor(found[limit - 1].OpeningLine.line) if len(found) > limit else None
    return _head(it, asked) | {"lines": [_line(row, asked) for row in found[:limit]], "next": more}
