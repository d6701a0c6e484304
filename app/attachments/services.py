"""Putting a file on a document, and striking one out. The only writer of the room's tables."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.attachments.models import Attachment, AttachmentContent, AttachmentStrike
from app.attachments.queries import file_by_id, files_of, is_struck
from app.attachments.rules import MEGABYTE, file_name, kind_of
from app.errors import WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.values.document import DocumentRef

MOST_FILES = 100
"""How many files a document may have."""


def attach(
    session: Session,
    document: DocumentRef,
    name: str,
    content: bytes,
    *,
    most_bytes: int,
    note: str = "",
    at: datetime,
    by: Actor,
) -> int:
    """Keep a file with a document; its id. The same bytes on the same document are kept once.

    BadInput for an empty, too large or foreign kind of file, and for more than a hundred.
    """
    kind = kind_of(content)
    if not content:
        raise bad_field("content", "is an empty file")
    if len(content) > most_bytes:
        raise bad_field("content", f"is larger than {most_bytes // MEGABYTE} MB")
    if kind is None:
        raise bad_field("content", "must be a JPEG, PNG, WebP, HEIC, PDF, text or CSV file")
    digest = hashlib.sha256(content).hexdigest()
    there = files_of(session, document)
    for each in there:
        if each.sha256 == digest:
            return each.id
    if len(there) >= MOST_FILES:
        raise bad_field("content", f"the document has {MOST_FILES} files already")
    row = {
        "document_kind": document.kind,
        "document_number": document.number,
        "name": file_name(name, kind),
        "media_type": kind.media_type,
        "size": len(content),
        "sha256": digest,
        "note": note,
        "attached_at": at,
        "attached_by": by.name,
    }
    file_id: int = session.execute(insert(Attachment).returning(Attachment.id), row).scalar_one()
    session.execute(insert(AttachmentContent), {"attachment_id": file_id, "content": content})
    audit.record(session, by, "file.attached", document, at=at, reason=row["name"])
    return file_id


def strike(session: Session, attachment_id: int, *, reason: str, at: datetime, by: Actor) -> None:
    """Strike a file out: it leaves the lists, its bytes stay. WrongState where it is already."""
    file = file_by_id(session, attachment_id)
    lock = select(Attachment.id).where(Attachment.id == file.id).with_for_update()
    session.execute(lock)
    if is_struck(session, file.id):
        raise WrongState("The file is struck out already.")
    row = {"attachment_id": file.id, "at": at, "by": by.name, "reason": reason}
    session.execute(insert(AttachmentStrike), row)
    document = DocumentRef(file.document_kind, file.document_number)
    audit.record(session, by, "file.struck_out", document, at=at, reason=f"{file.name}: {reason}")
