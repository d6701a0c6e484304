"""The audit trail: who did what to which record, and why. Append-only."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.models import AuditEvent
from app.values.document import DocumentRef


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: DocumentRef,
    *,
    at: datetime,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one audit row in the transaction that does the thing."""
    session.execute(
        insert(AuditEvent),
        {
            "at": at,
            "actor": actor.name,
            "action": action,
            "subject_kind": subject.kind,
            "subject": subject.number,
            "reason": reason,
            "detail": json.dumps(detail or {}, sort_keys=True, default=str),
        },
    )
