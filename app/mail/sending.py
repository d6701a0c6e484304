"""Sends what waits in the outbox: claims in one transaction, hands over outside of any, settles."""

from __future__ import annotations

from flask import current_app

from app import clock
from app.db import outside_transaction, reading, transaction
from app.mail.services import outbox
from app.mail.transport import Transport, hand_over


def transport() -> Transport:
    """Where this shop's mail goes."""
    settings = current_app.extensions["lotwise"].settings
    return Transport(settings.smtp_url, settings.mail_from, settings.instance / "mail")


def send_one(mail_id: int) -> bool:
    """Send a mail now, if it is its turn; whether it was taken up."""
    outside_transaction("sending mail")
    at = clock.now()
    mail = transaction(lambda session: outbox.claim(session, mail_id, at=at))
    if mail is None:
        return False
    told = hand_over(mail, transport(), at=at)
    later = clock.now()
    transaction(lambda s: outbox.settle(s, mail_id, told.event, told.trouble, at=later))
    return True


def send_due() -> int:
    """Send every mail whose turn it is; how many were taken up."""
    at = clock.now()
    transaction(lambda session: outbox.sweep(session, at=at))
    with reading() as session:
        waiting = outbox.due(session, at=at)
    return sum(send_one(mail_id) for mail_id in waiting)
