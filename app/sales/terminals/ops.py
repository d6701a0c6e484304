"""What a terminal recorded, as it sends it: the envelope and its hash. Pure.

An envelope that is wrong in itself is still something that was recorded; it is kept word for word
with what is the matter with it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIELDS = ("seq", "key", "kind", "number", "body", "prev", "hash", "signature", "made_at")
MOST_TEXT = 256 * 1024
MAX_SEQ = 10**12
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z", re.ASCII
)


_MADE_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
"""How JavaScript writes a moment: the one spelling that can be written again from the moment."""


@dataclass(frozen=True)
class Op:
    """One act of a terminal. The text of `made_at` is part of the hash."""

    seq: int
    key: str
    kind: str
    number: str | None
    body: str
    prev: str
    hash: str
    signature: str
    made_at: str
    problem: str = ""

    def chain_hash(self) -> str:
        """What its hash has to be: everything it says, tied to the op before it."""
        parts = (self.prev, str(self.seq), self.key, self.kind, self.number or "", self.made_at)
        return hashlib.sha256("|".join((*parts, self.body)).encode()).hexdigest()

    def moment(self) -> datetime | None:
        """When the terminal's clock says it was made."""
        return moment_of(self.made_at)


def as_signed(row: Any) -> bool:
    """Whether an act as it is kept is word for word what its hash was made of."""
    made = row.made_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = (row.seq, row.key, row.kind, row.number, row.body, row.prev, row.hash, row.signature)
    signed: str = row.hash
    return Op(*said, made).chain_hash() == signed


def moment_of(text: Any) -> datetime | None:
    """A moment as terminals write it, such as 2026-11-21T10:00:00.000Z; None for anything else."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if 1970 <= found.year <= 9000 else None


def _plain(value: Any) -> str:
    """Text that every database can keep: no NUL, no lone surrogates."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _wrong(raw: Mapping[str, Any]) -> str:
    texts = [name for name in FIELDS if name not in {"seq", "number"}]
    missing = [name for name in texts if not isinstance(raw.get(name), str)]
    if missing:
        return f"{missing[0]} is not text"
    if not isinstance(raw.get("number"), str | None):
        return "number is not text"
    number = raw.get("number")
    if any(_plain(said) != said for said in (*(raw[name] for name in texts), number or "")):
        return "holds a character that cannot be kept"
    if not 0 < len(raw["key"]) <= 200 or len(raw["kind"]) > 40 or len(number or "") > 100:
        return "key, kind or number has a wrong length"
    made = _MADE_AT.fullmatch(raw["made_at"]) and moment_of(raw["made_at"])
    return "" if made else "made_at is no moment in UTC with milliseconds"


def read_op(raw: Mapping[str, Any]) -> Op | None:
    """An op from a batch; None where it does not even say which of the terminal's acts it is.

    One that is broken otherwise comes back with its `problem`, all of it kept as its body.
    """
    seq = raw.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq <= MAX_SEQ:
        return None
    wrong = _wrong(raw)
    if not wrong:
        return Op(seq, *(raw.get(name) for name in FIELDS[1:]))  # type: ignore[arg-type]
    body = _plain(dict(raw))[:MOST_TEXT]
    digest = hashlib.sha256(body.encode()).hexdigest()
    prev, said = raw.get("prev"), raw.get("hash")
    return Op(
        seq,
        f"broken:{digest}",
        "broken",
        None,
        body,
        _plain(prev)[:200] if isinstance(prev, str) else "",
        _plain(said)[:200] if isinstance(said, str) else digest,
        "",
        "",
        wrong,
    )
