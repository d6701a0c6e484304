"""How the printing of a receipt stands, in words, and what the cashier may do about it.

Pure: a state in, a sentence out. One table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Stand:
    """State, tone and sentence, and the acts that are offered, the likeliest first."""

    state: str
    tone: str
    message: str
    acts: tuple[str, ...] = ()


STANDS: Mapping[str, Stand] = MappingProxyType(
    {
        "queued": Stand("queued", "info", "The receipt is on its way to the printer.", ("skip",)),
        "waiting": Stand(
            "waiting", "warn", "The receipt waits. {trouble}", ("again", "elsewhere", "skip")
        ),
        "sending": Stand("sending", "info", "The receipt is printing."),
        "printed": Stand("printed", "ok", "The receipt is printed.", ("copy",)),
        "unknown": Stand(
            "unknown", "warn", "Did the receipt come out? {trouble}", ("came-out", "did-not")
        ),
        "failed": Stand(
            "failed", "warn", "The receipt was not printed. {trouble}", ("again", "elsewhere")
        ),
        "none": Stand("none", "info", "No receipt was printed.", ("print",)),
        "by_hand": Stand(
            "none", "info", "Sold offline, so it was not printed by itself.", ("print",)
        ),
        "no_printer": Stand("no_printer", "info", "No receipt printer serves this till."),
    }
)
COPY_PRINTED = "Copy {number} of the receipt is printed."


def stand_of(job: Any, *, trouble: str, printers: int, by_hand: bool) -> Stand:
    """How a document's paper stands, from its newest job (None where it was never printed)."""
    if job is None:
        name = "no_printer" if not printers else "by_hand" if by_hand else "none"
        return STANDS[name]
    waits = job.state == "queued" and bool(job.tries or trouble)
    found = STANDS.get("waiting" if waits else job.state, STANDS["printed"])
    message = found.message.format(trouble=job.note or trouble).strip()
    if found.state == "printed" and job.copy_no:
        message = COPY_PRINTED.format(number=job.copy_no)
    acts = tuple(act for act in found.acts if act != "elsewhere" or printers > 1)
    return Stand(found.state, found.tone, message, acts)
