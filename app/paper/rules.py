"""When a job's turn is over, and how long a printer that was not ready is left alone.

Pure: numbers in, numbers out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(seconds=30)
"""A job sent for longer than this lost its worker: three seconds to send, three for the echo."""

KICK_PATIENCE = timedelta(seconds=20)
"""A drawer that could not be opened by then stays shut: nobody stands before it any more."""

SLOWEST_RETRY = 15


def pause(tries: int) -> timedelta:
    """How long to wait after a printer was not ready so many times: 1, 2, 4 ... 15 seconds."""
    return timedelta(seconds=min(2 ** max(tries - 1, 0), SLOWEST_RETRY))


def lost_since(at: datetime) -> datetime:
    """Jobs being sent since before this moment have lost their worker."""
    return at - LEASE


def late_since(at: datetime) -> datetime:
    """Kicks of the drawer that wait since before this moment come too late."""
    return at - KICK_PATIENCE
