"""Orders go to suppliers by mail: once, whatever happens, and what became of it is known."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import clock
from app.db import reading, transaction
from app.errors import BadInput
from app.identity.actors import SYSTEM
from app.mail.models import Mail
from app.mail.rules import is_address
from app.mail.sending import send_due
from app.mail.services.outbox import queue_mail
from app.mail.worker import Worker
from app.values.document import DocumentRef
from tests.purchasing.dairy import Desk, furnish
from tests.support.api import ApiClient

ABOUT = DocumentRef("purchase_order", "PO-000001")


@dataclass
class PostOffice:
    """A mail server on the loopback that says what it was told to say, and keeps what it got."""

    answers: dict[str, str] = field(default_factory=dict)
    breaks_after_data: bool = False
    got: list[bytes] = field(default_factory=list)

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rwb", buffering=0) as wire:
                self.talk(wire)

    def talk(self, wire: Any) -> None:
        wire.write(b"220 here\r\n")
        for raw in iter(wire.readline, b""):
            word = raw.split()[0].decode().upper()
            if word == "DATA" and "DATA" not in self.answers:
                wire.write(b"354 go\r\n")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += wire.readline()
                if self.breaks_after_data:
                    return
                self.got.append(body[:-5])
                wire.write(b"250 kept\r\n")
                continue
            wire.write(f"{self.answers.get(word, '250 fine')}\r\n".encode())
            if word == "QUIT":
                return


@contextmanager
def _open(office: PostOffice) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=office.serve, args=(server,), daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@contextmanager
def _mailing(app: Flask, url: str) -> Iterator[None]:
    shop = app.extensions["lotwise"]
    before = shop.settings
    object.__setattr__(shop, "settings", replace(before, smtp_url=url, mail_from="shop@deli.test"))
    try:
        yield
    finally:
        object.__setattr__(shop, "settings", before)


@pytest.fixture
def order(api: ApiClient) -> str:
    return furnish(api)


def _address(app: Flask, address: str) -> None:
    with app.app_context():
        sets = text("UPDATE supplier SET email = :address").bindparams(address=address)
        transaction(lambda session: session.execute(sets))


def _mails(app: Flask) -> list[Mail]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def _send(app: Flask, number: str, key: str = "k1", role: str = "manager") -> int:
    return Desk(app, role).send(f"/purchase-orders/{number}/mail", key=key).status_code


def test_an_order_is_sent_with_its_paper_once_for_each_press(app: Flask, order: str) -> None:
    _address(app, "orders@alpine.example")
    office = PostOffice()
    with _open(office) as url, _mailing(app, url):
        assert _send(app, order) == 302
        assert _send(app, order) == 302  # the same press once more
    (mail,) = _mails(app)
    assert mail.trouble == ""
    assert (mail.state, mail.tries, mail.to_address) == ("sent", 1, "orders@alpine.example")
    (raw,) = office.got
    message = message_from_bytes(raw, policy=policy.default)
    assert message["To"] == "orders@alpine.example"
    assert message["Message-ID"] == f"<{order}.k1@deli.test>"
    assert order in str(message["Subject"])
    (paper,) = message.iter_attachments()
    assert (paper.get_filename(), paper.get_content()[:4]) == (f"{order}.pdf", b"%PDF")


def test_without_a_mail_server_it_is_a_file(app: Flask, order: str) -> None:
    _address(app, "orders@alpine.example")
    assert _send(app, order) == 302
    folder: Path = app.extensions["lotwise"].settings.instance / "mail"
    (file,) = folder.glob("*.eml")
    assert message_from_bytes(file.read_bytes())["To"] == "orders@alpine.example"
    assert [mail.state for mail in _mails(app)] == ["sent"]


@pytest.mark.parametrize(
    ("office", "state"),
    [
        (PostOffice(answers={"RCPT": "550 nobody"}), "failed"),
        (PostOffice(answers={"RCPT": "550 nobody", "DATA": "554 no"}), "failed"),
        (PostOffice(answers={"DATA": "554 spam"}), "failed"),
        (PostOffice(answers={"DATA": "451 later"}), "queued"),
        (PostOffice(answers={"RCPT": "451 greylisted"}), "queued"),
        (PostOffice(breaks_after_data=True), "unknown"),
        (None, "queued"),
    ],
)
def test_what_became_of_it_is_known_and_nothing_is_sent_twice_by_itself(
    app: Flask, order: str, office: PostOffice | None, state: str
) -> None:
    _address(app, "orders@alpine.example")
    with _open(office or PostOffice()) as url:
        with _mailing(app, url if office else "smtp://127.0.0.1:9"):
            assert _send(app, order) == 302
            with app.app_context():
                assert send_due() == 0  # it is not its turn yet, or never again
    (mail,) = _mails(app)
    assert (mail.state, bool(mail.trouble)) == (state, True)


def test_a_person_sends_a_failed_one_again_and_it_is_the_same_mail(app: Flask, order: str) -> None:
    _address(app, "orders@alpine.example")
    with _open(PostOffice(answers={"RCPT": "550 nobody"})) as url, _mailing(app, url):
        _send(app, order)
    office, desk = PostOffice(), Desk(app, "manager")
    assert "Send again" in desk.get("/mails").text
    with _open(office) as url, _mailing(app, url):
        assert desk.send("/mails/1/again").status_code == 302
    (mail,) = _mails(app)
    assert (mail.state, len(office.got)) == ("sent", 1)
    desk.send("/mails/1/again")
    assert len(office.got) == 1
    assert Desk(app, "manager").send("/mails/99/again").status_code == 404
    assert Desk(app, "cashier").send("/mails/1/again").status_code == 403


def test_mails_are_the_whole_shops(app: Flask, order: str) -> None:
    bound = Desk(app, "manager", site_id=1)
    assert bound.get("/mails").status_code == 403
    assert bound.send("/mails/1/again").status_code == 403


def test_one_that_waited_goes_when_the_server_is_back(
    app: Flask, order: str, time_machine: Any
) -> None:
    _address(app, "orders@alpine.example")
    with _mailing(app, "smtp://127.0.0.1:9"):
        _send(app, order)
    time_machine.move_to(clock.now() + timedelta(minutes=5))
    with _open(PostOffice()) as url, _mailing(app, url), app.app_context():
        assert send_due() == 1
    assert [mail.state for mail in _mails(app)] == ["sent"]


@pytest.mark.parametrize("address", ["", "a@b\nBcc: c@d", "a@b, c@d"])
def test_no_address_no_mail(app: Flask, order: str, address: str) -> None:
    _address(app, address)
    assert _send(app, order) == 302
    assert _mails(app) == []


def test_only_who_buys_sends_and_an_order_that_is_over_is_not_sent(app: Flask, order: str) -> None:
    _address(app, "orders@alpine.example")
    assert _send(app, order, role="receiver") == 403
    Desk(app, "manager").send(f"/purchase-orders/{order}/cancel")
    assert _send(app, order) == 302
    assert _mails(app) == []


@pytest.mark.parametrize(
    ("text_", "is_one"),
    [
        ("a@b", True),
        ("orders+x@sub.alpine-dairy.example", True),
        ("a@x..example", False),
        ("a@.example", False),
        ("a@example.", False),
        ("a@-x.example", False),
        ("a@x-.example", False),
        ("a@" + "x" * 64 + ".example", False),
        ("a\x01b@x.example", False),
        ("a\x7f@x.example", False),
        ("a@x.example\n", False),
    ],
)
def test_an_address_is_plain_and_its_host_has_labels(text_: str, is_one: bool) -> None:
    assert is_address(text_) is is_one


def _queue_some(app: Flask, many: int) -> None:
    said: dict[str, Any] = {"subject": "Hello", "body": "", "about": ABOUT, "by": SYSTEM}
    with app.app_context():
        for n in range(many):
            to = {"to": f"buyer{n}@mail.example", "key": f"k{n}", "at": clock.now()}
            transaction(lambda s, to=to: queue_mail(s, **to, **said))


def test_where_the_server_is_away_one_is_tried_and_the_others_wait_with_it(app: Flask) -> None:
    _queue_some(app, 3)
    with _mailing(app, "smtp://127.0.0.1:9"), app.app_context():
        assert send_due() == 1
    assert [(mail.state, mail.tries) for mail in _mails(app)] == [("queued", 1)] + [
        ("queued", 0)
    ] * 2


def test_two_workers_send_what_waits_once_and_end(app: Flask) -> None:
    _queue_some(app, 6)
    office = PostOffice()
    with _open(office) as url, _mailing(app, url):
        workers = [Worker(app), Worker(app)]
        for worker in workers:
            worker.start()
        until = time.monotonic() + 20
        while any(mail.state != "sent" for mail in _mails(app)) and time.monotonic() < until:
            time.sleep(0.02)
        for worker in workers:
            worker.stop()
            assert not worker.alive
    assert [(mail.state, mail.tries) for mail in _mails(app)] == [("sent", 1)] * 6
    got = sorted(str(message_from_bytes(raw)["To"]) for raw in office.got)
    assert got == [f"buyer{n}@mail.example" for n in range(6)]


@pytest.mark.parametrize("subject", ["", "two\nlines", "x" * 201])
def test_a_subject_is_one_line(app: Flask, api: ApiClient, subject: str) -> None:
    mail: dict[str, Any] = {"to": "a@b", "body": "", "about": ABOUT, "key": "x", "by": SYSTEM}
    with app.app_context(), pytest.raises(BadInput):
        transaction(lambda s: queue_mail(s, subject=subject, at=clock.now(), **mail))
    assert _mails(app) == []


def test_what_a_mail_says_never_changes(app: Flask, order: str) -> None:
    _address(app, "orders@alpine.example")
    _send(app, order)
    for harm in ("UPDATE mail SET to_address = 'x@y'", "DELETE FROM mail"):
        with app.app_context(), pytest.raises(Exception, match="append-only"):
            transaction(lambda session, harm=harm: session.execute(text(harm)))
    (mail,) = _mails(app)
    assert mail.to_address == "orders@alpine.example"
