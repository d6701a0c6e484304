"""The inbox takes what a terminal recorded, word for word, before anybody judges it.

Never refuses: what does not fit is kept as an incident. Applies nothing; never commits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from app.identity import audit
from app.identity.device_signatures import PublicKey, is_signed, stored_key
from app.identity.devices import device_actor
from app.identity.models import AuditEvent
from app.sales.inbox_models import TillOp
from app.sales.models import Sale
from app.sales.terminals.ops import Op, read_op
from app.sales.terminals.series import (
    FARTHEST,
    Series,
    advance,
    close_filled_gaps,
    note_gap,
    series_of,
    still_missing,
)
from app.values.document import DocumentRef

FORKED = "forked"
_OP = TillOp.__table__


@dataclass
class _Inbox:
    """A batch being recorded: how far the series has come, what is known of it, what is new."""

    series: Series
    key: PublicKey
    at: datetime
    known: dict[int, str]
    keys: set[str]
    numbers: set[str]
    links: dict[str, str]
    entered: set[str]
    last_op: int
    last_receipt: int
    head: str
    rows: list[dict[str, Any]]
    gaps: list[tuple[int, int]]
    filled: bool = False


def _entered(session: Session, series: Series, numbers: Sequence[str]) -> set[str]:
    """Those of these receipts that somebody entered from paper before the terminal came: only
    what was missing once can be, so what comes in its order costs nothing."""
    late = [
        number
        for number in numbers
        if series.revoked or (series.receipt_of(number) or 0) <= series.last_receipt
    ]
    if not late:
        return set()
    return set(session.scalars(select(Sale.number).where(Sale.number.in_(late))))


def _open_inbox(session: Session, series: Series, ops: Sequence[Op], at: datetime) -> _Inbox:
    seqs = {seq for op in ops for seq in (op.seq - 1, op.seq, op.seq + 1)}
    numbers = [op.number for op in ops if op.number]
    links = {link for op in ops for link in (op.prev, op.hash)}
    known = session.execute(
        select(_OP.c.device_id, _OP.c.seq, _OP.c.hash, _OP.c.key, _OP.c.number, _OP.c.prev).where(
            or_(
                (_OP.c.device_id == series.device_id)
                & (_OP.c.seq.in_(seqs) | _OP.c.prev.in_(links) | _OP.c.number.in_(numbers)),
                _OP.c.key.in_([op.key for op in ops]),
            )
        )
    ).all()
    mine = [row for row in known if row.device_id == series.device_id]
    return _Inbox(
        series,
        stored_key(series.public_key),
        at,
        {0: ""} | {row.seq: row.hash for row in mine},
        {row.key for row in known},
        {row.number for row in mine if row.number},
        {row.prev: row.hash for row in mine},
        _entered(session, series, numbers) - {row.number for row in mine},
        series.last_op,
        series.last_receipt,
        series.head,
        [],
        [],
    )


def _out_of_line(inbox: _Inbox, op: Op) -> str:
    """What is wrong with an op's place in the chain."""
    before = inbox.known.get(op.seq - 1, op.prev)
    if op.prev != (inbox.head if op.seq == inbox.last_op + 1 else before):
        return "does not follow the act before it"
    later = inbox.links.get(op.hash)
    if op.seq <= inbox.last_op and later is None and op.seq + 1 in inbox.known:
        return "is not what the act after it follows"
    return ""


def _jumps(inbox: _Inbox, op: Op) -> bool:
    return op.seq > inbox.last_op + FARTHEST


def _wrong_number(inbox: _Inbox, op: Op) -> str:
    """Why an op may not have the number it claims, which it then does not take from anybody."""
    if op.problem:
        return ""
    if op.number in inbox.numbers:
        return f"the number {op.number} was used before"
    if op.number in inbox.entered:
        return f"receipt {op.number} was entered from paper before this came: compare the two"
    return inbox.series.wrong_number(op.kind, op.number, inbox.last_receipt)


def _wrong(inbox: _Inbox, op: Op) -> str:
    """What is the matter with an op, before anybody reads what it says."""
    if _jumps(inbox, op):
        return f"lies too far ahead of act {inbox.last_op}; says it follows {op.prev}"[:1000]
    if op.problem:
        return op.problem
    if op.chain_hash() != op.hash:
        return "its hash is not that of its words"
    if not is_signed(inbox.key, op.hash, op.signature):
        return "its signature is wrong"
    if op.key in inbox.keys:
        return "its key was used before"
    return _wrong_number(inbox, op) or _out_of_line(inbox, op)


def _row(inbox: _Inbox, op: Op, problem: str) -> dict[str, Any]:
    """An act as it is kept: without a key, number or place that are not its own to take."""
    return {
        "device_id": inbox.series.device_id,
        "seq": op.seq,
        "till_id": inbox.series.till.id,
        "key": op.key if op.key not in inbox.keys else f"again:{uuid4()}",
        "kind": op.kind,
        "number": None if _jumps(inbox, op) or _wrong_number(inbox, op) else op.number,
        "body": op.body,
        "prev": f"ahead:{uuid4()}" if _jumps(inbox, op) else op.prev,
        "hash": op.hash,
        "signature": op.signature,
        "made_at": op.moment() or inbox.at,
        "received_at": inbox.at,
        "state": "exception" if problem else "recorded",
        "problem": problem,
    }


def _count_receipt(inbox: _Inbox, number: str | None) -> None:
    """Receipts the terminal numbered and this one jumps over are missing until they come."""
    receipt = inbox.series.receipt_of(number)
    if number is None or receipt is None:
        return
    inbox.numbers.add(number)
    if receipt <= inbox.last_receipt or inbox.series.revoked:
        inbox.filled = True
    if receipt <= inbox.last_receipt:
        return
    if receipt > inbox.last_receipt + 1:
        inbox.gaps.append((inbox.last_receipt + 1, receipt - 1))
    inbox.last_receipt = receipt


def _take(inbox: _Inbox, op: Op) -> None:
    row = _row(inbox, op, _wrong(inbox, op))
    inbox.rows.append(row)
    inbox.known[op.seq] = op.hash
    inbox.keys.add(op.key)
    if _jumps(inbox, op):
        return
    inbox.links[op.prev] = op.hash
    _count_receipt(inbox, op.number if op.number in inbox.entered else row["number"])
    if op.seq > inbox.last_op:
        inbox.last_op, inbox.head = op.seq, op.hash


def _incident(session: Session, series: Series, op: Op, at: datetime) -> None:
    """Keep a second version of an act where people look for such things; once."""
    subject = DocumentRef("till_op", f"{series.device_id}:{op.seq}:{op.hash[:64]}")
    there = select(AuditEvent.id).where(
        AuditEvent.subject_kind == subject.kind, AuditEvent.subject == subject.number
    )
    if session.scalar(there.limit(1)) is None:
        who = device_actor(series.device_id, series.device, series.till.site_id)
        detail = {name: getattr(op, name) for name in ("key", "kind", "number", "prev", "body")}
        audit.record(session, who, "till_op.forked", subject, at=at, detail=detail)


def _lost(session: Session, series: Series, raw: Mapping[str, Any], at: datetime) -> None:
    """Something that does not even say which act it is; kept in the audit trail."""
    who = device_actor(series.device_id, series.device, series.till.site_id)
    subject = DocumentRef("till_op", f"{series.device_id}:?")
    text = json.dumps(dict(raw), sort_keys=True)[:100_000]
    audit.record(session, who, "till_op.unreadable", subject, at=at, detail={"op": text})


def _is_fork(inbox: _Inbox, op: Op) -> bool:
    """Whether another version of this act, or another act in its place, is known already."""
    if op.seq in inbox.known:
        return inbox.known[op.seq] != op.hash
    return op.prev in inbox.links or (op.seq <= inbox.last_op and op.prev == inbox.head)


def _finish(session: Session, inbox: _Inbox) -> None:
    series = inbox.series
    if inbox.rows:
        session.execute(insert(TillOp), inbox.rows)
    gaps = [left for gap in inbox.gaps for left in still_missing(session, series, *gap)]
    for first, last in gaps:
        detail = f"{last - first + 1} receipts of {series.device} were jumped over"
        note_gap(session, series, first=first, last=last, at=inbox.at, detail=detail)
    if inbox.filled:
        close_filled_gaps(session, series, at=inbox.at)
    if inbox.rows:
        advance(session, series, op=inbox.last_op, receipt=inbox.last_receipt, head=inbox.head)


def record_ops(
    session: Session, device_id: int, raws: Sequence[Mapping[str, Any]], *, at: datetime
) -> tuple[dict[int, str], list[int]]:
    """Record a batch durably; the problems of acts that were not recorded by sequence number,
    and the sequence numbers of all that have one.

    A known act is left as it is. Another version of a known act is an incident (`forked`). What
    is wrong in itself is recorded with its problem and waits for a person; a jump in the receipt
    numbers leaves a gap to explain.
    """
    series = series_of(session, device_id, locked=True)
    read = [(raw, read_op(raw)) for raw in raws]
    ops = sorted((op for _raw, op in read if op is not None), key=lambda op: op.seq)
    inbox = _open_inbox(session, series, ops, at)
    problems: dict[int, str] = {}
    for raw, op in read:
        if op is None:
            _lost(session, series, raw, at)
    for op in ops:
        if _is_fork(inbox, op):
            _incident(session, series, op, at)
            problems[op.seq] = FORKED
        elif op.seq not in inbox.known:
            _take(inbox, op)
    _finish(session, inbox)
    return problems, [op.seq for op in ops]


def record_one(session: Session, series: Series, op: Op, *, at: datetime) -> str:
    """Record an act that is decided in this very transaction; what is the matter with it, if
    anything. The series is held by its row lock."""
    inbox = _open_inbox(session, replace(series), [op], at)
    problem = FORKED if _is_fork(inbox, op) else _wrong(inbox, op)
    if not problem:
        _take(inbox, op)
        _finish(session, inbox)
    return problem
