"""Files on documents: kept once with their bytes, seen by who sees the document, struck out."""

import hashlib
import io
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.attachments.models import Attachment, AttachmentContent, AttachmentStrike
from app.db import reading, transaction
from app.purchasing.views import attachments
from tests.inventory.two_stores import NORTH, broken, site_id
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient

PHOTO = b"\xff\xd8\xff\xe0" + b"photo" * 40


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def _attach(api: ApiClient, number: str, data: bytes = PHOTO, **more: Any) -> Any:
    on = {"kind": more.pop("kind", "goods_receipt"), "number": number}
    body = {"document": on, "name": "dock.jpg", "content": b64encode(data).decode()}
    return api.post("/attachments", body | more)


def _send(desk: Desk, number: str, data: bytes, name: str, kind: str = "goods_receipt") -> Any:
    fields = {"kind": kind, "number": number, "file": (io.BytesIO(data), name)}
    return desk.client.post("/files", data=fields | {"csrf_token": desk.token})


def _counts(app: Flask) -> tuple[int, ...]:
    tables = (Attachment, AttachmentContent, AttachmentStrike)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def test_a_photo_is_kept_with_a_delivery_and_seen_there_and_on_its_lot(
    app: Flask, api: ApiClient, lot: str
) -> None:
    made = _attach(api, "GR-000001", note="crushed corner")
    assert made.status_code == 201, made.text
    it = made.json
    assert (it["name"], it["media_type"], it["size"]) == ("dock.jpg", "image/jpeg", len(PHOTO))
    assert it["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    found = api.get(f"/attachments/{it['id']}").json
    assert (b64decode(found["content"]), found["struck_out"]) == (PHOTO, False)
    desk = Desk(app, "receiver")
    for path in ("/deliveries/GR-000001", f"/lots/{lot}"):
        assert "crushed corner" in desk.get(path).text, path
    shown = desk.get(f"/files/{it['id']}")
    assert (shown.data, shown.mimetype) == (PHOTO, "image/jpeg")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert broken(app) == []


def test_the_same_bytes_are_kept_once_and_a_struck_file_keeps_them(
    app: Flask, api: ApiClient, lot: str
) -> None:
    first, again = _attach(api, "GR-000001").json, _attach(api, "GR-000001", name="x.jpg").json
    assert first["id"] == again["id"]
    assert _counts(app) == (1, 1, 0)
    path = f"/attachments/{first['id']}"
    assert api.post(f"{path}/strike", {"reason": "wrong pallet"}).status_code == 200
    assert api.post(f"{path}/strike", {"reason": "again"}).json["code"] == "wrong_state"
    assert api.get("/attachments", kind="goods_receipt", number="GR-000001").json["items"] == []
    assert api.get(path).json["struck_out"] is True
    assert _attach(api, "GR-000001").json["id"] != first["id"]
    for table in ("attachment", "attachment_content", "attachment_strike"):
        with app.app_context(), pytest.raises(DBAPIError, match="append"):
            transaction(lambda s, t=table: s.execute(text(f"DELETE FROM {t}")))
    assert broken(app) == []


def test_a_form_takes_a_file_larger_than_a_form_and_hands_papers_over(
    app: Flask, api: ApiClient, lot: str
) -> None:
    desk = Desk(app, "manager")
    data = b"%PDF-1.7\n" + bytes(300_000)
    assert _send(desk, lot, data, "laboratory.pdf", "lot").status_code == 302
    page = desk.get(f"/lots/{lot}").text
    assert "laboratory.pdf" in page
    given = desk.get("/files/1")
    assert given.data == data
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert _send(desk, lot, b"<svg onload=alert(1)>", "a.svg", "lot").status_code == 302
    told = desk.get("/files/2")
    assert (told.mimetype, told.headers["Content-Disposition"][:10]) == ("text/plain", "attachment")
    assert desk.send("/files/1/strike", reason="old").status_code == 302
    assert "laboratory.pdf" not in desk.get(f"/lots/{lot}").text


def test_what_is_no_photo_or_paper_is_refused_and_nothing_kept(
    app: Flask, api: ApiClient, lot: str
) -> None:
    desk = Desk(app, "manager")
    for answer, status in (
        (_attach(api, "GR-000001", b"MZ\x90\x00\x00"), 400),
        (_attach(api, "GR-000001", b"\xff\xd8\xff" + bytes(8 * 1024 * 1024)), 400),
        (_attach(api, "GR-999999"), 404),
        (_attach(api, lot, kind="nothing"), 400),
        (_attach(api, "GR-000001", content="no base64!"), 400),
        (api.get("/attachments/1"), 404),
        (api.get("/attachments/x"), 404),
        (_send(desk, "GR-000001", bytes(9 * 1024 * 1024), "big.jpg"), 413),
        (_send(desk, "GR-000001", b"MZ\x90\x00\x00", "a.jpg"), 302),
        (desk.send("/files", kind="lot", number=lot), 302),
        (desk.get("/files/1"), 404),
    ):
        assert answer.status_code == status, answer.text[:200]
    assert _counts(app) == (0, 0, 0)


def test_files_are_for_those_who_may_see_the_document(app: Flask, api: ApiClient, lot: str) -> None:
    api.post("/sites", NORTH)
    line = {"lot": lot, "kind": "price", "quantity": "1", "amount": "1.00"}
    claim = {"supplier": "DAIRY", "site": "MAIN", "reason": "dear", "lines": [line]}
    api.post("/claims", claim)
    file_id = _attach(api, "CL-000001", kind="claim").json["id"]
    for role, site, status in (
        ("receiver", None, 403),
        ("accountant", None, 200),
        ("manager", site_id(app, "NORTH"), 404),
    ):
        assert Desk(app, role, site_id=site).get(f"/files/{file_id}").status_code == status, role
    reader = Desk(app, "accountant")
    assert _send(reader, "CL-000001", PHOTO + b"2", "a.jpg", "claim").status_code == 403
    assert reader.send(f"/files/{file_id}/strike", reason="x").status_code == 403
    assert "dock.jpg" in reader.get("/claims/CL-000001").text
    assert _counts(app) == (1, 1, 0)


def test_a_file_is_kept_whole_though_the_first_try_lost_its_race(
    app: Flask, api: ApiClient, lot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def twice(work: Callable[[Session], object]) -> object:
        tries.append(len(tries))

        def lost(session: Session) -> None:
            work(session)
            session.rollback()

        transaction(lost)
        return transaction(work)

    monkeypatch.setattr(attachments, "transaction", twice)
    assert _send(Desk(app, "manager"), lot, PHOTO, "dock.jpg", "lot").status_code == 302
    (kept,) = api.get("/attachments", kind="lot", number=lot).json["items"]
    assert (tries, kept["size"]) == ([0], len(PHOTO))
