"""Writing the outbox: a mail is put in with the act it belongs to, and its state followed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import BadInput, NotFound, WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.mail.models import Mail
from app.mail.rules import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    LOST_AFTER,
    MOST_TRIES,
    is_address,
    pause,
    step,
)
from app.values.document import DocumentRef


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    data: bytes


def queue_mail(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    about: DocumentRef,
    key: str,
    attachment: Attachment | None = None,
    at: datetime,
    by: Actor,
) -> int:
    """Put a mail into the outbox; its id. `key` is its Message-ID's own part: once per key.

    BadInput for what is no address, and for a subject of several lines.
    """
    if not is_address(to):
        raise BadInput("That is no e-mail address.", [("to", "is no e-mail address")])
    if not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadInput("The subject must be one line.", [("subject", "must be one line")])
    if len(body) > LONGEST_BODY:
        raise BadInput("The text is too long.", [("body", "is too long")])
    known = session.scalar(select(Mail.id).where(Mail.message_id == key))
    if known is not None:
        return known
    row = {
        "message_id": key,
        "document_kind": about.kind,
        "document_number": about.number,
        "to_address": to,
        "subject": subject,
        "body": body,
        "attachment_name": attachment.name if attachment else "",
        "attachment": b64encode(attachment.data).decode() if attachment else "",
        "created_at": at,
        "created_by": by.name,
        "state": "queued",
    }
    mail_id: int = session.execute(insert(Mail).returning(Mail.id), row).scalar_one()
    audit.record(session, by, "mail.queued", about, at=at, detail={"to": to, "subject": subject})
    return mail_id


def due(session: Session, *, at: datetime) -> list[int]:
    """Mails whose turn it is, oldest first."""
    waiting = select(Mail.id, Mail.tries, Mail.tried_at).where(Mail.state == "queued")
    return [
        row.id
        for row in session.execute(waiting.order_by(Mail.id))
        if row.tried_at is None or at >= row.tried_at + pause(row.tries)
    ]


def claim(session: Session, mail_id: int, *, at: datetime) -> Mail | None:
    """Take a mail up for sending; None where somebody else has, or its state is another."""
    mine = update(Mail).where(Mail.id == mail_id, Mail.state == "queued")
    taken = mine.values(state=step("queued", "taken"), tried_at=at, tries=Mail.tries + 1)
    if session.execute(taken.returning(Mail.id)).scalar_one_or_none() is None:
        return None
    return session.get(Mail, mail_id, populate_existing=True)


def settle(session: Session, mail_id: int, event: str, trouble: str, *, at: datetime) -> None:
    """What became of a mail that was taken up; one that was never answered fails in the end."""
    mail = session.get_one(Mail, mail_id, with_for_update=True)
    if mail.state != "sending":
        return
    tired = event == "unreachable" and mail.tries >= MOST_TRIES
    mail.state = step("sending", "refused" if tired else event)
    mail.trouble = trouble[:500]
    mail.sent_at = at if mail.state == "sent" else None


def is_lost(session: Session, *, at: datetime) -> bool:
    """Whether some mail has lost its sender, so that a sweep is worth a transaction."""
    lost = select(Mail.id).where(Mail.state == "sending", Mail.tried_at < at - LOST_AFTER)
    return session.scalar(lost.limit(1)) is not None


def sweep(session: Session, *, at: datetime) -> None:
    """Mails whose sender died while it sent them may have arrived: unknown."""
    lost = update(Mail).where(Mail.state == "sending", Mail.tried_at < at - LOST_AFTER)
    words = "The program that sent it ended; it may have arrived."
    session.execute(lost.values(state=step("sending", "broken"), trouble=words))


def send_again(session: Session, mail_id: int, *, at: datetime, by: Actor) -> None:
    """A person wants a failed or unknown mail sent once more. WrongState for any other."""
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound("There is no such mail.")
    if mail.state not in {"failed", "unknown"}:
        raise WrongState("Only a mail that failed, or that nobody knows of, is sent again.")
    mail.state, mail.tries, mail.tried_at = step(mail.state, "again"), 0, None
    about = DocumentRef(mail.document_kind, mail.document_number)
    session.flush()
    audit.record(session, by, "mail.sent_again", about, at=at, detail={"to": mail.to_address})
