"""What must hold of files on documents: the bytes are those that were attached. Never writes."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attachments.models import Attachment, AttachmentContent
from app.reporting.findings import MOST_NAMED


def files_are_as_attached(session: Session) -> list[str]:
    """Files whose bytes are missing, or are others than those that were attached; one at a time."""
    found = []
    for file in session.scalars(select(Attachment).order_by(Attachment.id)):
        bytes_of = select(AttachmentContent.content).where(
            AttachmentContent.attachment_id == file.id
        )
        content = session.scalar(bytes_of)
        if content is None or hashlib.sha256(content).hexdigest() != file.sha256:
            what = "has no bytes" if content is None else "is not what was attached"
            found.append(f"{file.document_number}: file {file.name} {what}")
        if len(found) >= MOST_NAMED:
            break
    return found
