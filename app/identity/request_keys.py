"""Idempotency: a document is created at most once per client-made key.

Insert first, read after: the second of two simultaneous requests waits for the first one's
transaction and then gets its answer. A refused request rolls its key back with everything else;
the interface then keeps the refusal itself under the key, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.errors import KeyReused
from app.identity.models import RequestKey
from app.rows import run

MAX_KEY_LENGTH = 200
_TABLE = RequestKey.__table__
_CLAIM = {
    True: sqlite.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key),
    False: postgresql.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key),
}
_FIRST = select(_TABLE.c.request_hash, _TABLE.c.status, _TABLE.c.answer).where(
    _TABLE.c.actor == bindparam("who"), _TABLE.c.key == bindparam("what")
)
_KEEP = (
    update(_TABLE)
    .where(_TABLE.c.actor == bindparam("who"), _TABLE.c.key == bindparam("what"))
    .values(status=bindparam("new_status"), answer=bindparam("new_answer"))
)


@dataclass(frozen=True)
class StoredAnswer:
    """The first answer given under a key."""

    status: int
    body: str


def claim(
    session: Session, *, actor: str, key: str, request_hash: str, at: datetime
) -> StoredAnswer | None:
    """Take a key for this request; None means it is ours and the work may begin.

    A repeat gets the stored answer; the same key with another request raises KeyReused.
    """
    row = {"actor": actor, "key": key, "request_hash": request_hash, "created_at": at}
    taken = run(session, _CLAIM[is_sqlite(session)], row)
    if taken.first() is not None:
        return None
    first = run(session, _FIRST, {"who": actor, "what": key}).one()
    if first.request_hash != request_hash:
        raise KeyReused("This Idempotency-Key was used before with another request.")
    return StoredAnswer(first.status, first.answer)


def keep_answer(session: Session, *, actor: str, key: str, status: int, body: str) -> None:
    """Store the answer under its key, in the transaction that did the work."""
    run(session, _KEEP, {"who": actor, "what": key, "new_status": status, "new_answer": body})
