"""Reads of the outbox. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.mail.models import Mail
from app.values.document import DocumentRef


def mails(session: Session, *, before: int | None = None, limit: int = 50) -> Sequence[Mail]:
    """Mails without their attachments, newest first."""
    found = select(Mail).options(defer(Mail.attachment)).order_by(Mail.id.desc()).limit(limit)
    return session.scalars(found if before is None else found.where(Mail.id < before)).all()


def mails_about(session: Session, document: DocumentRef) -> Sequence[Any]:
    """The mails about a document, oldest first."""
    found = select(Mail).options(defer(Mail.attachment)).order_by(Mail.id)
    mine = Mail.document_kind == document.kind, Mail.document_number == document.number
    return session.scalars(found.where(*mine)).all()
