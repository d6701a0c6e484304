"""Tables of people, sites, devices, sessions, API tokens, approvals, request keys, audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Flag, Instant, Small, Whole, strict

ROLES = ("cashier", "receiver", "manager", "accountant", "owner", "admin")
SITE_KINDS = ("store", "warehouse")


def one_of(column: str, words: tuple[str, ...]) -> str:
    """The SQL of a CHECK that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class Shop(Base):
    """The one shop of this database: its name and the currency its books are kept in."""

    __tablename__ = "shop"
    __table_args__ = strict(CheckConstraint("id = 1", name="one"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, server_default="")
    currency: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Site(Base):
    """A store or warehouse; its time zone decides what day it is there."""

    __tablename__ = "site"
    __table_args__ = strict(CheckConstraint(one_of("kind", SITE_KINDS), name="kind"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Person(Base):
    """Somebody who signs in. Disabled, never deleted: the records keep the name."""

    __tablename__ = "person"
    __table_args__ = strict(CheckConstraint(one_of("role", ROLES), name="role"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    active: Mapped[bool] = mapped_column(Flag, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Instant)
    pin_hash: Mapped[str | None] = mapped_column(Text)
    pin_sealed: Mapped[str | None] = mapped_column(Text)
    pin_set_at: Mapped[datetime | None] = mapped_column(Instant)


class PersonSession(Base):
    """A signed-in browser: kept here so that it can be ended from here. Only a hash is stored."""

    __tablename__ = "person_session"
    __table_args__ = strict()

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInTry(Base):
    """One try to sign in, for the limit on wrong passwords."""

    __tablename__ = "sign_in_try"
    __table_args__ = strict(Index(None, "name_key", "at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    name_key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    succeeded: Mapped[bool] = mapped_column(Flag)


class Device(Base):
    """A terminal enrolled at a site; it signs what it records with a key that never leaves it.

    What it last said of itself (queue, clock, news seen) is kept for the shop to look at.
    """

    __tablename__ = "device"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    public_key: Mapped[str] = mapped_column(Text)
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    enrolled_by: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    queue_length: Mapped[int] = mapped_column(Whole, server_default="0")
    oldest_queued_at: Mapped[datetime | None] = mapped_column(Instant)
    skew_ms: Mapped[int] = mapped_column(Whole, server_default="0")
    news_seen: Mapped[int] = mapped_column(Whole, server_default="0")
    silent: Mapped[bool] = mapped_column(Flag, server_default="0")


class PinTry(Base):
    """One try of a PIN at a device, for the lock after five wrong ones."""

    __tablename__ = "pin_try"
    __table_args__ = strict(Index(None, "device_id", "person_id", "at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    succeeded: Mapped[bool] = mapped_column(Flag)


class Approval(Base):
    """A second person's yes to something beyond the first one's rights. Append-only."""

    __tablename__ = "approval"
    __table_args__ = strict(Index(None, "created_at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, server_default="")
    asked_by: Mapped[str] = mapped_column(Text)
    approver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    approver: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)


class ApprovalUse(Base):
    """The one document an approval was used for. Append-only."""

    __tablename__ = "approval_use"
    __table_args__ = strict()

    approval_id: Mapped[int] = mapped_column(
        ForeignKey("approval.id"), primary_key=True, autoincrement=False
    )
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime] = mapped_column(Instant)


class ApiToken(Base):
    """A program's key: only its hash is stored; the prefix lets people tell tokens apart."""

    __tablename__ = "api_token"
    __table_args__ = strict(CheckConstraint(one_of("role", ROLES), name="role"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class RequestKey(Base):
    """A client's idempotency key with the request it came with and the first answer to it."""

    __tablename__ = "request_key"
    __table_args__ = strict()

    actor: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(Small)
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class AuditEvent(Base):
    """Who did what, when, to which record, and why. Append-only by trigger."""

    __tablename__ = "audit_event"
    __table_args__ = strict(
        Index(None, "subject_kind", "subject"), Index(None, "at"), Index(None, "action", "at")
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    detail: Mapped[str] = mapped_column(Text, server_default=text("'{}'"))
