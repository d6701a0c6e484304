"""One table from the shop's status words to tone, icon and label, so no word is coloured twice.

Tones are `ok`, `warn`, `error`, `held`, `info` and `plain`. A word that is not in the table is
shown plainly; nothing here decides whether a lot may be sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Look:
    """How one word appears: tone (colour), icon name, label (English, translated in templates)."""

    tone: str
    icon: str
    label: str


STATUSES = MappingProxyType(
    {
        # lots and scan verdicts
        "ok": Look("ok", "ok", "OK"),
        "sellable": Look("ok", "ok", "Sellable"),
        "released": Look("ok", "ok", "Released"),
        "short_dated": Look("warn", "clock", "Short dated"),
        "best_before_passed": Look("warn", "clock", "Past best before"),
        "expired": Look("error", "expired", "Expired"),
        "recalled": Look("error", "recall", "Recalled"),
        "quarantined": Look("held", "held", "On hold"),
        "held": Look("held", "held", "On hold"),
        "no_stock": Look("warn", "empty", "No stock"),
        "unknown_lot": Look("warn", "question", "Unknown lot"),
        "unknown_product": Look("error", "question", "Unknown product"),
        "unreadable": Look("error", "error", "Unreadable"),
        # documents
        "draft": Look("plain", "edit", "Draft"),
        "open": Look("info", "dot", "Open"),
        "partly_received": Look("warn", "half", "Partly received"),
        "sent": Look("info", "truck", "On its way"),
        "partly_credited": Look("warn", "half", "Partly credited"),
        "credited": Look("ok", "ok", "Credited"),
        "refused": Look("error", "close", "Refused"),
        "withdrawn": Look("plain", "close", "Withdrawn"),
        "settled": Look("ok", "hand", "Settled"),
        "received": Look("ok", "ok", "Received"),
        "posted": Look("ok", "ok", "Posted"),
        "needs_approval": Look("warn", "hand", "Needs approval"),
        "counting": Look("info", "edit", "Counting"),
        "rejected": Look("error", "close", "Rejected"),
        "closed": Look("plain", "lock", "Closed"),
        "locked": Look("plain", "lock", "Locked"),
        "cancelled": Look("plain", "close", "Cancelled"),
        "voided": Look("plain", "close", "Voided"),
        # sales and orders
        "paid": Look("ok", "ok", "Paid"),
        "completed": Look("ok", "ok", "Completed"),
        "parked": Look("info", "pause", "Parked"),
        "returned": Look("info", "undo", "Returned"),
        "partly_returned": Look("info", "half", "Partly returned"),
        "refunded": Look("info", "undo", "Refunded"),
        "reserved": Look("info", "clock", "Reserved"),
        "backordered": Look("warn", "clock", "Back-ordered"),
        "picked": Look("info", "box", "Picked"),
        "fulfilled": Look("ok", "ok", "Fulfilled"),
        "exception": Look("error", "warn", "Exception"),
        # machines and people
        "online": Look("ok", "ok", "Online"),
        "offline": Look("warn", "offline", "Offline"),
        "unsynced": Look("warn", "sync", "Not synced"),
        "active": Look("ok", "ok", "Active"),
        "disabled": Look("plain", "lock", "Disabled"),
        "failed": Look("error", "error", "Failed"),
        # tones on their own, for notices
        "info": Look("info", "info", "Note"),
        "warn": Look("warn", "warn", "Look"),
        "error": Look("error", "error", "Problem"),
    }
)

CERTAINTIES = MappingProxyType(
    {
        "scanned": Look("ok", "scan", "scanned"),
        "chosen": Look("info", "hand", "chosen"),
        "auto": Look("plain", "auto", "auto"),
        "opened": Look("plain", "opened", "opened"),
        "corrected": Look("warn", "edit", "corrected"),
    }
)


def status_look(word: str) -> Look:
    """The look of a status word; an unknown word keeps its letters and a plain tone."""
    key = str(word)
    return STATUSES.get(key) or Look("plain", "dot", key.replace("_", " ").capitalize())


def certainty_look(word: str) -> Look:
    """The look of a lot certainty (`scanned`, `chosen`, `auto`, `opened`, `corrected`)."""
    return CERTAINTIES.get(str(word)) or Look("plain", "question", str(word))


_TONE_OF_LOT = MappingProxyType({"recalled": "error", "expired": "error", "quarantined": "held"})


def lot_tone(status: str | None, days_left: int | None, soon: int = 7) -> str:
    """Tone of a lot chip where the caller states none: status first, then days left."""
    if status and status in _TONE_OF_LOT:
        return _TONE_OF_LOT[status]
    if days_left is None:
        return "plain"
    if days_left < 0:
        return "error"
    return "warn" if days_left <= soon else "ok"
