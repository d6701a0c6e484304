"""States of a mail and what an address may be. Pure.

A mail is queued with the act it belongs to, taken up for sending, and then sent, failed for good,
or unknown: the line broke after the text was handed over, so it may have arrived. Only a person
sends an unknown one again; its Message-ID stays, so that a mail program shows it once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

STATES = ("queued", "sending", "sent", "failed", "unknown")
EVENTS = ("taken", "accepted", "refused", "unreachable", "broken", "again")
STEPS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("queued", "taken"): "sending",
        ("sending", "accepted"): "sent",
        ("sending", "refused"): "failed",
        ("sending", "unreachable"): "queued",
        ("sending", "broken"): "unknown",
        ("failed", "again"): "queued",
        ("unknown", "again"): "queued",
    }
)
"""State and what happens -> the next state; anything else is no step."""
MOST_TRIES = 12
LONGEST_ADDRESS, LONGEST_SUBJECT, LONGEST_BODY = 254, 200, 20_000
LOST_AFTER = timedelta(minutes=10)
"""A mail that is being sent for so long has lost its sender: nobody knows."""
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[^\s@<>,;:\"()\[\]\\]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")


def step(state: str, event: str) -> str:
    """The next state; KeyError for what cannot happen."""
    return STEPS[state, event]


def is_address(text: str) -> bool:
    """Whether a text is one address and nothing else: no name, no second one, no header."""
    plain = len(text) <= LONGEST_ADDRESS and text.isascii() and text.isprintable()
    return plain and bool(_ADDRESS.fullmatch(text))


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries without an answer: a minute, doubling up to a day."""
    doublings = min(max(tries - 1, 0), 11)
    return min(timedelta(minutes=1 << doublings), timedelta(days=1))
