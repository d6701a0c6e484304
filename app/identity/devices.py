"""Terminals: enrolled devices that sign their requests with a key that never leaves them.

The only writer of the device table but for what a heartbeat says. Knows no till and no receipt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.db import reading
from app.errors import NotFound, NotSignedIn, WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.identity.device_signatures import (
    PublicKey,
    SignedBy,
    is_signed,
    public_key,
    read_header,
    request_words,
    stored_key,
)
from app.identity.models import Device
from app.values.document import DocumentRef

REMEMBER = timedelta(seconds=2)
MAX_REMEMBERED = 1000
MOST_SIGNED = 4 * 1024 * 1024
SCHEME = "device "
OPS_PATH = "/api/v1/till/ops"
"""What a revoked terminal may still do: hand over what it recorded. Facts are never refused."""
_DEVICE = Device.__table__


@dataclass(frozen=True)
class KnownDevice:
    """A terminal with its key, ready to judge a signature."""

    actor: Actor
    key: PublicKey
    revoked: bool


@dataclass
class DeviceMemory:
    """The terminals seen in the last two seconds, per process."""

    seen: dict[int, tuple[datetime, KnownDevice]] = field(default_factory=dict)

    def find(self, device_id: int, now: datetime) -> KnownDevice | None:
        """The terminal, if it was looked up a moment ago."""
        known = self.seen.get(device_id)
        return known[1] if known and now - known[0] < REMEMBER else None

    def keep(self, device_id: int, now: datetime, device: KnownDevice) -> None:
        """Remember for a moment."""
        if len(self.seen) >= MAX_REMEMBERED:
            self.seen.clear()
        self.seen[device_id] = (now, device)


def device_actor(device_id: int, name: str, site_id: int) -> Actor:
    """A terminal as somebody who acts: at its site, with a terminal's rights."""
    return Actor(name, "device", f"device:{device_id}", site_id)


def device_id_of(actor: Actor) -> int | None:
    """Which terminal acts; None where it is a person or a program."""
    kind, _, number = actor.key.partition(":")
    return int(number) if kind == "device" else None


def _look_up(device_id: int) -> KnownDevice | None:
    with reading() as session:
        row = session.execute(
            select(
                _DEVICE.c.name, _DEVICE.c.site_id, _DEVICE.c.public_key, _DEVICE.c.revoked_at
            ).where(_DEVICE.c.id == device_id)
        ).one_or_none()
    if row is None:
        return None
    actor = device_actor(device_id, row.name, row.site_id)
    return KnownDevice(actor, stored_key(row.public_key), row.revoked_at is not None)


def _known(device_id: int) -> KnownDevice:
    memory: DeviceMemory = current_app.extensions.setdefault("lotwise.devices", DeviceMemory())
    now = clock.now()
    device = memory.find(device_id, now) or _look_up(device_id)
    if device is None:
        raise NotSignedIn("There is no such terminal.")
    memory.keep(device_id, now, device)
    return device


def forget_device(device_id: int) -> None:
    """Look it up afresh next time; other processes do so within two seconds."""
    memory: DeviceMemory = current_app.extensions.setdefault("lotwise.devices", DeviceMemory())
    memory.seen.pop(device_id, None)


def _target() -> str:
    query = request.query_string.decode("latin-1")
    path = request.root_path.rstrip("/") + request.path
    return f"{path}?{query}" if query else path


def _signed_by(header: str) -> SignedBy:
    claim = read_header(header)
    if claim is None:
        raise NotSignedIn('Send Authorization: Device id="...", time="...", signature="...".')
    return claim


def actor_of_request() -> Actor | None:
    """The terminal that signed this request; None where no terminal claims to have.

    Raises NotSignedIn for a wrong signature, an unknown terminal or a revoked one. A terminal's
    time is evidence, not a reason to refuse; what it records is taken once, however often sent.
    """
    header = request.headers.get("Authorization", "")
    if header[: len(SCHEME)].lower() != SCHEME:
        return None
    claim = _signed_by(header)
    device = _known(claim.device_id)
    request.max_content_length = MOST_SIGNED
    words = request_words(request.method, _target(), claim.time, request.get_data(cache=True))
    if not is_signed(device.key, words, claim.signature):
        raise NotSignedIn("The signature of the terminal is wrong.")
    if device.revoked and request.path != OPS_PATH:
        raise NotSignedIn("This terminal was revoked.")
    return device.actor


def create_device(
    session: Session, name: str, key: Mapping[str, str], *, site_id: int, at: datetime, by: Actor
) -> int:
    """Add a terminal to a site; BadInput for a key that is none."""
    public_key(key)
    row = {
        "name": name,
        "site_id": site_id,
        "public_key": json.dumps({part: key[part] for part in ("crv", "kty", "x", "y")}),
        "enrolled_at": at,
        "enrolled_by": by.name,
    }
    device_id: int = session.execute(insert(Device).returning(Device.id), row).scalar_one()
    audit.record(session, by, "device.enrolled", DocumentRef("device", str(device_id)), at=at)
    return device_id


def revoke_device(
    session: Session, device_id: int, *, reason: str, at: datetime, by: Actor
) -> Device:
    """Take a terminal's rights away for good; NotFound for another site's, WrongState twice."""
    device = session.get(Device, device_id, with_for_update=True)
    if device is None:
        raise NotFound("There is no such terminal.")
    by.require_site(device.site_id, "terminal")
    if device.revoked_at is not None:
        raise WrongState("The terminal is already revoked.")
    changes = {"revoked_at": at, "revoked_by": by.name}
    session.execute(update(Device).where(Device.id == device_id).values(changes))
    subject = DocumentRef("device", str(device_id))
    audit.record(session, by, "device.revoked", subject, at=at, reason=reason)
    return device
