"""Reads of files on documents. Writes nothing; whether somebody may see them is asked above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.attachments.models import Attachment, AttachmentContent, AttachmentStrike
from app.errors import NotFound
from app.values.document import DocumentRef

_COUNTING = select(Attachment).outerjoin(
    AttachmentStrike, AttachmentStrike.attachment_id == Attachment.id
)


def files_of(session: Session, *documents: DocumentRef) -> Sequence[Attachment]:
    """The files on these documents that count, in the order they came."""
    if not documents:
        return []
    named = or_(
        *(
            (Attachment.document_kind == each.kind) & (Attachment.document_number == each.number)
            for each in documents
        )
    )
    counting = _COUNTING.where(AttachmentStrike.attachment_id.is_(None), named)
    return session.scalars(counting.order_by(Attachment.id)).all()


@dataclass(frozen=True)
class Struck:
    """A file that was struck out: it, by whom and why."""

    file: Attachment
    by: str
    reason: str


def struck_of(session: Session, document: DocumentRef) -> list[Struck]:
    """The files of a document that do not count any more."""
    rows = session.execute(
        select(Attachment, AttachmentStrike)
        .join(AttachmentStrike, AttachmentStrike.attachment_id == Attachment.id)
        .where(
            Attachment.document_kind == document.kind,
            Attachment.document_number == document.number,
        )
        .order_by(Attachment.id)
    )
    return [
        Struck(row.Attachment, row.AttachmentStrike.by, row.AttachmentStrike.reason) for row in rows
    ]


def file_by_id(session: Session, attachment_id: int) -> Attachment:
    """A file, struck out or not; NotFound where there is none."""
    found = session.get(Attachment, attachment_id) if attachment_id < 2**63 else None
    if found is None:
        raise NotFound("There is no such file.")
    return found


def content_of(session: Session, attachment_id: int) -> bytes:
    """The bytes of a file."""
    found = session.get(AttachmentContent, attachment_id)
    if found is None:
        raise NotFound("There is no such file.")
    return found.content


def is_struck(session: Session, attachment_id: int) -> bool:
    """Whether a file does not count any more."""
    return session.get(AttachmentStrike, attachment_id) is not None


def pictures(
    session: Session, files: Iterable[Attachment], types: frozenset[str]
) -> list[tuple[Attachment, bytes]]:
    """Those of some files that are pictures of these types, with their bytes, for paper."""
    return [(each, content_of(session, each.id)) for each in files if each.media_type in types]
