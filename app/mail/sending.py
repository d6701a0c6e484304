"""Sends what waits in the outbox: claims in one transaction, hands over outside of any, settles."""

from __future__ import annotations

from flask import current_app

from app import clock
from app.db import outside_transaction, reading, transaction
from app.mail.services import outbox
from app.mail.transport import Told, Transport, hand_over


def transport() -> Transport:
    """Where this shop's mail goes."""
    settings = current_app.extensions["lotwise"].settings
    return Transport(settings.smtp_url, settings.mail_from, settings.instance / "mail")


def try_one(mail_id: int) -> Told | None:
    """Send a mail now, if it is its turn; what the other side said, None where nobody was asked."""
    outside_transaction("sending mail")
    at = clock.now()
    mail = transaction(lambda session: outbox.claim(session, mail_id, at=at))
    if mail is None:
        return None
    told = hand_over(mail, transport(), at=at)
    later = clock.now()
    transaction(lambda s: outbox.settle(s, mail_id, told.event, told.trouble, at=later))
    return told


def send_one(mail_id: int) -> bool:
    """Send a mail now, if it is its turn; whether it was taken up."""
    return try_one(mail_id) is not None


def send_due() -> int:
    """Send every mail whose turn it is, until the server does not answer; how many were taken up.

    Where it does not answer for one it does not for the others: they wait for the next time.
    """
    at = clock.now()
    transaction(lambda session: outbox.sweep(session, at=at))
    with reading() as session:
        waiting = outbox.due(session, at=at)
    taken = 0
    for mail_id in waiting:
        told = try_one(mail_id)
        taken += told is not None
        if told is not None and told.away:
            break
    return taken
