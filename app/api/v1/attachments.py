"""Calls for files on documents: put one there, list them, get the bytes, strike one out."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any

from flask import current_app
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, LotCode, Note, Reason
from app.api.v1.openings import base64_bytes
from app.api.v1.texts import moment
from app.attachments import queries as files
from app.attachments.models import Attachment
from app.attachments.services import attach, strike
from app.errors import NotFound
from app.identity.permissions import Permission
from app.purchasing.attached import document
from app.values.document import DocumentRef

P = Permission
SENT_SIZE = 12 * 1024 * 1024
"""A file of eight megabytes in base64, and its fields; larger ones come over the page."""


class Document(Body):
    """A document by kind and number."""

    kind: Annotated[Note, Field(max_length=40)]
    number: LotCode


class AttachmentBody(Body):
    """A file in base64, what it shows, and the document it belongs to."""

    model_config = ConfigDict(extra="forbid", str_max_length=None)
    document: Document
    name: Annotated[Note, Field(max_length=200)]
    note: Annotated[Note, Field(max_length=300)] = ""
    content: Annotated[
        bytes,
        BeforeValidator(base64_bytes),
        WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
    ]


class AttachmentsQuery(Body):
    """Of which document."""

    kind: Annotated[Note, Field(max_length=40)]
    number: LotCode


class StrikeBody(Body):
    """Why a file does not count any more."""

    reason: Reason


class AttachmentAnswer(Answer):
    """What a file is; `content` in base64 where it is asked for by its id."""

    id: int
    document: dict[str, Any]
    name: str
    media_type: str
    size: int
    sha256: str


def _json(it: Attachment) -> dict[str, Any]:
    return {
        "id": it.id,
        "document": {"kind": it.document_kind, "number": it.document_number},
        "name": it.name,
        "media_type": it.media_type,
        "size": it.size,
        "sha256": it.sha256,
        "note": it.note,
        "attached_at": moment(it.attached_at),
        "attached_by": it.attached_by,
    }


def _file(asked: Call, *, add: bool) -> Attachment:
    text = asked.path["file"]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound("There is no such file.")
    it = files.file_by_id(asked.session, int(text))
    document(asked.session, it.document_kind, it.document_number, asked.shop.actor, add=add)
    return it


@call(
    "POST",
    "/attachments",
    needs=P.SIGNED_IN,
    body=AttachmentBody,
    answer=AttachmentAnswer,
    status=201,
    document=True,
    size=SENT_SIZE,
)
def attach_file(asked: Call) -> dict[str, Any]:
    """Keep a photo or paper with a document; the same bytes are kept once."""
    session, shop, body = asked.session, asked.shop, asked.body
    on = document(session, body.document.kind, body.document.number, shop.actor, add=True)
    file_id = attach(
        session,
        on,
        body.name,
        body.content,
        most_bytes=current_app.extensions["lotwise"].settings.attachment_bytes,
        note=body.note,
        at=shop.now,
        by=shop.actor,
    )
    return _json(files.file_by_id(session, file_id))


@call("GET", "/attachments", needs=P.SIGNED_IN, query=AttachmentsQuery)
def list_files(asked: Call) -> dict[str, Any]:
    """The files on a document that count, in the order they came."""
    query, actor = asked.query, asked.shop.actor
    on: DocumentRef = document(asked.session, query.kind, query.number, actor, add=False)
    items = [_json(each) for each in files.files_of(asked.session, on)]
    return {"items": items, "next": None}


@call("GET", "/attachments/<file>", needs=P.SIGNED_IN, answer=AttachmentAnswer)
def get_file(asked: Call) -> dict[str, Any]:
    """A file with its bytes, struck out or not."""
    it = _file(asked, add=False)
    content = files.content_of(asked.session, it.id)
    return _json(it) | {
        "content": b64encode(content).decode(),
        "struck_out": files.is_struck(asked.session, it.id),
    }


@call(
    "POST",
    "/attachments/<file>/strike",
    needs=P.SIGNED_IN,
    body=StrikeBody,
    answer=AttachmentAnswer,
)
def strike_out(asked: Call) -> dict[str, Any]:
    """Strike a file out: it leaves the lists, and its bytes stay."""
    it, shop = _file(asked, add=True), asked.shop
    strike(asked.session, it.id, reason=asked.body.reason, at=shop.now, by=shop.actor)
    return _json(it)
