"""Hands a mail over: to an SMTP server, or as a file into a folder where none is named.

Never inside a transaction. RFC 5321, RFC 5322; STARTTLS or TLS with the certificate checked.
"""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.mail.models import Mail

PATIENCE = 10.0
SCHEMES = ("smtp", "smtps")


@dataclass(frozen=True)
class Transport:
    """Where mail goes, and from whom it comes; without an address it goes into the folder."""

    url: str
    sender: str
    folder: Path


@dataclass(frozen=True)
class Told:
    """What the other side said: an event of the rules, and a sentence where it is trouble.

    `away` where nobody is there to take any mail.
    """

    event: str
    trouble: str = ""
    away: bool = False


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it goes over the wire."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message.set_content(mail.body)
    if mail.attachment:
        kind = guess_type(mail.attachment_name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        data = b64decode(mail.attachment)
        message.add_attachment(data, maintype=main, subtype=sub, filename=mail.attachment_name)
    return message


def hand_over(mail: Mail, transport: Transport, *, at: datetime) -> Told:
    """Send a mail; whatever happens is told, nothing is raised."""
    message = message_of(mail, transport.sender)
    if not transport.url:
        return _into_folder(message, transport.folder, mail, at)
    try:
        server = _connected(transport.url)
    except smtplib.SMTPAuthenticationError as refused:
        why = f"The mail server does not know us ({refused.smtp_code})."
        return Told("unreachable", why, away=True)
    except (OSError, smtplib.SMTPException) as error:
        why = f"The mail server does not answer: {type(error).__name__}."
        return Told("unreachable", why, away=True)
    told = _over_the_wire(server, message)
    with suppress(OSError, smtplib.SMTPException):
        server.quit()  # how they part says nothing of the mail
    server.close()
    return told


def _into_folder(message: EmailMessage, folder: Path, mail: Mail, at: datetime) -> Told:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{at:%Y%m%d-%H%M%S}-{mail.id:06d}.eml").write_bytes(bytes(message))
    except OSError as error:
        why = f"The mail folder cannot be written: {error.strerror}."
        return Told("unreachable", why, away=True)
    return Told("accepted")


def _connected(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, tls = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=tls)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
        if parts.query == "starttls":
            server.starttls(context=tls)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _refused(what: str, code: int) -> Told:
    """What a reply code means: 4xx asks for another try, 5xx is for good (RFC 5321, 4.2.1)."""
    later = 400 <= code < 500
    return Told("unreachable" if later else "refused", f"The server refused {what} ({code}).")


def _over_the_wire(server: smtplib.SMTP, message: EmailMessage) -> Told:
    """What was refused before the text is refused; a line that breaks after it is unknown."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _text in refused.recipients.values()]
        return _refused("the address", max(codes, default=550))
    except smtplib.SMTPSenderRefused as refused:
        return _refused("us", refused.smtp_code)
    except smtplib.SMTPDataError as refused:
        return _refused("the mail", refused.smtp_code)
    except smtplib.SMTPServerDisconnected:
        return Told("broken", "The line broke while the mail was handed over; it may have arrived.")
    except smtplib.SMTPException as error:
        return Told("unreachable", f"The mail server does not take it: {type(error).__name__}.")
    except OSError:
        return Told("broken", "The line broke while the mail was handed over; it may have arrived.")
    return Told("accepted")
