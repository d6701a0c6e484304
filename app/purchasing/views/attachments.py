"""Files on documents: put one there, look at it, strike it out. One set of pages for all kinds."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments import queries as files
from app.attachments.rules import KINDS as TAKEN
from app.attachments.rules import SHOWN
from app.attachments.services import attach, strike
from app.db import reading, transaction
from app.errors import BadInput, ShopError
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.purchasing.attached import KINDS, document
from app.purchasing.blueprint import bp
from app.web.answers import text_of

P = Permission
FORM_BYTES = 64 * 1024
TEXT = "text/plain; charset=utf-8"
ACCEPT = ",".join([kind.media_type for kind in TAKEN.values()] + [".csv"])
SAFE = "default-src 'none'; sandbox"


@bp.url_value_preprocessor
def make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A file may be larger than a form; said before anything reads the request."""
    del values
    if endpoint == "purchasing.add_file":
        most: int = current_app.extensions["lotwise"].settings.attachment_bytes
        request.max_content_length = most + FORM_BYTES


def _sent() -> tuple[str, bytes]:
    """The file's name and bytes, read once: a transaction may be tried again."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise BadInput("Choose a file.", [("file", "is needed")])
    most: int = current_app.extensions["lotwise"].settings.attachment_bytes
    return given.filename, given.stream.read(most + 1)


def _attached(session: Session, fields: dict[str, str], name: str, data: bytes, by: Actor) -> int:
    kind, number = text_of(fields, "kind", 40), text_of(fields, "number", 64)
    on = document(session, kind, number, by, add=True)
    most = current_app.extensions["lotwise"].settings.attachment_bytes
    note = text_of(fields, "note", 300)
    at = clock.now()
    return attach(session, on, name, data, most_bytes=most, note=note, at=at, by=by)


def _page_of(kind: str, number: str) -> str:
    """Where the files of a document are shown; never an address from outside."""
    sound = kind in KINDS and number and all(c.isalnum() or c in "-_" for c in number)
    return KINDS[kind].page.format(number) + "#files" if sound else "/"


@bp.post("/files")
@needs(P.SIGNED_IN)
def add_file() -> ResponseReturnValue:
    """Keep a photo or paper with a document."""
    fields, by = dict(request.form), actor()
    try:
        name, data = _sent()
        transaction(lambda session: _attached(session, fields, name, data, by))
        flash("The file is kept.", "ok")
    except BadInput as refused:
        flash(" ".join(f"The file {each['message']}." for each in refused.errors), "error")
    return redirect(_page_of(fields.get("kind", ""), fields.get("number", "")))


@bp.get("/files/<int:file_id>")
@needs(P.SIGNED_IN)
def file(file_id: int) -> ResponseReturnValue:
    """The bytes of a file: pictures are shown, everything else is handed over."""
    with reading() as session:
        it = files.file_by_id(session, file_id)
        document(session, it.document_kind, it.document_number, actor(), add=False)
        data = files.content_of(session, it.id)
    answer = Response(data, content_type=TEXT if it.media_type == "text/plain" else it.media_type)
    how = "inline" if it.media_type in SHOWN else "attachment"
    answer.headers.set("Content-Disposition", how, filename=it.name)
    answer.headers["Content-Security-Policy"] = SAFE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.post("/files/<int:file_id>/strike")
@needs(P.SIGNED_IN)
def strike_file(file_id: int) -> ResponseReturnValue:
    """Strike a file out, with a reason; its bytes stay."""
    by, at, reason = actor(), clock.now(), text_of(dict(request.form), "reason", 300)
    with reading() as session:
        it = files.file_by_id(session, file_id)
        document(session, it.document_kind, it.document_number, by, add=True)
    try:
        if not reason:
            raise BadInput("Say why it is struck out.")
        transaction(lambda session: strike(session, file_id, reason=reason, at=at, by=by))
        flash("The file is struck out.", "ok")
    except ShopError as refused:
        flash(refused.message, "error")
    return redirect(_page_of(it.document_kind, it.document_number))
